"""Settings: read by identifier, written in a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from v2xsdk.drivers.uds.profile import COMMIT, TRANSACTION, KnownSetting, ServiceProfile
from v2xsdk.drivers.uds.services import START, STOP, UdsServices
from v2xsdk.errors import ConfigError, TransportError, V2xError
from v2xsdk.model.service import SettingValue


async def read_settings(
    services: UdsServices, profile: ServiceProfile, names: Sequence[str]
) -> dict[str, SettingValue]:
    """Return settings by name, all when none is named."""
    wanted = [_known(profile, name) for name in names] or list(profile.settings)
    return {known.info.name: known.decode(await services.read(known.identifier)) for known in wanted}


async def write_settings(services: UdsServices, profile: ServiceProfile, changes: Mapping[str, SettingValue]) -> None:
    """Change all of ``changes`` or, on any error, none."""
    staged = [_encoded(profile, name, value) for name, value in changes.items()]
    await services.routine(START, TRANSACTION)
    try:
        for identifier, record in staged:
            await services.write(identifier, record)
        await services.routine(START, COMMIT, len(staged).to_bytes(2, "big"))
    except TransportError:
        raise  # the ECU rolls back by itself
    except V2xError:
        await services.routine(STOP, TRANSACTION)
        raise


def _encoded(profile: ServiceProfile, name: str, value: SettingValue) -> tuple[int, bytes]:
    known = _known(profile, name)
    if not known.info.writable:
        raise ConfigError(f"setting {name!r} cannot be written")
    return known.identifier, known.encode(value)


def _known(profile: ServiceProfile, name: str) -> KnownSetting:
    for known in profile.settings:
        if known.info.name == name:
            return known
    raise ConfigError(f"no setting {name!r}; there are: {', '.join(k.info.name for k in profile.settings)}")
