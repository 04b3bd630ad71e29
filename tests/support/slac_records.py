"""One record of every SLAC and modem message, with values that no default has."""

from __future__ import annotations

from v2xsdk.protocol.slac import records as r
from v2xsdk.protocol.slac import vendor as v
from v2xsdk.protocol.slac.keys import Nmk

EV, EVSE, MODEM = (bytes([2, 0, 0x5E, n, 0, 9]) for n in (1, 2, 3))
RUN = b"run-0001"
ID = bytes(range(17))
KEY = Nmk(bytes(range(16)))
TO_EV, TO_EVSE = (EV, EVSE), (EVSE, EV)


def samples() -> list[r.Mme]:
    """Return one record of each message."""
    station = v.Station(EV, 5, EVSE, 300, 1, 65535)
    network = v.Network(bytes(range(7)), 3, 2, 1, EVSE, 1, (station, station))
    return [
        r.SetKeyReq(MODEM, EVSE, bytes(range(7)), KEY, b"1234", b"5678", 2, 3, 258, 4, 5, 6),
        r.SetKeyCnf(EVSE, MODEM, 1, b"1234", b"5678", 3, 65535, 9, 8, mmv=2),
        r.AmpMapReq(*TO_EV, bytes(n % 16 for n in range(917))),
        r.AmpMapCnf(*TO_EVSE, 1, mmv=1),
        r.SlacParmReq(*TO_EVSE, RUN),
        r.SlacParmCnf(*TO_EV, RUN, EV, 11, 7, 2, EVSE),
        r.StartAttenCharInd(*TO_EVSE, RUN, EV, 12, 8, 3),
        r.AttenCharInd(*TO_EV, RUN, EV, 9, bytes(range(58)), ID, ID[::-1]),
        r.AttenCharRsp(*TO_EVSE, RUN, EV, ID, ID[::-1]),
        r.MnbcSoundInd(*TO_EVSE, RUN, 9, bytes(range(16)), ID, bytes(range(8))),
        r.ValidateReq(*TO_EVSE, 23, 1, 2),
        r.ValidateCnf(*TO_EV, 3, 2, 1),
        r.SlacMatchReq(*TO_EVSE, RUN, EV, EVSE, ID, ID[::-1], bytes(range(8))),
        r.SlacMatchCnf(*TO_EV, RUN, EV, EVSE, bytes(range(7)), KEY, ID, ID[::-1], bytes(range(8)), 7),
        r.AttenProfileInd(EVSE, MODEM, EV, bytes(range(58)), 4),
        v.VsSwVerReq(MODEM, EVSE),
        v.VsSwVerCnf(EVSE, MODEM, "MAC-1.1 é", 12, 33, 1),
        v.VsRsDevReq(MODEM, EVSE, mmv=1),
        v.VsRsDevCnf(EVSE, MODEM, 2),
        v.VsNwInfoReq(MODEM, EVSE),
        v.VsNwInfoCnf(EVSE, MODEM, (network, network), 2),
        v.VsHstActionInd(EVSE, MODEM, 4, 1, 2),
        v.VsHstActionRsp(MODEM, EVSE, 1),
        v.VsOpAttributesReq(MODEM, EVSE, 2**32 - 1, 7),
        v.VsOpAttributesCnf(
            *(EVSE, MODEM, 77, "HW", "SW", (1, 2, 3, 4, 2**32 - 1), "20260102", "RELEASE", 513, 3),
            flags=b"\1\2\3",
            reserved=bytes(range(40)),
        ),
        v.VsPlLnkStatusReq(MODEM, EVSE),
        v.VsPlLnkStatusCnf(EVSE, MODEM, 0, 1),
        v.VsAttenCharInd(EVSE, MODEM, EV, bytes(range(58)), v.NO_OUI, bytes(range(9))),
        v.NscmGetVersionReq(MODEM, EVSE, 5, 2),
        v.NscmGetVersionCnf(EVSE, MODEM, 6, (1, 2, 3, 65535), 2),
        v.NscmResetDeviceReq(MODEM, EVSE, 7, 1, 2),
        v.NscmGetDLinkStatusReq(MODEM, EVSE, 8, 2),
        v.NscmGetDLinkStatusCnf(EVSE, MODEM, 9, 1, 2),
    ]
