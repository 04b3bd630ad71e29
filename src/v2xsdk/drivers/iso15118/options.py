"""Options of the link, as a charger URL carries them: ``link=iso15118&link.interface=eth1&link.tls=auto``."""

from __future__ import annotations

from pathlib import Path

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk.protocol.v2g.effects import ControlMode
from v2xsdk.protocol.v2g.evse import SERVICES, EarlyDischarge, SeccSettings
from v2xsdk.protocol.v2g.timers import Protocol
from v2xsdk.runtime.v2g.pki_link import TlsMode
from v2xsdk.runtime.v2g.secc_server import SeccServerOptions


class Iso15118Options(msgspec.Struct, frozen=True):
    """Lists are comma separated. Times in s.

    ``vehicle_s`` is how long ``open`` waits for a vehicle that states its limits. ``simulate`` answers with simulated
    isolation and voltages where nobody reports measured ones: a bench only. ``early_discharge`` is the documented
    mode for DIN and -2 vehicles (``off`` or ``reverse_current``).
    """

    interface: str = ""
    protocols: str = "iso20,iso2,din"
    services: str = "dc-bpt,dc"
    control: str = ""
    tls: str = "none"
    pki: str = ""
    auth: str = "eim"
    evse_id: str = "DE*V2X*E0001"
    early_discharge: str = "off"
    loop_timeout_s: float = 2.0
    vehicle_s: float = 120.0
    sdp_port: int = 15118
    simulate: bool = False


def settings_of(options: Iso15118Options) -> SeccSettings:
    """Return what the charger offers; raises ``ConfigError`` that names the option."""
    modes: tuple[ControlMode, ...] = (ControlMode.DYNAMIC, ControlMode.SCHEDULED)
    if options.control:
        modes = (ControlMode(_word(options.control, tuple(ControlMode), "control")),)
    ways = _words(options.auth, ("eim", "pnc"), "auth")
    return SeccSettings(
        evse_id=options.evse_id,
        services=_words(options.services, tuple(SERVICES), "services"),
        control_modes=modes,
        eim="eim" in ways,
        plug_and_charge="pnc" in ways,
        certificate_installation="pnc" in ways,
        loop_timeout_s=options.loop_timeout_s,
        early_discharge=EarlyDischarge(_word(options.early_discharge, tuple(EarlyDischarge), "early_discharge")),
    )


def server_options_of(options: Iso15118Options) -> SeccServerOptions:
    """Return where the charger listens; raises ``ConfigError``."""
    if not options.interface:
        raise ConfigError("iso15118: link.interface names the network interface of the vehicle (or lo)")
    mode = TlsMode(_word(options.tls, tuple(TlsMode), "tls"))
    pki = Path(options.pki) if options.pki else None
    return SeccServerOptions(options.interface, mode, pki, sdp_port=options.sdp_port)


def protocols_of(options: Iso15118Options) -> tuple[Protocol, ...]:
    """Return the message sets; raises ``ConfigError``."""
    return tuple(Protocol(word) for word in _words(options.protocols, tuple(Protocol), "protocols"))


def _words(text: str, known: tuple[str, ...], name: str) -> tuple[str, ...]:
    found = tuple(_word(word.strip(), known, name) for word in text.split(",") if word.strip())
    if not found:
        raise ConfigError(f"iso15118: {name} is empty; choose from {', '.join(known)}")
    return found


def _word(text: str, known: tuple[str, ...], name: str) -> str:
    if text not in known:
        raise ConfigError(f"iso15118: {name} {text!r}; choose from {', '.join(known)}")
    return text
