"""Contract desk and wallet out of a PKI folder."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from v2xsdk.errors import ConfigError
from v2xsdk.pki.profiles import Generation, Role
from v2xsdk.pki.store import PkiStore, open_set
from v2xsdk.protocol.v2g.contracts import ContractDesk, Wallet
from v2xsdk.protocol.v2g.pnc.desk import PkiDesk, Trust
from v2xsdk.protocol.v2g.pnc.provider import PkiContractProvider
from v2xsdk.protocol.v2g.pnc.wallet import PkiWallet
from v2xsdk.protocol.v2g.timers import Protocol

GENERATIONS = {Protocol.ISO2: Generation.ISO2, Protocol.ISO20: Generation.ISO20}


def _folder(pki: Path | None) -> Path:
    if pki is None:
        raise ConfigError("Plug and Charge needs --pki DIR (v2x pki make DIR)")
    return pki


def desk_of(pki: Path | None, *, any_curve: bool = False) -> Callable[[Protocol], ContractDesk | None]:
    """Return what makes a session's contract desk from the roots and the provisioning service of ``pki``.

    Raises ``ConfigError`` without a folder.
    """
    directory = _folder(pki)

    def make(protocol: Protocol) -> ContractDesk | None:
        generation = GENERATIONS.get(protocol)
        if generation is None:
            return None
        store = open_set(directory, generation)
        trust = Trust(store.roots(Role.MO_ROOT, Role.V2G_ROOT), store.roots(Role.OEM_ROOT, Role.V2G_ROOT), any_curve)
        return PkiDesk(generation, trust, _provider(store, generation))

    return make


def _provider(store: PkiStore, generation: Generation) -> PkiContractProvider | None:
    if not (store.has(Role.CPS) and store.has(Role.CONTRACT)):
        return None
    return PkiContractProvider(generation, store.identity(Role.CONTRACT), store.identity(Role.CPS))


def wallet_of(pki: Path | None, *, any_curve: bool = False) -> Callable[[Protocol], Wallet | None]:
    """Return what makes a vehicle's wallet from ``pki``; raises ``ConfigError`` without a folder."""
    directory = _folder(pki)

    def make(protocol: Protocol) -> Wallet | None:
        generation = GENERATIONS.get(protocol)
        if generation is None:
            return None
        store = open_set(directory, generation)
        contract = store.identity(Role.CONTRACT) if store.has(Role.CONTRACT) else None
        provisioning = store.identity(Role.OEM_PROVISIONING) if store.has(Role.OEM_PROVISIONING) else None
        return PkiWallet(generation, contract, provisioning, store.roots(Role.V2G_ROOT), _now, any_curve=any_curve)

    return make


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
