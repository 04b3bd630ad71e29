"""Contracts under attack: chains, challenges, signatures; and the transport of keys."""

from __future__ import annotations

import datetime
import secrets
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec.structs import replace

from v2xsdk.errors import DecodeError
from v2xsdk.model import EvseOffer
from v2xsdk.pki.issue import issue
from v2xsdk.pki.keys import generate
from v2xsdk.pki.make import Names, make
from v2xsdk.pki.profiles import PROFILES, Generation, KeyKind, Profile, Role, Usage
from v2xsdk.pki.store import Identity, PkiStore, open_set
from v2xsdk.protocol.v2g import effects as fx
from v2xsdk.protocol.v2g.evse import Authorization, EvseState, SeccSettings
from v2xsdk.protocol.v2g.iso2.secc import Iso2Secc
from v2xsdk.protocol.v2g.iso20.secc import Iso20Secc
from v2xsdk.protocol.v2g.messages import iso2 as m
from v2xsdk.protocol.v2g.messages.iso20 import common as c
from v2xsdk.protocol.v2g.messages.iso20.common_types import MessageHeaderType
from v2xsdk.protocol.v2g.pnc import key_transport
from v2xsdk.protocol.v2g.pnc.desk import PkiDesk, Trust
from v2xsdk.protocol.v2g.pnc.elements import signed_elements, with_signature
from v2xsdk.protocol.v2g.pnc.signatures import Signed, sign, verify
from v2xsdk.protocol.v2g.pnc.wallet import PkiWallet
from v2xsdk.protocol.v2g.secc_machine import SeccMachine

NOW = datetime.datetime(2026, 6, 1, 12, 0, tzinfo=datetime.UTC)
UNIX = NOW.timestamp()
OFFER = EvseOffer(150.0, 1000.0, 200.0, 200.0, 60_000.0, 60_000.0)
EVSE = EvseState(OFFER, authorization=Authorization.GRANTED)
SETTINGS = SeccSettings(plug_and_charge=True, eim=False)


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("pki")
    make(directory, NOW, Names())
    return directory


def trust(store: PkiStore) -> Trust:
    return Trust(store.roots(Role.MO_ROOT), store.roots(Role.OEM_ROOT))


class Iso2Case:
    """A -2 session up to PaymentDetails."""

    def __init__(self, pki: Path) -> None:
        self.store = open_set(pki, Generation.ISO2)
        desk = PkiDesk(Generation.ISO2, trust(self.store))
        self.secc: SeccMachine = Iso2Secc(SETTINGS, EVSE, 0.0, unix_s=UNIX, tls=True, desk=desk)
        self.identity = self.store.identity(Role.CONTRACT)
        self.emaid = "DEV2XC00000001X"
        self.ask(m.SessionSetupReq(EVCCID=b"\x01"))
        self.ask(m.ServiceDiscoveryReq())
        chosen = m.SelectedServiceListType(SelectedService=(m.SelectedServiceType(ServiceID=1),))
        self.ask(
            m.PaymentServiceSelectionReq(SelectedPaymentOption=m.PaymentOptionType.Contract, SelectedServiceList=chosen)
        )

    def ask(self, body: Any, signature: Any = None) -> Any:
        header = m.MessageHeaderType(SessionID=self.secc.session_id or b"\x00", Signature=signature)
        self.secc.receive(m.V2G_Message(Header=header, Body=m.BodyType(BodyElement=body)), 1.0)
        sent = [e.message for e in self.secc.effects() if isinstance(e, fx.Send)]
        return sent[0].Body.BodyElement  # type: ignore[attr-defined]

    def details(self, chain: tuple[x509.Certificate, ...]) -> Any:
        leaf, *above = (certificate.public_bytes(Encoding.DER) for certificate in chain)
        subs = m.SubCertificatesType(Certificate=tuple(above)) if above else None
        given = m.CertificateChainType(Certificate=leaf, SubCertificates=subs)
        return self.ask(m.PaymentDetailsReq(eMAID=self.emaid, ContractSignatureCertChain=given))

    def authorize(self, challenge: bytes, *, sign_what: Any = None, key: Any = None) -> str:
        request = m.AuthorizationReq(Id="id1", GenChallenge=challenge)
        elements = signed_elements(request if sign_what is None else sign_what)
        signature = sign(elements, key or self.identity.key, Generation.ISO2)
        return str(self.ask(request, signature).ResponseCode.value)


