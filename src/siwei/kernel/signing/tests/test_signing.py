"""What a signature proves, and every way in which one is refused."""

from __future__ import annotations

import datetime
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from siwei.kernel.signing import Identity, Refusal, SignatureRefused, Trust, der, sign, verify
from siwei.kernel.signing.authority import TestAuthority
from siwei.kernel.signing.rounds import rounds

SINCE = datetime.datetime(2017, 1, 1, tzinfo=datetime.UTC)
UNTIL = datetime.datetime(2018, 1, 1, tzinfo=datetime.UTC)
AT = datetime.datetime(2017, 6, 1, 9, 30, tzinfo=datetime.UTC)
LETTER = "主旨：檢送會議紀錄1份，請查照。".encode()

ROOT = TestAuthority.found(SINCE, UNTIL)
TRUST = ROOT.trust()
WANG = ROOT.issue("王小明（虛構）", SINCE, UNTIL, person="P0001")
AGENCY = ROOT.issue("高雄市政府秘書處（範例）", SINCE, UNTIL, agency="397010000A")
SMALL_KEY = rsa.generate_private_key(65537, 1024)  # noqa: S505  # to be refused
RSA_KEY = rsa.generate_private_key(65537, 2048)
SIGNED = sign(LETTER, WANG.identity, AT)


def refused(data: bytes, signature: bytes, trust: Trust = TRUST, at: datetime.datetime = AT, code: str = "") -> Refusal:
    with pytest.raises(SignatureRefused) as caught:
        verify(data, signature, trust, at, code=code)
    return caught.value.reason


class TestSigner:
    def test_person(self):
        signer = verify(LETTER, SIGNED, TRUST, AT, code="P0001")
        assert (signer.name, signer.code, signer.is_agency) == ("王小明（虛構）", "P0001", False)
        assert signer.signed_at == AT

    def test_agency(self):
        signer = verify(LETTER, sign(LETTER, AGENCY.identity), TRUST, AT)
        assert (signer.code, signer.is_agency) == ("397010000A", True)

    @pytest.mark.parametrize("private", [RSA_KEY, ec.generate_private_key(ec.SECP384R1())])
    def test_other_keys(self, private):
        issued = ROOT.issue("a", SINCE, UNTIL, person="a", private=private)
        assert verify(LETTER, sign(LETTER, issued.identity), TRUST, AT).code == "a"

    def test_file_with_passphrase(self):
        identity = Identity.from_pkcs12(WANG.pkcs12("通關密語"), "通關密語")
        assert verify(LETTER, sign(LETTER, identity), TRUST, AT).code == "P0001"

    def test_authority_below_the_root(self):
        issued = ROOT.below("測試中繼", SINCE, UNTIL).issue("b", SINCE, UNTIL, person="b")
        assert verify(LETTER, sign(LETTER, issued.identity), TRUST, AT).code == "b"

    def test_certificate_alone(self):
        assert TRUST.check(AGENCY.certificate, AT).code == "397010000A"

    @given(st.binary(max_size=300))
    def test_any_bytes(self, data: bytes):
        assert verify(data, sign(data, WANG.identity), TRUST, AT).code == "P0001"

    def test_chains_kept_do_not_change_the_verdict(self):
        trust = ROOT.trust()
        verify(LETTER, SIGNED, trust, AT)
        assert refused(LETTER, SIGNED, trust, UNTIL + datetime.timedelta(days=1)) == Refusal.EXPIRED


