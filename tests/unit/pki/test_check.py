"""Chains against their profiles: every deviation is found and explained."""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from v2xsdk.errors import ConfigError
from v2xsdk.pki.check import check_chain, fatal
from v2xsdk.pki.emaid import is_emaid, same
from v2xsdk.pki.findings import FindingCode
from v2xsdk.pki.issue import issue
from v2xsdk.pki.keys import PrivateKey, generate
from v2xsdk.pki.make import Names, make_one
from v2xsdk.pki.profiles import PROFILES, Generation, KeyKind, Profile, Role, Usage
from v2xsdk.pki.report import check_folder
from v2xsdk.pki.store import PkiStore, open_set

NOW = datetime.datetime(2026, 6, 1, 12, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> PkiStore:
    directory = tmp_path_factory.mktemp("pki")
    make_one(directory, "iso2", NOW, Names())
    return open_set(directory, Generation.ISO2)


def codes(
    chain: tuple[x509.Certificate, ...], roots: tuple[x509.Certificate, ...], role: Role, **kwargs: bool
) -> set[str]:
    return {f.code for f in check_chain(chain, roots, role, Generation.ISO2, NOW, **kwargs)}


def leaf(store: PkiStore, **changes: object) -> tuple[x509.Certificate, ...]:
    """A SECC leaf whose profile was changed, below the real sub CAs."""
    profile = msgspec.structs.replace(PROFILES[Role.SECC], **changes)
    return (made(store, profile), *store.certificates(Role.SECC)[1:])


def made(
    store: PkiStore, profile: Profile, key: PrivateKey | None = None, now: datetime.datetime = NOW
) -> x509.Certificate:
    issuer = store.identity(Role.CPO_SUB2)
    return issue(profile, key or generate(KeyKind.P256), issuer.leaf, issuer.key, now, "DE*V2X*E0001")


@pytest.mark.parametrize("name", ["iso2", "iso20", "iso20-ed448"])
def test_a_made_set_has_nothing_to_complain_about(tmp_path: Path, name: str) -> None:
    make_one(tmp_path, name, NOW, Names())
    assert [f for report in check_folder(tmp_path, NOW) for f in report.findings] == []


def test_time_is_judged_at_both_ends(store: PkiStore) -> None:
    chain, roots = store.certificates(Role.SECC), store.roots(Role.V2G_ROOT)

    def at(when: datetime.datetime) -> set[str]:
        return {f.code for f in check_chain(chain, roots, Role.SECC, Generation.ISO2, when)}

    assert at(chain[0].not_valid_after_utc) == {FindingCode.EXPIRES_SOON}
    assert FindingCode.EXPIRED in at(chain[0].not_valid_after_utc + datetime.timedelta(seconds=1))
    assert at(chain[0].not_valid_before_utc) == set()
    assert FindingCode.NOT_YET_VALID in at(chain[0].not_valid_before_utc - datetime.timedelta(seconds=1))
    assert at(chain[0].not_valid_after_utc - 21 * DAY) == set()


def test_expiring_soon_is_no_reason_to_refuse(store: PkiStore) -> None:
    chain = store.certificates(Role.SECC)
    soon = chain[0].not_valid_after_utc - DAY
    findings = check_chain(chain, store.roots(Role.V2G_ROOT), Role.SECC, Generation.ISO2, soon)
    assert findings and fatal(findings) is None


def test_a_foreign_root_is_not_trusted(store: PkiStore) -> None:
    assert codes(store.certificates(Role.SECC), store.roots(Role.OEM_ROOT), Role.SECC) == {FindingCode.NOT_TRUSTED}
    assert codes(store.certificates(Role.SECC), (), Role.SECC) == {FindingCode.NOT_TRUSTED}


def test_a_root_of_the_same_name_is_not_trusted(store: PkiStore, tmp_path: Path) -> None:
    make_one(tmp_path, "iso2", NOW, Names())
    impostor = open_set(tmp_path, Generation.ISO2).roots(Role.V2G_ROOT)
    assert codes(store.certificates(Role.SECC), impostor, Role.SECC) == {FindingCode.NOT_TRUSTED}


def test_a_chain_in_the_wrong_order_or_incomplete(store: PkiStore) -> None:
    secc, roots = store.certificates(Role.SECC), store.roots(Role.V2G_ROOT)
    assert FindingCode.WRONG_ISSUER in codes((secc[0], secc[2], secc[1]), roots, Role.SECC)
    assert FindingCode.NOT_TRUSTED in codes(secc[:2], roots, Role.SECC)
    assert codes((), roots, Role.SECC) == {FindingCode.EMPTY_CHAIN}


def test_a_chain_too_long(store: PkiStore) -> None:
    secc = store.certificates(Role.SECC)
    assert FindingCode.CHAIN_TOO_LONG in codes((*secc, secc[2]), store.roots(Role.V2G_ROOT), Role.SECC)


def test_a_leaf_may_not_issue(store: PkiStore) -> None:
    """A contract holder signs a certificate for a friend: the holder is no CA."""
    contract = store.identity(Role.CONTRACT)
    friend = issue(PROFILES[Role.CONTRACT], generate(KeyKind.P256), contract.leaf, contract.key, NOW, "DEV2XC00000002X")
    found = codes((friend, contract.leaf, contract.chain[2]), store.roots(Role.MO_ROOT), Role.CONTRACT)
    assert {FindingCode.NOT_AN_AUTHORITY, FindingCode.WRONG_KEY_USAGE} <= found


def test_a_tampered_certificate(store: PkiStore) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    chain = store.certificates(Role.SECC)
    der = bytearray(chain[0].public_bytes(Encoding.DER))
    at = bytes(der).index(b"DE*V2X*E0001")
    der[at + 11] = ord("2")
    forged = x509.load_der_x509_certificate(bytes(der))
    assert FindingCode.BAD_SIGNATURE in codes((forged, *chain[1:]), store.roots(Role.V2G_ROOT), Role.SECC)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"domain_component": ""}, FindingCode.WRONG_DOMAIN_COMPONENT),
        ({"domain_component": "CPS"}, FindingCode.WRONG_DOMAIN_COMPONENT),
        ({"usages": (Usage.KEY_AGREEMENT,)}, FindingCode.WRONG_KEY_USAGE),
        ({"usages": (Usage.DIGITAL_SIGNATURE, Usage.KEY_CERT_SIGN)}, FindingCode.WRONG_KEY_USAGE),
        ({"authority": True}, FindingCode.LEAF_IS_AUTHORITY),
    ],
)
def test_a_leaf_that_leaves_its_profile(store: PkiStore, changes: dict[str, object], code: FindingCode) -> None:
    assert code in codes(leaf(store, **changes), store.roots(Role.V2G_ROOT), Role.SECC)


