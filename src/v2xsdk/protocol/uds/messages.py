"""UDS messages as named values, for every service a charger may offer (ISO 14229-1; uds-isotp, sections 3 and 4).

Identifiers, addresses and raw contents are hexadecimal text; a service without an entry here keeps its content as
``data_hex``.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from v2xsdk.errors import DecodeError
from v2xsdk.protocol.uds.cursor import Cursor
from v2xsdk.protocol.uds.names import NEGATIVE, POSITIVE, SUPPRESS, WITH_SUB_FUNCTION, code_name, service_name

Values = dict[str, Any]
Reader = Callable[[Cursor, int], Values]

REQUEST, RESPONSE, REFUSAL = "request", "positive_response", "negative_response"


def decode(payload: bytes, *, request: bool) -> Values:
    """The values of a whole message; raises ``DecodeError`` for one that is cut off or too long.

    ``request`` tells the tester's messages from the ECU's.
    """
    if not payload:
        raise DecodeError("a UDS message has at least one byte")
    if not request and payload[0] == NEGATIVE:
        return _refusal(payload)
    return _message(payload, request=request)


def _refusal(payload: bytes) -> Values:
    cursor = Cursor(payload[1:], "negative response")
    service, code = cursor.unsigned(1), cursor.unsigned(1)
    cursor.done()
    return {
        "message": REFUSAL,
        "service_id": f"{service:02x}",
        "service": service_name(service),
        "nrc": f"{code:02x}",
        "nrc_name": code_name(code),
    }


def _message(payload: bytes, *, request: bool) -> Values:
    service = payload[0] if request else payload[0] - POSITIVE
    if service < 0:
        raise DecodeError(f"{payload[0]:02x} is no positive response")
    cursor = Cursor(payload[1:], f"{service_name(service)} {'request' if request else 'response'}")
    values: Values = {
        "message": REQUEST if request else RESPONSE,
        "service_id": f"{service:02x}",
        "service": service_name(service),
    }
    sub_function = 0
    if service in WITH_SUB_FUNCTION:
        raw = cursor.unsigned(1)
        sub_function = raw & ~SUPPRESS if request else raw
        values["sub_function"] = f"{sub_function:02x}"
        if request:
            values["suppress_positive_response"] = bool(raw & SUPPRESS)
    reader = (REQUESTS if request else RESPONSES).get(service, _data)
    values.update(reader(cursor, sub_function))
    cursor.done()
    return values


def _nothing(cursor: Cursor, sub_function: int) -> Values:
    return {}


def _data(cursor: Cursor, sub_function: int) -> Values:
    return {"data_hex": cursor.rest().hex()} if cursor.left else {}


def _session_times(cursor: Cursor, sub_function: int) -> Values:
    return {"p2_server_max_ms": cursor.unsigned(2), "p2_star_server_max_ms": cursor.unsigned(2) * 10}


def _reset(cursor: Cursor, sub_function: int) -> Values:
    return {"power_down_time_s": cursor.unsigned(1)} if cursor.left else {}


def _group(cursor: Cursor, sub_function: int) -> Values:
    values: Values = {"group_of_dtc": cursor.hexadecimal(3)}
    if cursor.left:
        values["memory_selection"] = cursor.unsigned(1)
    return values


def _dtc_request(cursor: Cursor, sub_function: int) -> Values:
    if sub_function in (0x01, 0x02):
        return {"dtc_status_mask": cursor.unsigned(1)}
    if sub_function in (0x04, 0x06):
        return {"dtc": cursor.hexadecimal(3), "record_number": cursor.unsigned(1)}
    return _data(cursor, sub_function)


def _dtc_response(cursor: Cursor, sub_function: int) -> Values:
    if sub_function == 0x01:
        return {
            "dtc_status_availability_mask": cursor.unsigned(1),
            "dtc_format_identifier": cursor.unsigned(1),
            "dtc_count": cursor.unsigned(2),
        }
    if sub_function in (0x02, 0x0A):
        values: Values = {"dtc_status_availability_mask": cursor.unsigned(1), "dtcs": []}
        while cursor.left:
            values["dtcs"].append({"dtc": cursor.hexadecimal(3), "status": cursor.unsigned(1)})
        return values
    if sub_function in (0x04, 0x06):
        record = {"dtc": cursor.hexadecimal(3), "status": cursor.unsigned(1)}
        return {**record, "record_hex": cursor.rest().hex()}
    return _data(cursor, sub_function)


def _read_request(cursor: Cursor, sub_function: int) -> Values:
    first = cursor.hexadecimal(2)
    if not cursor.left:
        return {"data_identifier": first}
    identifiers = [first]
    while cursor.left:
        identifiers.append(cursor.hexadecimal(2))
    return {"data_identifiers": identifiers}


def _record(cursor: Cursor, sub_function: int) -> Values:
    return {"data_identifier": cursor.hexadecimal(2), "record_hex": cursor.rest().hex()}


def _identifier(cursor: Cursor, sub_function: int) -> Values:
    return {"data_identifier": cursor.hexadecimal(2)}


def _security_request(cursor: Cursor, sub_function: int) -> Values:
    if sub_function % 2 == 0:
        return {"key_hex": cursor.rest().hex()}
    return _data(cursor, sub_function)


def _security_response(cursor: Cursor, sub_function: int) -> Values:
    return {"seed_hex": cursor.rest().hex()} if sub_function % 2 else {}


def _io_control(cursor: Cursor, sub_function: int) -> Values:
    values: Values = {"data_identifier": cursor.hexadecimal(2), "control_parameter": cursor.unsigned(1)}
    if cursor.left:
        values["control_state_hex"] = cursor.rest().hex()
    return values


def _routine(cursor: Cursor, sub_function: int) -> Values:
    return {"routine_identifier": cursor.hexadecimal(2), "routine_data_hex": cursor.rest().hex()}


def _download_request(cursor: Cursor, sub_function: int) -> Values:
    data_format, lengths = cursor.unsigned(1), cursor.unsigned(1)
    return {
        "data_format_identifier": data_format,
        "memory_address": cursor.hexadecimal(lengths & 0x0F),
        "memory_size_bytes": cursor.unsigned(lengths >> 4),
    }


def _download_response(cursor: Cursor, sub_function: int) -> Values:
    return {"max_block_length_bytes": cursor.unsigned(cursor.unsigned(1) >> 4)}


def _block_request(cursor: Cursor, sub_function: int) -> Values:
    return {"block_sequence_counter": cursor.unsigned(1), "block_data_hex": cursor.rest().hex()}


def _block_response(cursor: Cursor, sub_function: int) -> Values:
    return {"block_sequence_counter": cursor.unsigned(1), **_data(cursor, sub_function)}


REQUESTS: MappingProxyType[int, Reader] = MappingProxyType(
    {
        0x10: _nothing,
        0x11: _nothing,
        0x14: _group,
        0x19: _dtc_request,
        0x22: _read_request,
        0x27: _security_request,
        0x2E: _record,
        0x2F: _io_control,
        0x31: _routine,
        0x34: _download_request,
        0x35: _download_request,
        0x36: _block_request,
        0x3E: _nothing,
    }
)

RESPONSES: MappingProxyType[int, Reader] = MappingProxyType(
    {
        0x10: _session_times,
        0x11: _reset,
        0x14: _nothing,
        0x19: _dtc_response,
        0x22: _record,
        0x27: _security_response,
        0x2E: _identifier,
        0x2F: _io_control,
        0x31: _routine,
        0x34: _download_response,
        0x35: _download_response,
        0x36: _block_response,
        0x3E: _nothing,
    }
)
