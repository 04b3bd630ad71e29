"""CHAdeMO between charger and car, with discharging: records and both sides' machines, no bytes, no I/O."""