def leaf(case: Iso2Case, now: datetime.datetime = NOW, **changes: Any) -> Identity:
    profile: Profile = replace(PROFILES[Role.CONTRACT], **changes)
    issuer = case.store.identity(Role.MO_SUB2)
    key = generate(KeyKind.P256)
    certificate = issue(profile, key, issuer.leaf, issuer.key, now, "DEV2XC00000001X")
    return Identity((certificate, *case.identity.chain[1:]), key)


def test_a_good_contract(pki: Path) -> None:
    case = Iso2Case(pki)
    answer = case.details(case.identity.chain)
    assert answer.ResponseCode.value == "OK"
    assert case.authorize(answer.GenChallenge) == "OK"


def test_a_contract_that_ends_soon(pki: Path) -> None:
    case = Iso2Case(pki)
    short = leaf(case, NOW - datetime.timedelta(days=1), days=10)
    assert case.details(short.chain).ResponseCode.value == "OK_CertificateExpiresSoon"


CHAINS = {
    "expired": ({"days": 1, "now": NOW - datetime.timedelta(days=30)}, "FAILED_CertificateExpired"),
    "not yet valid": ({"now": NOW + datetime.timedelta(days=30)}, "FAILED_CertChainError"),
    "wrong usage": ({"usages": (Usage.KEY_AGREEMENT,)}, "FAILED_CertChainError"),
    "a CA": ({"authority": True}, "FAILED_CertChainError"),
}


@pytest.mark.parametrize("name", list(CHAINS))
def test_bad_leaves(pki: Path, name: str) -> None:
    changes, code = CHAINS[name]
    case = Iso2Case(pki)
    bad = leaf(case, **changes)  # type: ignore[arg-type]
    assert case.details(bad.chain).ResponseCode.value == code


def test_foreign_short_and_long_chains(pki: Path, tmp_path: Path) -> None:
    make(tmp_path / "foreign", NOW, Names())
    foreign = open_set(tmp_path / "foreign", Generation.ISO2).identity(Role.CONTRACT)
    own = Iso2Case(pki).identity.chain
    for chain in (foreign.chain, own[:1], own[:2], (*own, own[2])):
        assert Iso2Case(pki).details(chain).ResponseCode.value == "FAILED_CertChainError"


def test_a_chain_of_another_account(pki: Path) -> None:
    case = Iso2Case(pki)
    case.emaid = "DEV2XC00000002X"
    assert case.details(case.identity.chain).ResponseCode.value == "FAILED_CertChainError"


def test_bytes_that_are_no_certificate(pki: Path) -> None:
    case = Iso2Case(pki)
    given = m.CertificateChainType(Certificate=b"\x30\x82garbage")
    answer = case.ask(m.PaymentDetailsReq(eMAID=case.emaid, ContractSignatureCertChain=given))
    assert answer.ResponseCode.value == "FAILED_CertChainError"


def test_a_replayed_challenge(pki: Path) -> None:
    first, second = Iso2Case(pki), Iso2Case(pki)
    old = first.details(first.identity.chain).GenChallenge
    new = second.details(second.identity.chain).GenChallenge
    assert old != new
    assert second.authorize(old) == "FAILED_ChallengeInvalid"


def test_a_signature_of_another_key_or_over_something_else(pki: Path) -> None:
    case = Iso2Case(pki)
    challenge = case.details(case.identity.chain).GenChallenge
    assert case.authorize(challenge, key=generate(KeyKind.P256)) == "FAILED_SignatureError"
    case = Iso2Case(pki)
    challenge = case.details(case.identity.chain).GenChallenge
    other = m.AuthorizationReq(Id="id1", GenChallenge=secrets.token_bytes(16))
    assert case.authorize(challenge, sign_what=other) == "FAILED_SignatureError"
    case = Iso2Case(pki)
    challenge = case.details(case.identity.chain).GenChallenge
    assert case.ask(m.AuthorizationReq(GenChallenge=challenge)).ResponseCode.value == "FAILED_SignatureError"
    case = Iso2Case(pki)
    case.details(case.identity.chain)
    assert case.ask(m.AuthorizationReq()).ResponseCode.value == "FAILED_ChallengeInvalid"


def test_plug_and_charge_is_not_on_offer_without_tls(pki: Path) -> None:
    store = open_set(pki, Generation.ISO2)
    settings = SeccSettings(plug_and_charge=True, certificate_installation=True)
    secc = Iso2Secc(settings, EVSE, 0.0, unix_s=UNIX, tls=False, desk=PkiDesk(Generation.ISO2, trust(store)))
    for body in (m.SessionSetupReq(EVCCID=b"\x01"), m.ServiceDiscoveryReq()):
        header = m.MessageHeaderType(SessionID=secc.session_id or b"\x00")
        secc.receive(m.V2G_Message(Header=header, Body=m.BodyType(BodyElement=body)), 1.0)
    answer = [e.message for e in secc.effects() if isinstance(e, fx.Send)][-1].Body.BodyElement  # type: ignore[attr-defined]
    assert [o.value for o in answer.PaymentOptionList.PaymentOption] == ["ExternalPayment"]
    assert answer.ServiceList is None


