"""What a session machine asks about contracts; the answers need keys and an EXI codec, which machines do not have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import msgspec


class Verdict(msgspec.Struct, frozen=True):
    """Result of a check: the name of a response code of the protocol, and the contract it is about."""

    code: str = "OK"
    emaid: str = ""
    detail: str = ""


class ContractDesk(ABC):
    """The charger's view of contract certificates: checks them, and has new ones made by a contract provider."""

    @abstractmethod
    def check_contract(self, request: Any, now_unix_s: float) -> Verdict:
        """Judge the certificate chain of PaymentDetailsReq (-2) or of a PnC AuthorizationReq (-20)."""

    @abstractmethod
    def verify(self, message: Any, request: Any) -> bool:
        """Return whether the message is signed by the contract key over exactly this request."""

    @abstractmethod
    def install(self, message: Any, request: Any, now_unix_s: float) -> Any | Verdict:
        """Return the response to CertificateInstallationReq or CertificateUpdateReq, a ``Verdict`` that refuses it,
        or ``None`` while the provider is still at work."""


class Wallet(ABC):
    """The vehicle's certificates: shows them, signs with their keys, takes new ones."""

    @property
    @abstractmethod
    def emaid(self) -> str:
        """The account of the contract certificate; empty without one."""

    @abstractmethod
    def contract_chain(self) -> tuple[bytes, ...]:
        """DER certificates of the contract, the leaf first."""

    @abstractmethod
    def provisioning_chain(self) -> tuple[bytes, ...]:
        """DER certificates of the provisioning leaf, the leaf first."""

    @abstractmethod
    def root_ids(self) -> tuple[tuple[str, int], ...]:
        """(issuer name, serial number) of the roots the vehicle trusts."""

    @abstractmethod
    def sign(self, message: Any, *, provisioning: bool = False) -> Any:
        """Return the message with a signature over the element that carries its Id."""

    @abstractmethod
    def take(self, message: Any) -> str:
        """Take the contract out of a certificate response; returns what is wrong, empty for nothing."""
