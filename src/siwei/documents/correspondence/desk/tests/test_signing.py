"""Decisions signed with a key file: what passes, what stops and with which word."""

import datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from siwei.documents.correspondence.actions import deciding, issuing
from siwei.documents.correspondence.actions.drafting import redraft
from siwei.documents.correspondence.desk.signing import verdicts
from siwei.documents.correspondence.models import Letter, Version
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.signing import Refusal
from siwei.kernel.signing.authority import TestAuthority

WORD = "a"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def waiting(house, drafted):
    """A letter that waits for the head."""
    letter = drafted()
    deciding.submit(letter, by=house("handler"), route=[house.person("head")])
    return letter


def form_of(letter, actor, key, passphrase=WORD):
    file = SimpleUploadedFile("key.p12", key)
    return deciding.decide.bound(
        {"opinion": "如擬", "passphrase": passphrase}, {"key": file}, actor=actor, record=letter
    )


def decide(letter, actor, key, passphrase=WORD):
    form = form_of(letter, actor, key, passphrase)
    assert form.is_valid(), form.errors
    return deciding.decide.run(letter, actor, form.cleaned_data)


def refused(letter, actor, key, passphrase=WORD):
    """The sentence that stands beside the key's field."""
    form = form_of(letter, actor, key, passphrase)
    if not form.is_valid():
        return form.errors["key"][0]
    with pytest.raises(ValidationError) as caught:
        deciding.decide.run(letter, actor, form.cleaned_data)
    letter.refresh_from_db()
    assert letter.state == Letter.State.SUBMITTED
    return caught.value.message_dict["key"][0]


def test_a_decision_is_signed_over_its_version_and_stays_valid(house, waiting, key):
    decide(waiting, house("head"), key("head"))
    (verdict,) = verdicts(waiting)
    assert (verdict.holds, verdict.name, verdict.version) == (True, "head", "1")
    issuing.proofread(waiting, by=house("registrar"))
    issuing.seal(waiting, by=house("sealer"))
    issuing.issue(waiting, by=house("registrar"), issued_on=timezone.localdate())
    assert verdicts(waiting)[0].holds, "date and number of issue are another version"


def test_key_and_passphrase_go_no_further(house, waiting, key):
    form = form_of(waiting, house("head"), key("head"))
    assert form.is_valid()
    assert set(form.cleaned_data) == {"opinion", "signature"}


def test_without_a_key_it_is_approved_unless_the_office_asks(house, waiting, monkeypatch):
    from siwei.kernel.directory.office import Office

    usual = Office.setting
    monkeypatch.setattr(
        Office, "setting", lambda self, key, on=None: key == "documents.signature_required" or usual(self, key, on)
    )
    with pytest.raises(ValidationError):
        deciding.decide(waiting, by=house("head"))
    monkeypatch.undo()
    deciding.decide(waiting, by=house("head"))
    assert waiting.state == Letter.State.APPROVED
    assert verdicts(waiting) == []


@pytest.mark.parametrize(
    ("who", "term", "passphrase", "reason"),
    [
        ("division", (-1, 1), "a", Refusal.WRONG_SIGNER),
        ("head", (-9, -1), "a", Refusal.EXPIRED),
        ("head", (1, 9), "a", Refusal.NOT_YET_VALID),
        ("head", (-1, 1), "b", Refusal.UNOPENED),
    ],
)
def test_a_wrong_certificate_stops_with_a_clear_word(house, waiting, key, who, term, passphrase, reason):
    since, until = (timezone.now() + days * DAY for days in term)
    assert refused(waiting, house("head"), key(who, since, until), passphrase) == str(reason.words)


def test_a_stranger_s_authority_is_not_believed(house, waiting, key):
    other = TestAuthority.found(timezone.now() - DAY, timezone.now() + DAY, "x")
    file = key("head", timezone.now() - DAY, timezone.now() + DAY, other)
    assert refused(waiting, house("head"), file) == str(Refusal.UNKNOWN_ISSUER.words)


def test_a_revoked_certificate_is_not_believed(house, waiting, authority, tmp_path):
    now = timezone.now()
    issued = authority.issue("head", now - DAY, now + DAY, person="head")
    authority.revoke(issued.certificate, now - DAY)
    (tmp_path / "now.crl").write_bytes(authority.revocations(now - DAY, now + DAY).public_bytes(Encoding.PEM))
    assert refused(waiting, house("head"), issued.pkcs12("a")) == str(Refusal.REVOKED.words)


def test_what_is_no_key_file_is_said_so(house, waiting, key):
    assert refused(waiting, house("head"), b"junk") == str(Refusal.UNOPENED.words)
    assert refused(waiting, house("head"), b"x" * 70_000)


def test_a_version_written_meanwhile_is_not_signed_unseen(house, waiting, key):
    form = form_of(waiting, house("head"), key("head"))
    assert form.is_valid()
    values = {**redraft.bound(record=waiting, actor=house("head")).initial, "subject": "另一主旨", "copies": []}
    redraft.submit(values, by=house("head"), record=waiting)
    with pytest.raises(ValidationError) as caught:
        deciding.decide.run(waiting, house("head"), form.cleaned_data)
    assert caught.value.message_dict["key"] == [str(Refusal.ALTERED.words)]


def test_a_deputy_signs_with_his_own_key(house, waiting, key):
    today = timezone.localdate()
    appoint(by=house("head"), deputy=house.person("secretary"), since=today, until=today + 3 * DAY)
    deputy = house("secretary", behalf="head")
    assert refused(waiting, deputy, key("head")) == str(Refusal.WRONG_SIGNER.words)
    decide(waiting, deputy, key("secretary"))
    assert verdicts(waiting)[0].who == "secretary（代 head）"


def test_content_changed_in_the_database_shows(house, waiting, key):
    decide(waiting, house("head"), key("head"))
    version = waiting.newest()
    changed = {**version.content, "subject": "竄改"}
    from siwei.kernel.records.writing import writing

    with writing():
        Version.objects.filter(pk=version.pk).update(content=changed)
    (verdict,) = verdicts(waiting)
    assert not verdict.holds
    assert verdict.words == str(Refusal.ALTERED.words)
