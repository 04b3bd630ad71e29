"""The table of all commands of `v2x`: a new command is a new line here."""

from __future__ import annotations

from v2xsdk.cli.lazy import CommandEntry

COMMANDS: dict[str, CommandEntry] = {
    "demo": CommandEntry(
        "v2xsdk.cli.demo.command:demo", "A school bus charges and discharges on emulated hardware; writes a report."
    ),
    "emulator": CommandEntry("v2xsdk.cli.emulator:emulator", "Run emulated hardware and say how to attach to it."),
    "discover": CommandEntry("v2xsdk.cli.discover:discover", "Find units on a bus, by listening."),
    "drivers": CommandEntry("v2xsdk.cli.drivers:drivers", "List the installed drivers, transports and vehicle links."),
    "info": CommandEntry("v2xsdk.cli.info:info", "Open a unit and show what it is and can do."),
    "charge": CommandEntry("v2xsdk.cli.charge:charge", "Charge the vehicle with a power."),
    "discharge": CommandEntry("v2xsdk.cli.charge:discharge", "Discharge the vehicle with a power."),
    "stop": CommandEntry("v2xsdk.cli.stop:stop", "Switch a unit off and say whether it confirmed."),
    "monitor": CommandEntry("v2xsdk.cli.monitor:monitor", "Show what is said on the wire; listens only."),
    "usb": CommandEntry("v2xsdk.cli.usb:usb_group", "Find USB devices of chargers and permit their use."),
    "diag": CommandEntry("v2xsdk.cli.diag:diag_group", "Service a device: values, faults, log, settings, self-tests."),
    "firmware": CommandEntry("v2xsdk.cli.firmware:firmware_group", "Sign firmware images, update a device."),
    "can": CommandEntry("v2xsdk.cli.can:can_group", "Decode and encode CAN frames."),
    "exi": CommandEntry("v2xsdk.cli.exi:exi_group", "Decode and encode V2G messages."),
    "slac": CommandEntry("v2xsdk.cli.slac:slac_group", "Decode and encode HomePlug management messages."),
    "secc": CommandEntry("v2xsdk.cli.secc:secc_command", "Be a charger: ISO 15118 and DIN 70121 towards a vehicle."),
    "ev": CommandEntry("v2xsdk.cli.ev:ev_command", "Be a vehicle, to test a charger."),
    "doctor": CommandEntry(
        "v2xsdk.cli.doctor.command:doctor", "Say what works on this machine, and why the rest does not."
    ),
    "pki": CommandEntry("v2xsdk.cli.pki:pki_group", "Make, take over and check certificates."),
}
