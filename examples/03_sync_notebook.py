# %% [markdown]
# The same API without async, for scripts and notebooks. Each cell below can be run on its own, in order.

# %%
import time

import v2xsdk.sync

charger = v2xsdk.sync.open("emulator:home-car?soc=55", reserve_percent=40)
print(charger.info.vendor, charger.info.model, "-", charger.info.evidence)
print(f"may charge {charger.limits.charge_w:.0f} W, limited by {charger.limits.charge_source}")

# %%
order = charger.set_power(7_400, expires_in_s=120)
print(order.in_effect())

# %% A few measurements, as rows for a table or a plot
rows = []
for measurement in charger.measurements():
    rows.append((measurement.time_s, measurement.dc_power_w, measurement.dc_voltage_v, measurement.soc_percent))
    if len(rows) == 5:
        break
for row in rows:
    print(row)

# %% Discharge, and look at what is counted
charger.set_power(-7_400, expires_in_s=120).in_effect()
time.sleep(1)
print(f"{charger.status.energy_discharged_wh:.2f} Wh came back")

# %% Always the last cell: off, and the wire is let go
print(charger.stop())
charger.close()