class TestAuthoritiesOfOneName:
    """A city's authority changes its key, or renews its certificate; what it signed before stays signed."""

    def test_a_new_key_beside_the_old_one(self):
        old, new = TestAuthority.found(SINCE, UNTIL, "憑證中心"), TestAuthority.found(SINCE, UNTIL, "憑證中心")
        signed = [sign(LETTER, one.issue("a", SINCE, UNTIL, person="a").identity) for one in (old, new)]
        for roots in ([old.certificate, new.certificate], [new.certificate, old.certificate]):
            trust = Trust(roots)
            assert [verify(LETTER, one, trust, AT).code for one in signed] == ["a", "a"]
        assert refused(LETTER, signed[0], Trust([new.certificate])) == Refusal.UNKNOWN_ISSUER

    def test_a_third_of_the_name_is_a_stranger(self):
        old, new, third = (TestAuthority.found(SINCE, UNTIL, "憑證中心") for _ in range(3))
        forged = sign(LETTER, third.issue("a", SINCE, UNTIL, person="a").identity)
        assert refused(LETTER, forged, Trust([old.certificate, new.certificate])) == Refusal.UNKNOWN_ISSUER

    def test_a_renewed_certificate_of_the_same_key(self):
        first = TestAuthority.found(SINCE, UNTIL, "憑證中心")
        later = UNTIL + datetime.timedelta(days=365)
        renewed = first.renewed(UNTIL, later).certificate
        signed = sign(LETTER, first.issue("a", SINCE, later, person="a").identity)
        for roots in ([first.certificate, renewed], [renewed, first.certificate]):
            trust = Trust(roots)
            assert verify(LETTER, signed, trust, AT).code == "a"
            assert verify(LETTER, signed, trust, UNTIL + datetime.timedelta(days=1)).code == "a"
            assert refused(LETTER, signed, trust, later + datetime.timedelta(days=1)) == Refusal.EXPIRED
            assert refused(LETTER, signed, trust, SINCE - datetime.timedelta(days=1)) == Refusal.NOT_YET_VALID
        assert refused(LETTER, signed, Trust([first.certificate]), UNTIL + datetime.timedelta(days=1)) == (
            Refusal.EXPIRED
        )

    def test_each_takes_back_what_it_issued(self):
        old, new = TestAuthority.found(SINCE, UNTIL, "憑證中心"), TestAuthority.found(SINCE, UNTIL, "憑證中心")
        lost, kept = (one.issue("a", SINCE, UNTIL, person="a") for one in (old, new))
        old.revoke(lost.certificate, AT)
        lists = [old.revocations(AT, UNTIL), new.revocations(AT, UNTIL)]
        trust = Trust([old.certificate, new.certificate], lists)
        assert refused(LETTER, sign(LETTER, lost.identity), trust) == Refusal.REVOKED
        assert verify(LETTER, sign(LETTER, kept.identity), trust, AT).code == "a"
        with pytest.raises(SignatureRefused):
            Trust([new.certificate], lists)


