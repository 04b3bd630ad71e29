"""Take over the PKI folder of the PyPI package ``iso15118`` (``iso15118_2/{certs,private_keys}``)."""

from __future__ import annotations

from pathlib import Path

from v2xsdk.errors import ConfigError
from v2xsdk.pki.keys import load_key
from v2xsdk.pki.profiles import PROFILES, Generation, Role, authorities_of
from v2xsdk.pki.store import PkiStore, make_set, read_certificates

PASSWORD = b"12345"
"""Password of all keys that the package's script makes; it is published with the script."""

NAMES: dict[Role, tuple[str, str]] = {
    Role.V2G_ROOT: ("v2gRootCACert", "v2gRootCA"),
    Role.CPO_SUB1: ("cpoSubCA1Cert", "cpoSubCA1"),
    Role.CPO_SUB2: ("cpoSubCA2Cert", "cpoSubCA2"),
    Role.SECC: ("seccLeafCert", "seccLeaf"),
    Role.CPS_SUB1: ("cpsSubCA1Cert", "cpsSubCA1"),
    Role.CPS_SUB2: ("cpsSubCA2Cert", "cpsSubCA2"),
    Role.CPS: ("cpsLeafCert", "cpsLeaf"),
    Role.MO_ROOT: ("moRootCACert", "moRootCA"),
    Role.MO_SUB1: ("moSubCA1Cert", "moSubCA1"),
    Role.MO_SUB2: ("moSubCA2Cert", "moSubCA2"),
    Role.CONTRACT: ("contractLeafCert", "contractLeaf"),
    Role.OEM_ROOT: ("oemRootCACert", "oemRootCA"),
    Role.OEM_SUB1: ("oemSubCA1Cert", "oemSubCA1"),
    Role.OEM_SUB2: ("oemSubCA2Cert", "oemSubCA2"),
    Role.OEM_PROVISIONING: ("oemLeafCert", "oemLeaf"),
    Role.VEHICLE: ("oemLeafCert", "oemLeaf"),
}
"""Stems of the certificate and key files; the package shows its provisioning leaf as vehicle certificate in TLS."""


def import_foreign(foreign: Path, directory: Path, password: bytes = PASSWORD) -> list[Path]:
    """Write the sets ``iso2`` and ``iso20`` of ``directory`` from a foreign folder; returns their paths.

    ``foreign`` is the folder that holds ``iso15118_2``, or that one itself. Keys are stored without password, for
    the owner only. The package has one chain for both generations, on P-256: ``check`` will say so for -20.
    Raises ``ConfigError`` when a file is missing, unreadable, or ``directory`` already holds a set.
    """
    source = foreign / "iso15118_2" if (foreign / "iso15118_2").is_dir() else foreign
    if not (source / "certs").is_dir():
        raise ConfigError(f"{foreign} is no PKI folder of the package: there is no iso15118_2/certs in it")
    taken = [generation.value for generation in Generation if (directory / generation.value).exists()]
    if taken:
        raise ConfigError(f"{directory} already holds {', '.join(taken)}; choose another folder")
    return [_import_set(source, directory, generation, password) for generation in Generation]


def _import_set(source: Path, directory: Path, generation: Generation, password: bytes) -> Path:
    path = make_set(directory, generation.value)
    store = PkiStore(directory, generation)
    for role, (_, key_stem) in NAMES.items():
        roles = [role, *(() if PROFILES[role].authority else authorities_of(role)[:-1])]
        chain = tuple(read_certificates(source / "certs" / f"{NAMES[r][0]}.pem")[0] for r in roles)
        key_file = source / "private_keys" / f"{key_stem}.key"
        if generation is Generation.ISO20 or role is not Role.VEHICLE:
            store.write(role, chain, load_key(key_file, password) if key_file.exists() else None)
    return path
