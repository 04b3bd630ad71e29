"""Service port over UDS on ISO-TP: the profile of docs/reference/uds.md."""