class TestRefused:
    def test_altered(self):
        assert refused(LETTER + b" ", SIGNED) == Refusal.ALTERED

    def test_swapped(self):
        assert refused(LETTER, sign(b"another", WANG.identity)) == Refusal.ALTERED

    def test_unknown_issuer_of_the_same_name(self):
        assert refused(LETTER, SIGNED, TestAuthority.found(SINCE, UNTIL).trust()) == Refusal.UNKNOWN_ISSUER
        assert refused(LETTER, SIGNED, TestAuthority.found(SINCE, UNTIL, "x").trust()) == Refusal.UNKNOWN_ISSUER

    def test_self_signed_beside_a_stranger(self):
        other = TestAuthority.found(SINCE, UNTIL, "x")
        forged = other.issue("王小明（虛構）", SINCE, UNTIL, person="P0001").identity
        assert refused(LETTER, sign(LETTER, Identity(forged.key, forged.certificate, (other.certificate,)))) == (
            Refusal.UNKNOWN_ISSUER
        )

    def test_term(self):
        day = datetime.timedelta(days=1)
        assert refused(LETTER, SIGNED, at=UNTIL + day) == Refusal.EXPIRED
        assert refused(LETTER, SIGNED, at=SINCE - day) == Refusal.NOT_YET_VALID

    def test_term_of_the_authority(self):
        short = ROOT.below("短期", SINCE, AT - datetime.timedelta(days=1))
        issued = short.issue("b", SINCE, UNTIL, person="b")
        assert refused(LETTER, sign(LETTER, issued.identity)) == Refusal.EXPIRED

    def test_revoked_from_then_on(self):
        root = TestAuthority.found(SINCE, UNTIL)
        issued = root.issue("a", SINCE, UNTIL, person="a")
        root.revoke(issued.certificate, AT)
        trust = root.trust(root.revocations(AT, UNTIL))
        signature = sign(LETTER, issued.identity)
        assert refused(LETTER, signature, trust) == Refusal.REVOKED
        assert verify(LETTER, signature, trust, AT - datetime.timedelta(hours=1)).code == "a"

    def test_revoked_authority(self):
        root = TestAuthority.found(SINCE, UNTIL)
        middle = root.below("測試中繼", SINCE, UNTIL)
        root.revoke(middle.certificate, AT)
        issued = middle.issue("b", SINCE, UNTIL, person="b")
        assert refused(LETTER, sign(LETTER, issued.identity), root.trust(root.revocations(AT, UNTIL))) == (
            Refusal.REVOKED
        )

    def test_old_list_of_revocations(self):
        trust = ROOT.trust(ROOT.revocations(SINCE, AT - datetime.timedelta(days=1)))
        assert refused(LETTER, SIGNED, trust) == Refusal.STALE_REVOCATIONS

    def test_list_of_revocations_by_a_stranger(self):
        with pytest.raises(SignatureRefused):
            ROOT.trust(TestAuthority.found(SINCE, UNTIL).revocations(SINCE, UNTIL))

    def test_somebody_else(self):
        assert refused(LETTER, SIGNED, code="P0002") == Refusal.WRONG_SIGNER

    @pytest.mark.parametrize("wrong", [{"purpose": "1.3.6.1.5.5.7.3.1"}, {"may_sign": False}])
    def test_wrong_purpose(self, wrong):
        issued = ROOT.issue("a", SINCE, UNTIL, person="a", **wrong)
        assert refused(LETTER, sign(LETTER, issued.identity)) == Refusal.WRONG_PURPOSE

    def test_person_who_plays_authority(self):
        below = TestAuthority(WANG._private, WANG.certificate, (WANG.certificate,))
        assert refused(LETTER, sign(LETTER, below.issue("b", SINCE, UNTIL, person="b").identity)) == (
            Refusal.UNKNOWN_ISSUER
        )

    def test_authority_deeper_than_allowed(self):
        deep = ROOT.below("一", SINCE, UNTIL).below("二", SINCE, UNTIL)
        assert refused(LETTER, sign(LETTER, deep.issue("b", SINCE, UNTIL, person="b").identity)) == (
            Refusal.UNKNOWN_ISSUER
        )

    def test_another_certificate_of_the_same_key(self):
        """The signed attribute binds the certificate: a later one of the same key cannot be put in its place."""
        again = ROOT.issue("王小明（虛構）", SINCE, UNTIL, person="P0009", private=WANG._private).identity
        swapped = _rebuilt(
            SIGNED, lambda parts: [parts[0], again.issuer_and_serial, *parts[2:]], certificates=again.certificates
        )
        assert refused(LETTER, swapped) == Refusal.ALTERED

    def test_weak_digest(self):
        sha1 = der.write(der.SEQUENCE, der.write_oid("1.3.14.3.2.26"))
        assert refused(LETTER, _replaced(SIGNED, sha1)) == Refusal.WEAK

    def test_small_key(self):
        issued = ROOT.issue("a", SINCE, UNTIL, person="a", private=SMALL_KEY)
        assert refused(LETTER, sign(LETTER, issued.identity)) == Refusal.WEAK
        with pytest.raises(SignatureRefused) as caught:
            Identity.from_pkcs12(issued.pkcs12("a"), "a")
        assert caught.value.reason == Refusal.WEAK

    @given(st.integers(0, len(SIGNED) - 1))
    def test_cut_off(self, size: int):
        assert refused(LETTER, SIGNED[:size]) == Refusal.BROKEN

    @given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
    @settings(max_examples=400)
    def test_one_byte_turned(self, at: int, flip: int):
        """No byte of a signature can be another: all are signed, or tell something that is checked."""
        turned = bytearray(SIGNED)
        turned[at] ^= flip
        refused(LETTER, bytes(turned), ROOT.trust())

    @given(st.binary(max_size=200))
    def test_any_bytes(self, junk: bytes):
        assert refused(LETTER, junk) == Refusal.BROKEN

    def test_too_large(self):
        assert refused(LETTER, SIGNED + bytes(70_000)) == Refusal.BROKEN

    def test_key_file(self):
        for data, password in ((WANG.pkcs12("a"), "b"), (b"junk", "a"), (b"", "")):
            with pytest.raises(SignatureRefused) as caught:
                Identity.from_pkcs12(data, password)
            assert caught.value.reason == Refusal.UNOPENED

    @pytest.mark.parametrize("extra", ["", "-nomaciter", "-legacy", "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES"])
    def test_key_files_of_openssl(self, tmp_path, extra):
        identity = Identity.from_pkcs12(_openssl_file(tmp_path, f"-iter 10000 {extra}"), "a")
        assert verify(LETTER, sign(LETTER, identity), TRUST, AT).code == "P0001"

    @pytest.mark.parametrize("extra", ["-nomac", "-keypbe NONE -certpbe NONE", "-nomac -certpbe NONE"])
    def test_a_file_that_would_keep_a_worker_is_refused_before_it_is_opened(self, tmp_path, monkeypatch, extra):
        plain = _openssl_file(tmp_path, f"-iter 2048 {extra}")
        assert 2048 <= rounds(plain) <= 3 * 2048
        absurd = plain.replace(b"\x02\x02\x08\x00", b"\x02\x02\x7f\xff")  # a number of the same length
        monkeypatch.setattr("siwei.kernel.signing.identity.MOST_ROUNDS", 32_000)
        monkeypatch.setattr("siwei.kernel.signing.identity.pkcs12", None)  # opening it would fail otherwise
        with pytest.raises(SignatureRefused) as caught:
            Identity.from_pkcs12(absurd, "a")
        assert caught.value.reason == Refusal.UNOPENED
        assert "rounds" in caught.value.detail

    def test_rounds_are_found_in_the_forms_that_other_programs_write(self):
        mac = der.write(der.SEQUENCE, der.write(der.OCTETS, b"salt"), b"\x02\x04\x7f\xff\xff\xff")
        pieces = b"\x24\x80" + der.write(der.OCTETS, mac[:5]) + der.write(der.OCTETS, mac[5:]) + b"\0\0"
        for file in (der.write(der.SEQUENCE, mac), b"\x30\x80" + pieces + b"\0\0"):
            assert rounds(file) == 0x7FFFFFFF

    @given(st.binary(max_size=300))
    def test_any_bytes_have_rounds_or_are_no_file(self, junk: bytes):
        for data in (junk, der.write(der.SEQUENCE, junk), b"\x30\x80" * 40 + junk):
            try:
                assert rounds(data) >= 0
            except der.DerError:
                continue

    def test_words(self):
        for reason in Refusal:
            with translation.override("zh-hant"):
                chinese = str(SignatureRefused(reason))
            with translation.override("en"):
                assert chinese != str(SignatureRefused(reason))


