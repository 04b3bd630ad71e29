"""All chains of a PKI folder against their profiles."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk.pki.check import check_chain
from v2xsdk.pki.findings import Finding
from v2xsdk.pki.make import SETS
from v2xsdk.pki.profiles import Role, authorities_of, leaves_of
from v2xsdk.pki.store import PkiStore

TRUST: dict[Role, tuple[Role, ...]] = {
    role: (authorities_of(role)[-1], *(() if authorities_of(role)[-1] is Role.V2G_ROOT else (Role.V2G_ROOT,)))
    for role in (Role.SECC, Role.CPS, Role.CONTRACT, Role.OEM_PROVISIONING, Role.VEHICLE)
}
"""Roots that may stand above a leaf: its own, or the V2G root (reference/iso15118, section 10)."""


class ChainReport(msgspec.Struct, frozen=True):
    """What was found about one chain of one set."""

    set: str
    role: Role
    findings: tuple[Finding, ...]


def check_folder(directory: Path, now: datetime.datetime) -> list[ChainReport]:
    """Check every leaf of every set in ``directory``.

    Raises ``ConfigError`` when there is no set, or a file of one is missing or unreadable.
    """
    present = [name for name in SETS if (directory / name).is_dir()]
    if not present:
        raise ConfigError(
            f"{directory} holds none of {', '.join(SETS)}; make a test PKI with: v2x pki make {directory}"
        )
    return [report for name in present for report in _check_set(directory, name, now)]


def _check_set(directory: Path, name: str, now: datetime.datetime) -> list[ChainReport]:
    generation = SETS[name][0]
    store = PkiStore(directory, generation, name)
    reports = []
    for role in leaves_of(generation):
        identity = store.identity(role)
        findings = check_chain(identity.chain, store.roots(*TRUST[role]), role, generation, now)
        reports.append(ChainReport(name, role, tuple(findings)))
    return reports
