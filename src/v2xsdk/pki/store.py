"""A PKI folder on disk: ``DIR/<set>/<role>.pem`` and ``.key``, chains from the leaf down to the last sub CA."""

from __future__ import annotations

from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from v2xsdk.errors import ConfigError
from v2xsdk.pki.keys import PrivateKey, load_key, save_key, write_private
from v2xsdk.pki.profiles import ROOTS, Generation, Role


class Identity(msgspec.Struct, frozen=True):
    """A leaf with its key and the sub CAs above it, nearest first; the root is not part of it."""

    chain: tuple[x509.Certificate, ...]
    key: PrivateKey

    @property
    def leaf(self) -> x509.Certificate:
        """The certificate of the key."""
        return self.chain[0]

    def __repr__(self) -> str:
        return f"<identity {self.leaf.subject.rfc4514_string()}>"


class PkiStore:
    """One set of a PKI folder: one generation and, in -20, one curve.

    ``generation`` says by which profile it is judged.
    """

    def __init__(self, directory: Path, generation: Generation, name: str = "") -> None:
        self.generation = generation
        self.path = directory / (name or generation.value)
        if not self.path.is_dir():
            raise ConfigError(
                f"{directory} has no set {self.path.name}/; make a test PKI with: v2x pki make {directory}"
            )

    def identity(self, role: Role) -> Identity:
        """Read a leaf, its chain and key; raises ``ConfigError``."""
        chain = self.certificates(role)
        key = load_key(self.key_file(role))
        if key.public_key() != chain[0].public_key():
            raise ConfigError(f"{self.key_file(role)} is not the key of {self.file(role)}")
        return Identity(chain, key)

    def certificates(self, role: Role) -> tuple[x509.Certificate, ...]:
        """Read the certificates of a role, the leaf first; raises ``ConfigError``."""
        return read_certificates(self.file(role))

    def roots(self, *roles: Role) -> tuple[x509.Certificate, ...]:
        """Read those of the named roots that the folder has; all of them without a name."""
        wanted = [role for role in roles or ROOTS if self.file(role).exists()]
        return tuple(certificate for role in wanted for certificate in self.certificates(role))

    def has(self, role: Role) -> bool:
        """Return whether the folder holds a certificate and key of the role."""
        return self.file(role).exists() and self.key_file(role).exists()

    def file(self, role: Role) -> Path:
        """Path of the certificates of a role."""
        return self.path / f"{role.value}.pem"

    def key_file(self, role: Role) -> Path:
        """Path of the key of a role."""
        return self.path / f"{role.value}.key"

    def write(self, role: Role, chain: tuple[x509.Certificate, ...], key: PrivateKey | None) -> None:
        """Write certificates and key; contract and provisioning certificates are readable by the owner only."""
        write_chain(self.file(role), chain)
        if key is not None:
            save_key(self.key_file(role), key)


def make_set(directory: Path, name: str) -> Path:
    """Make the folder of a set, closed to others; returns its path."""
    path = directory / name
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def write_chain(path: Path, chain: tuple[x509.Certificate, ...]) -> None:
    """Write certificates as PEM, owner only: a contract certificate names a person's contract."""
    write_private(path, b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain))


def read_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """Read all certificates of a PEM or DER file, in their order; raises ``ConfigError``."""
    try:
        data = path.read_bytes()
        if b"-----BEGIN" in data:
            return tuple(x509.load_pem_x509_certificates(data))
        return (x509.load_der_x509_certificate(data),)
    except FileNotFoundError as error:
        raise ConfigError(f"there is no certificate {path}") from error
    except ValueError as error:
        raise ConfigError(f"{path} holds no X.509 certificate that can be read: {error}") from error


def open_set(directory: Path, generation: Generation, *, ed448: bool = False) -> PkiStore:
    """Open the set of a generation; ``ed448`` picks the second curve of -20."""
    return PkiStore(directory, generation, f"{generation.value}-ed448" if ed448 else "")
