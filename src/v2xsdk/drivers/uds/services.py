"""The services of one ECU as calls; udsoncan builds the requests and reads the responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from udsoncan import MemoryLocation, Request, Response, services
from udsoncan.exceptions import InvalidResponseException

from v2xsdk.drivers.uds.client import UdsClient
from v2xsdk.errors import DecodeError

START, STOP, RESULTS = 1, 2, 3
HARD_RESET = 1
_ADDRESS_BITS = 32


class UdsServices:
    """Raises what :meth:`UdsClient.request` raises, and ``DecodeError`` for a response that is cut off."""

    def __init__(self, client: UdsClient) -> None:
        self.client = client

    async def read(self, identifier: int) -> bytes:
        """Return the record of one identifier, whatever its length."""
        answer = await self.client.request(b"\x22" + identifier.to_bytes(2, "big"))
        return answer[3:]

    async def read_together(self, sizes: Mapping[int, int]) -> dict[int, bytes]:
        """Return several records of known sizes, asked for in one request."""
        answer = await self.client.request(b"\x22" + b"".join(number.to_bytes(2, "big") for number in sizes))
        found, at = {}, 1
        for number, size in sizes.items():
            if answer[at : at + 2] != number.to_bytes(2, "big") or len(answer) < at + 2 + size:
                raise DecodeError(f"UDS ReadDataByIdentifier: no {size} bytes of {number:04X} in {answer.hex()}")
            found[number] = answer[at + 2 : at + 2 + size]
            at += 2 + size
        return found

    async def write(self, identifier: int, record: bytes) -> None:
        """Write one record."""
        await self.client.request(b"\x2e" + identifier.to_bytes(2, "big") + record)

    async def routine(self, action: int, routine: int, data: bytes = b"") -> bytes:
        """Start (1), stop (2) or ask for results (3) of a routine; return its status record."""
        request = services.RoutineControl.make_request(routine, action, data or None)
        response = await self._call(services.RoutineControl, request)
        return bytes(response.service_data.routine_status_record or b"")

    async def fault_codes(self) -> dict[int, int]:
        """Return the status byte of each stored code."""
        report = 2
        request = services.ReadDTCInformation.make_request(report, status_mask=0xFF)
        response = await self._call(services.ReadDTCInformation, request, report)
        return {dtc.id: dtc.status.get_byte_as_int() for dtc in response.service_data.dtcs}

    async def fault_records(self, report: int, code: int) -> bytes:
        """Return all snapshots (04) or all extended data (06) of a code, as they follow its status."""
        head = code.to_bytes(3, "big")
        answer = await self.client.request(bytes((0x19, report)) + head + b"\xff")
        if answer[2:5] != head or len(answer) < 6:
            raise DecodeError(f"UDS ReadDTCInformation: {answer.hex()} is not about {code:06X}")
        return answer[6:]

    async def clear_faults(self, group: int) -> None:
        """Clear a code, or all with FFFFFF."""
        await self._call(services.ClearDiagnosticInformation, services.ClearDiagnosticInformation.make_request(group))

    async def reset(self) -> None:
        """Restart the ECU."""
        await self._call(services.ECUReset, services.ECUReset.make_request(HARD_RESET))

    async def seed(self, level: int) -> bytes:
        """Return the seed of an access level; all zeros when it is unlocked already."""
        kind = services.SecurityAccess
        request = kind.make_request(2 * level - 1, kind.Mode.RequestSeed)
        return bytes((await self._call(kind, request, kind.Mode.RequestSeed)).service_data.seed)

    async def key(self, level: int, key: bytes) -> None:
        """Bring the key of an access level."""
        kind = services.SecurityAccess
        request = kind.make_request(2 * level, kind.Mode.SendKey, key)
        await self._call(kind, request, kind.Mode.SendKey)

    async def show_certificate(self, certificate: bytes) -> bytes:
        """Show a certificate; return the challenge that its key has to sign."""
        request = services.Authentication.make_request(1, 0, certificate_client=certificate)
        return bytes((await self._call(services.Authentication, request)).service_data.challenge_server)

    async def prove_ownership(self, proof: bytes) -> None:
        """Bring the signed challenge."""
        request = services.Authentication.make_request(3, proof_of_ownership_client=proof)
        await self._call(services.Authentication, request)

    async def request_download(self, address: int, size: int) -> int:
        """Announce ``size`` bytes for ``address``; return how many bytes of data one block takes."""
        location = MemoryLocation(address, size, address_format=_ADDRESS_BITS, memorysize_format=_ADDRESS_BITS)
        response = await self._call(services.RequestDownload, services.RequestDownload.make_request(location))
        room = int(response.service_data.max_length) - 2
        if room <= 0:
            raise DecodeError(f"UDS RequestDownload: blocks of {room + 2} bytes hold no data")
        return room

    async def transfer(self, counter: int, data: bytes) -> None:
        """Send one block."""
        await self._call(services.TransferData, services.TransferData.make_request(counter, data))

    async def end_transfer(self) -> None:
        """Say that all blocks were sent."""
        await self._call(services.RequestTransferExit, services.RequestTransferExit.make_request())

    async def _call(self, service: Any, request: Request, *more: object) -> Any:
        response = Response.from_payload(await self.client.request(request.get_payload()))
        try:
            return service.interpret_response(response, *more)
        except (InvalidResponseException, ValueError, NotImplementedError) as error:
            name = cast(str, service.__name__)
            raise DecodeError(f"UDS {name}: the response cannot be read: {error}") from error