def test_the_curve_of_the_other_generation_only_behind_a_switch(store: PkiStore) -> None:
    profile = PROFILES[Role.SECC]
    chain = (made(store, profile, generate(KeyKind.P521)), *store.certificates(Role.SECC)[1:])
    roots = store.roots(Role.V2G_ROOT)
    assert FindingCode.WRONG_CURVE in codes(chain, roots, Role.SECC)
    assert FindingCode.WRONG_CURVE not in codes(chain, roots, Role.SECC, any_curve=True)


def test_a_curve_that_no_generation_knows(store: PkiStore) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    chain = (made(store, PROFILES[Role.SECC], key), *store.certificates(Role.SECC)[1:])
    assert FindingCode.WRONG_CURVE in codes(chain, store.roots(Role.V2G_ROOT), Role.SECC, any_curve=True)


def test_path_length(store: PkiStore) -> None:
    """A sub CA with path length 0 has another CA below it."""
    sub2 = store.identity(Role.CPO_SUB2)
    key = generate(KeyKind.P256)
    third = issue(msgspec.structs.replace(PROFILES[Role.CPO_SUB2]), key, sub2.leaf, sub2.key, NOW, "third")
    end = issue(PROFILES[Role.SECC], generate(KeyKind.P256), third, key, NOW, "DE*V2X*E0001")
    chain = (end, third, *store.certificates(Role.SECC)[1:])
    assert FindingCode.PATH_LENGTH in codes(chain, store.roots(Role.V2G_ROOT), Role.SECC)


def test_keys_are_closed_to_others(store: PkiStore, tmp_path: Path) -> None:
    for path in store.path.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    make_one(tmp_path, "iso2", NOW, Names())
    key = tmp_path / "iso2" / "secc.key"
    key.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        open_set(tmp_path, Generation.ISO2).identity(Role.SECC)


def test_a_key_never_shows_itself(store: PkiStore) -> None:
    identity = store.identity(Role.CONTRACT)
    assert repr(identity) == "<identity DC=MO,O=v2xsdk test,CN=DEV2XC00000001X>"


def test_a_key_of_another_certificate_is_refused(store: PkiStore, tmp_path: Path) -> None:
    make_one(tmp_path, "iso2", NOW, Names())
    other = tmp_path / "iso2"
    (other / "secc.key").write_bytes((other / "cps.key").read_bytes())
    with pytest.raises(ConfigError, match="not the key of"):
        open_set(tmp_path, Generation.ISO2).identity(Role.SECC)


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [
        ("DE-V2X-C00000001-X", "dev2xc00000001x", True),
        ("DEV2XC00000001", "DEV2XC00000001X", True),
        ("DEV2XC00000001X", "DEV2XC00000001Y", False),
        ("DEV2XC00000001X", "DEV2XC00000002X", False),
    ],
)
def test_spellings_of_one_contract(first: str, second: str, equal: bool) -> None:
    assert same(first, second) is equal


def test_what_is_an_emaid() -> None:
    assert is_emaid("DEV2XC00000001X") and is_emaid("DE-V2X-C00000001-X") and is_emaid("DEV2XC00000001")
    assert not is_emaid("DEV2XC0000001") and not is_emaid("") and not is_emaid("DEV2XC00000001XX")
