"""What a charger offers by which number (docs/reference/uds.md): a vendor with other numbers writes another table."""

from __future__ import annotations

import struct
from types import MappingProxyType

import msgspec

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.model.service import SettingInfo, SettingValue, ValueInfo

ALL_CODES = 0xFFFFFF
CLOCK = 0x02F0
FIRMWARE_STATE, FIRMWARE_PROGRESS, FIRMWARE_REFUSAL, LOG_RANGE = 0xFE00, 0xFE01, 0xFE02, 0xFE03
TRANSACTION, COMMIT, SET_CLOCK, READ_LOG = 0x0301, 0x0302, 0x0310, 0x0320
CHECK_IMAGE = 0xFF01
MANIFEST_ADDRESS, IMAGE_ADDRESS = 0x0000_0000, 0x0100_0000
VALUE_SIZE = 4
VALUES_AT_ONCE = 7
"""A request takes eight identifiers, one of which is the clock."""

IDENTITY = MappingProxyType(
    {
        "manufacturer": 0xF18A,
        "product": 0xF197,
        "serial": 0xF18C,
        "hardware_revision": 0xF193,
        "firmware_version": 0xF189,
        "bootloader_version": 0xF180,
    }
)


class KnownSetting(msgspec.Struct, frozen=True):
    """A setting with its identifier; ``kind`` is ``bool``, ``float`` or ``str``."""

    identifier: int
    kind: type
    info: SettingInfo

    def decode(self, record: bytes) -> SettingValue:
        """Return the value in a record; raises ``DecodeError``."""
        if self.kind is str:
            return record.decode("utf-8", "replace")
        if len(record) != (1 if self.kind is bool else 8):
            raise DecodeError(f"UDS: {self.info.name} in {len(record)} bytes")
        return bool(record[0]) if self.kind is bool else float(struct.unpack(">d", record)[0])

    def encode(self, value: SettingValue) -> bytes:
        """Return the record of a value; raises ``EncodeError`` for one of another type."""
        if self.kind is str and isinstance(value, str):
            return value.encode()
        if self.kind is bool and isinstance(value, bool):
            return bytes((value,))
        if self.kind is float and isinstance(value, int | float) and not isinstance(value, bool):
            return struct.pack(">d", value)
        raise EncodeError(f"setting {self.info.name!r} takes a {self.kind.__name__}, not {value!r}")


class ServiceProfile(msgspec.Struct, frozen=True):
    """Live values by identifier, settings, and self-tests by routine."""

    values: dict[int, ValueInfo]
    settings: tuple[KnownSetting, ...]
    self_tests: dict[str, int]


CHARGER = ServiceProfile(
    values={
        0x0200: ValueInfo("dc_voltage_v", "V"),
        0x0201: ValueInfo("dc_current_a", "A"),
        0x0202: ValueInfo("dc_power_w", "W"),
        0x0203: ValueInfo("ac_voltage_l1_v", "V"),
        0x0204: ValueInfo("grid_frequency_hz", "Hz"),
        0x0205: ValueInfo("insulation_resistance_ohm", "ohm"),
        0x0206: ValueInfo("coolant_temperature_c", "degC"),
        0x0207: ValueInfo("mode"),
        0x0208: ValueInfo("fan_speed_rpm", "1/min"),
    },
    settings=(
        KnownSetting(0xFD00, float, SettingInfo("max_current_a", "A", 0.0, 200.0)),
        KnownSetting(0xFD01, float, SettingInfo("max_discharge_power_w", "W", 0.0, 60_000.0)),
        KnownSetting(0xFD02, bool, SettingInfo("discharge_enabled")),
        KnownSetting(0xFD03, str, SettingInfo("site_name")),
        KnownSetting(0xFD04, float, SettingInfo("rated_voltage_v", "V", writable=False)),
    ),
    self_tests={"insulation monitor": 0x0201, "contactor drivers": 0x0202, "fans": 0x0203},
)
