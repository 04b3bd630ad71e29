"""Maxwell MXR and Winline UXR: rectifier modules, register protocol 0x060."""