# --- -20


def iso20_session(pki: Path, name: str, identity: Identity | None = None, *, tamper: str = "") -> str:
    store = PkiStore(pki, Generation.ISO20, name)
    secc = Iso20Secc(SETTINGS, EVSE, 0.0, unix_s=UNIX, desk=PkiDesk(Generation.ISO20, trust(store)))
    wallet = PkiWallet(Generation.ISO20, identity or store.identity(Role.CONTRACT), None, (), lambda: NOW)

    def ask(make_request: Any) -> Any:
        header = MessageHeaderType(SessionID=secc.session_id or bytes(8), TimeStamp=int(UNIX))
        secc.receive(make_request(header), 1.0)
        return [e.message for e in secc.effects() if isinstance(e, fx.Send)][-1]

    ask(lambda h: c.SessionSetupReq(Header=h, EVCCID="X"))
    offered = ask(lambda h: c.AuthorizationSetupReq(Header=h))
    challenge = offered.PnC_ASResAuthorizationMode.GenChallenge
    if tamper == "challenge":
        challenge = secrets.token_bytes(16)

    def authorize(header: MessageHeaderType) -> Any:
        first, *above = wallet.contract_chain()
        chain = c.ContractCertificateChainType(
            Certificate=first, SubCertificates=c.SubCertificatesType(Certificate=tuple(above))
        )
        mode = c.PnC_AReqAuthorizationModeType(Id="id1", GenChallenge=challenge, ContractCertificateChain=chain)
        request = c.AuthorizationReq(
            Header=header, SelectedAuthorizationService=c.AuthorizationType.PnC, PnC_AReqAuthorizationMode=mode
        )
        signed = wallet.sign(request)
        if tamper == "element":
            return replace(signed, PnC_AReqAuthorizationMode=replace(mode, Id="id2"))
        return request if tamper == "unsigned" else signed

    return str(ask(authorize).ResponseCode.value)


@pytest.mark.parametrize("name", ["iso20", "iso20-ed448"])
def test_iso20_contracts(pki: Path, name: str) -> None:
    assert iso20_session(pki, name) == "OK"
    assert iso20_session(pki, name, tamper="challenge") == "WARNING_ChallengeInvalid"
    assert iso20_session(pki, name, tamper="element") == "FAILED_SignatureError"
    assert iso20_session(pki, name, tamper="unsigned") == "FAILED_SignatureError"


def test_iso20_refuses_chains_with_a_way_back(pki: Path) -> None:
    """A warning, not the end: the vehicle may go on with external means."""
    store = open_set(pki, Generation.ISO20)
    issuer = store.identity(Role.MO_SUB2)
    for shift_days, code in ((-900, "WARNING_CertificateExpired"), (30, "WARNING_CertificateNotYetValid")):
        key = generate(KeyKind.P521)
        at = NOW + datetime.timedelta(days=shift_days)
        certificate = issue(PROFILES[Role.CONTRACT], key, issuer.leaf, issuer.key, at, "DEV2XC00000001X")
        bad = Identity((certificate, *store.identity(Role.CONTRACT).chain[1:]), key)
        assert iso20_session(pki, "iso20", bad) == code
    early = open_set(pki, Generation.ISO2).identity(Role.CONTRACT)
    assert iso20_session(pki, "iso20", early) == "WARNING_CertificateValidationError"


# --- signatures and keys


def test_a_signature_covers_exactly_its_elements() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    one = Signed("AuthorizationReq", m.AuthorizationReq(Id="id1", GenChallenge=bytes(16)))
    two = Signed("AuthorizationReq", m.AuthorizationReq(Id="id2", GenChallenge=bytes(16)))
    both = sign([one, two], key, Generation.ISO2)
    public = key.public_key()
    assert verify(both, [one, two], public, Generation.ISO2)
    assert not verify(both, [one], public, Generation.ISO2)
    assert not verify(sign([one], key, Generation.ISO2), [one, two], public, Generation.ISO2)
    assert not verify(sign([one], key, Generation.ISO2), [one, one], public, Generation.ISO2)
    assert not verify(None, [one], public, Generation.ISO2)