class TestOthers:
    """Signatures of a program that we did not write, and ours read by it."""

    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "root.pem").write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
        (tmp_path / "letter").write_bytes(LETTER)
        return tmp_path

    @pytest.mark.parametrize("issued", [WANG, ROOT.issue("r", SINCE, UNTIL, person="P0001", private=RSA_KEY)])
    def test_openssl_reads_ours(self, folder, issued):
        (folder / "ours").write_bytes(sign(LETTER, issued.identity, AT))
        command = "openssl cms -verify -cades -binary -inform DER -in ours -content letter -CAfile root.pem"
        subprocess.run(
            [*command.split(), "-purpose", "any", "-attime", str(int(AT.timestamp()))], cwd=folder, check=True
        )

    @pytest.mark.parametrize("digest", ["sha256", "sha512"])
    @pytest.mark.parametrize("issued", [WANG, ROOT.issue("r", SINCE, UNTIL, person="P0001", private=RSA_KEY)])
    def test_ours_reads_openssl(self, folder, issued, digest):
        self._openssl(folder, issued, digest)
        assert verify(LETTER, (folder / "theirs").read_bytes(), TRUST, AT).code == "P0001"

    def test_sha1_of_openssl(self, folder):
        self._openssl(folder, WANG, "sha1")
        assert refused(LETTER, (folder / "theirs").read_bytes()) == Refusal.WEAK

    def _openssl(self, folder, issued, digest):
        (folder / "key.p12").write_bytes(issued.pkcs12("a"))
        for command in (
            "openssl pkcs12 -in key.p12 -passin pass:a -nodes -out key.pem",
            f"openssl cms -sign -cades -binary -md {digest} -in letter -signer key.pem -outform DER -out theirs",
        ):
            subprocess.run(command.split(), cwd=folder, check=True)


def _openssl_file(folder, options: str) -> bytes:
    """A PKCS#12 file that openssl made of our key."""
    (folder / "ours.p12").write_bytes(WANG.pkcs12("a"))
    for command in (
        "openssl pkcs12 -in ours.p12 -passin pass:a -nodes -out key.pem",
        f"openssl pkcs12 -export -in key.pem -passout pass:a {options} -out key.p12",
    ):
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return bytes((folder / "key.p12").read_bytes())


def _replaced(signature: bytes, digest: bytes) -> bytes:
    """The signature with the signer's digest algorithm replaced by another."""
    return _rebuilt(signature, lambda parts: [*parts[:2], digest, *parts[3:]])


def _rebuilt(signature: bytes, change, certificates: bytes = b"") -> bytes:
    kind, wrapped = der.read_one(signature, der.SEQUENCE).parts()
    *before, given, signers = der.read_one(wrapped.content, der.SEQUENCE).parts()
    parts = [one.whole for one in der.read_one(signers.content, der.SEQUENCE).parts()]
    signer = der.write(der.SEQUENCE, *change(parts))
    kept = [*(one.whole for one in before), certificates or given.whole]
    body = der.write(der.SEQUENCE, *kept, der.write(der.SET, signer))
    return der.write(der.SEQUENCE, kind.whole, der.write(der.CONTEXT_0, body))
