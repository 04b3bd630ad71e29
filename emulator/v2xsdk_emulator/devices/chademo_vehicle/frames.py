"""CHAdeMO frames as an emulated car packs and reads them, byte by byte (chademo, sections 3 and 4)."""

from __future__ import annotations

import struct
from collections.abc import Callable

from v2xsdk.model.can import CanFrame
from v2xsdk.protocol.can.chademo import records as r

FF = 0xFF


def pack(record: r.EvRecord) -> CanFrame:
    """The frame a car sends for ``record``."""
    can_id, packer = _PACKERS[type(record)]
    return CanFrame(can_id=can_id, data=packer(record), extended=False)


def unpack(frame: CanFrame) -> r.EvseRecord | None:
    """What the charger says in ``frame``; ``None`` for anything that is not its frame, or not whole."""
    reader = _READERS.get(frame.can_id)
    if reader is None or frame.extended or frame.remote or frame.error or len(frame.data) != 8:
        return None
    return reader(frame.data)


def _pack_limits(record: r.EvLimits) -> bytes:
    return struct.pack(
        "<BxHHBx",
        record.min_charge_current_a,
        record.min_battery_voltage_v,
        record.max_battery_voltage_v,
        record.charge_rate_reference_raw,
    )


def _pack_charge_time(record: r.EvChargeTime) -> bytes:
    tens = FF if record.max_charge_time_s is None else record.max_charge_time_s // 10
    capacity = round(record.rated_battery_capacity_kwh * 10)
    return struct.pack("<xBBBxHx", tens, record.max_charge_time_min, record.estimated_charge_time_min, capacity)


def _pack_control(record: r.EvControl) -> bytes:
    faults = _bits(
        record.battery_over_voltage,
        record.battery_under_voltage,
        record.battery_current_deviation,
        record.high_battery_temperature,
        record.battery_voltage_deviation,
    )
    status = _bits(
        record.charging_enabled,
        record.shift_position_not_park,
        record.charging_system_fault,
        record.contactor_open,
        record.normal_stop_request,
        False,
        record.status_bit_6,
        record.discharge_compatible,
    )
    return struct.pack(
        "<BHBBBBx",
        record.control_protocol_number,
        record.target_battery_voltage_v,
        record.charge_current_request_a,
        faults,
        status,
        record.charge_rate_raw,
    )


def _pack_extended(record: r.EvExtended) -> bytes:
    control = _bits(record.dynamic_control, record.high_current_control, record.high_voltage_control)
    return struct.pack("<BH5x", control, record.extended_charge_current_request_a)


def _pack_discharge_limits(record: r.EvDischargeLimits) -> bytes:
    return struct.pack(
        "<BxxxHBB",
        FF - record.max_discharge_current_a,
        record.min_discharge_voltage_v,
        record.min_discharge_level_raw,
        record.max_charge_level_raw,
    )


def _pack_estimate(record: r.EvDischargeEstimate) -> bytes:
    return struct.pack("<B7x", record.v2h_sequence_control_number)


def _pack_automaker(record: r.EvAutomaker) -> bytes:
    return struct.pack("<B7x", record.automaker_code)


def _read_limits(data: bytes) -> r.EvseLimits:
    welding, voltage, current, threshold = struct.unpack("<BHBHxx", data)
    return r.EvseLimits(welding != 0, voltage, current, threshold)


def _read_status(data: bytes) -> r.EvseStatus:
    number, voltage, current, discharge, status, tens, minutes = struct.unpack("<BHBBBBB", data)
    return r.EvseStatus(
        control_protocol_number=number,
        output_voltage_v=voltage,
        output_current_a=current,
        discharge_compatible=bool(discharge & 1),
        charging=bool(status & 1),
        charger_malfunction=bool(status & 2),
        connector_locked=bool(status & 4),
        battery_incompatible=bool(status & 8),
        charging_system_malfunction=bool(status & 16),
        stop_control=bool(status & 32),
        remaining_charge_time_s=None if tens == FF else tens * 10,
        remaining_charge_time_min=None if tens == minutes == FF else minutes,
    )


def _read_extended(data: bytes) -> r.EvseExtended:
    control, current = struct.unpack("<BH5x", data)
    return r.EvseExtended(bool(control & 1), bool(control & 2), bool(control & 4), current)


def _read_discharge_limits(data: bytes) -> r.EvseDischargeLimits:
    present, voltage, highest, lower = struct.unpack("<BHBxxH", data)
    return r.EvseDischargeLimits(FF - present, voltage, FF - highest, lower)


def _read_discharge_status(data: bytes) -> r.EvseDischargeStatus:
    return r.EvseDischargeStatus(*struct.unpack("<BH5x", data))


def _bits(*states: bool) -> int:
    return sum(1 << bit for bit, state in enumerate(states) if state)


_PACKERS: dict[type[r.EvRecord], tuple[int, Callable[..., bytes]]] = {
    r.EvLimits: (0x100, _pack_limits),
    r.EvChargeTime: (0x101, _pack_charge_time),
    r.EvControl: (0x102, _pack_control),
    r.EvExtended: (0x110, _pack_extended),
    r.EvDischargeLimits: (0x200, _pack_discharge_limits),
    r.EvDischargeEstimate: (0x201, _pack_estimate),
    r.EvAutomaker: (0x700, _pack_automaker),
}

_READERS: dict[int, Callable[[bytes], r.EvseRecord]] = {
    0x108: _read_limits,
    0x109: _read_status,
    0x118: _read_extended,
    0x208: _read_discharge_limits,
    0x209: _read_discharge_status,
}