def test_a_reference_that_says_more_than_v2g_allows_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    one = Signed("AuthorizationReq", m.AuthorizationReq(Id="id1", GenChallenge=bytes(16)))
    good = sign([one], key, Generation.ISO2)
    (reference,) = good.SignedInfo.Reference
    bad = [
        replace(reference, Transforms=None),
        replace(reference, URI="#id2"),
        replace(reference, DigestMethod=replace(reference.DigestMethod, Algorithm="urn:none")),
        replace(reference, DigestValue=bytes(32)),
    ]
    for changed in bad:
        info = replace(good.SignedInfo, Reference=(changed,))
        assert not verify(replace(good, SignedInfo=info), [one], key.public_key(), Generation.ISO2)
    short = replace(good, SignatureValue=replace(good.SignatureValue, value=good.SignatureValue.value[:-1]))
    assert not verify(short, [one], key.public_key(), Generation.ISO2)


def test_contract_keys_travel_to_their_receiver_only() -> None:
    receiver, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    contract = ec.generate_private_key(ec.SECP256R1())
    encrypted, ephemeral = key_transport.wrap_iso2(contract, receiver.public_key())
    assert (len(encrypted), len(ephemeral), ephemeral[0]) == (48, 65, 4)
    found = key_transport.unwrap_iso2(encrypted, ephemeral, receiver)
    assert found.private_numbers() == contract.private_numbers()
    try:
        wrong = key_transport.unwrap_iso2(encrypted, ephemeral, other)
        assert wrong.public_key() != contract.public_key()
    except DecodeError:
        pass
    for bad in (encrypted[:-1], b""):
        with pytest.raises(DecodeError):
            key_transport.unwrap_iso2(bad, ephemeral, receiver)
    with pytest.raises(DecodeError, match="no point"):
        key_transport.unwrap_iso2(encrypted, b"\x04" + bytes(64), receiver)


def test_iso20_keys_are_sealed() -> None:
    receiver, other = ec.generate_private_key(ec.SECP521R1()), ec.generate_private_key(ec.SECP521R1())
    contract = ec.generate_private_key(ec.SECP521R1())
    encrypted, ephemeral = key_transport.wrap_iso20(contract, receiver.public_key())
    assert (len(encrypted), len(ephemeral)) == (94, 133)
    assert key_transport.unwrap_iso20(encrypted, ephemeral, receiver).private_numbers() == contract.private_numbers()
    with pytest.raises(DecodeError, match="another receiver"):
        key_transport.unwrap_iso20(encrypted, ephemeral, other)


def test_the_derivation_of_2_by_a_worked_example() -> None:
    """SHA-256 over counter 1, the shared secret and 01 55 56; its first 16 bytes ([V2G2-818])."""
    import hashlib

    shared = bytes(range(32))
    assert key_transport.derive_iso2(shared) == hashlib.sha256(b"\0\0\0\1" + shared + b"\x01UV").digest()[:16]


def test_the_wallet_refuses_an_answer_that_was_changed(pki: Path) -> None:
    from v2xsdk.protocol.v2g.pnc.provider import PkiContractProvider

    store = open_set(pki, Generation.ISO2)
    oem = store.identity(Role.OEM_PROVISIONING)
    wallet = PkiWallet(Generation.ISO2, None, oem, store.roots(Role.V2G_ROOT), lambda: NOW)
    roots = m.ListOfRootCertificateIDsType(
        RootCertificateID=tuple(
            __import__("v2xsdk.protocol.v2g.messages.xmldsig", fromlist=["_"]).X509IssuerSerialType(
                X509IssuerName=name, X509SerialNumber=serial
            )
            for name, serial in wallet.root_ids()
        )
    )
    request = m.CertificateInstallationReq(
        Id="id1", OEMProvisioningCert=wallet.provisioning_chain()[0], ListOfRootCertificateIDs=roots
    )
    header = m.MessageHeaderType(SessionID=bytes(8))
    message = m.V2G_Message(Header=header, Body=m.BodyType(BodyElement=request))
    provider = PkiContractProvider(Generation.ISO2, store.identity(Role.CONTRACT), store.identity(Role.CPS))
    answer: Any = provider.provide(message, oem.leaf)
    body = answer.Body.BodyElement
    forged = replace(body, eMAID=replace(body.eMAID, value="DEV2XC00000009X"))
    assert "not signed" in wallet.take(replace(answer, Body=m.BodyType(BodyElement=forged)))
    by_contract = sign(signed_elements(body), store.identity(Role.CONTRACT).key, Generation.ISO2)
    assert "not signed" in wallet.take(with_signature(answer, by_contract))
    assert wallet.emaid == ""
    assert wallet.take(answer) == "" and wallet.emaid == "DEV2XC00000001X"
