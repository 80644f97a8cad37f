"""S41: the receipt is drawn, signed by both sides over exactly its bytes, and goes with the list in a sound bag."""

import csv
import datetime
import io
import zipfile

import bagit
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from siwei.documents.archives.actions import campaigns, items
from siwei.documents.archives.models import Item, Receipt
from siwei.documents.archives.roles import LEADER
from siwei.documents.archives.tests.conftest import (  # noqa: F401  # fixtures
    DAY,
    archivist,
    counter,
    entered,
    fonds,
    listed,
    plain,
)
from siwei.documents.archives.transfer import actions
from siwei.documents.archives.transfer.views import sides
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Unit
from siwei.kernel.directory.office import office
from siwei.kernel.labels.sheet import fonts
from siwei.kernel.signing.authority import TestAuthority

EAD3 = django_settings.BASE.parent / "shared" / "validators" / "ead3" / "ead3.rng"
YEAR = datetime.timedelta(days=365)
WORDS = "only for tests"
pytestmark = pytest.mark.skipif(not fonts().is_dir(), reason="the fonts of papers are not installed")


@pytest.fixture
def settled(archivist, entered):  # noqa: F811
    """A stocktaking of five items: three there, one damaged, one missing."""
    load_directory(office())
    campaign = entered([plain(at, at // 3 + 1) for at in range(1, 6)])
    rows = list(Item.objects.filter(campaign=campaign).order_by("line"))
    for one in rows[:3]:
        items.found(one, by=archivist)
    items.found_damaged(rows[3], by=archivist, note="水漬")
    items.found_missing(rows[4], by=archivist, note="未見")
    campaigns.settle(campaign, by=archivist, note="缺件一件另案查明")
    return campaign


@pytest.fixture
def signers(fonds, person, actor, settings, tmp_path):  # noqa: F811
    """Whoever hands over, whoever receives, and a key for each."""
    settings.SIWEI_TRUST = tmp_path
    now = timezone.now()
    authority = TestAuthority.found(now - YEAR, now + YEAR)
    (tmp_path / "root.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    unit, _new = Unit.objects.get_or_create(code="social-x", defaults={"name_zh": "秘書室", "agency": fonds.agency})
    giver, receiver = Actor.of(person("giver", unit=unit.code)), actor("receiver", LEADER)

    def key(who, name=None):
        username = name or who.person.username
        issued = authority.issue(username, now - YEAR, now + YEAR, person=username)
        return SimpleUploadedFile("k.p12", issued.pkcs12(WORDS), "application/x-pkcs12")

    return giver, receiver, key


def signed(action, campaign, by, key):
    form = action.bound({"passphrase": WORDS}, {"key": key}, actor=by, record=campaign)
    assert form.is_valid(), form.errors
    action.run(campaign, by, form.cleaned_data)


def test_both_sides_sign_exactly_the_receipt(archivist, settled, signers):  # noqa: F811
    giver, receiver, key = signers
    with pytest.raises(NotAllowed):
        actions.sign_for_agency(settled, by=giver)
    actions.draw_receipt(settled, by=archivist, drawn_on=DAY)
    with pytest.raises(NotAllowed):
        actions.sign_for_agency(settled, by=receiver)
    with pytest.raises(ValidationError, match="key"):
        signed(actions.sign_for_agency, settled, giver, key(giver, "somebody-else"))
    with pytest.raises(ValidationError):
        campaigns.hand_files_over(settled, by=archivist, handed_over_on=DAY, note="x")
    signed(actions.sign_for_agency, settled, giver, key(giver))
    signed(actions.sign_for_archives, settled, receiver, key(receiver))
    receipt = Receipt.objects.get()
    assert [side.holds for side in sides(receipt)] == [True, True]
    campaigns.hand_files_over(settled, by=archivist, handed_over_on=DAY, note="電子簽署")
    assert settled.state == "handed_over"
    from siwei.documents.archives.transfer.listing import digest

    assert digest(settled) == receipt.list_digest, "the list of the package is the one that was signed"
    receipt.giver_signature = receipt.receiver_signature
    assert [side.holds for side in sides(receipt)] == [False, True]


def test_a_change_afterwards_is_named_and_takes_the_signatures_away(archivist, settled, signers):  # noqa: F811
    giver, receiver, key = signers
    actions.draw_receipt(settled, by=archivist, drawn_on=DAY)
    signed(actions.sign_for_agency, settled, giver, key(giver))
    signed(actions.sign_for_archives, settled, receiver, key(receiver))
    items.correct(Item.objects.filter(campaign=settled)[0], by=archivist, subject="另一案由")
    with pytest.raises(ValidationError):
        campaigns.hand_files_over(settled, by=archivist, handed_over_on=DAY, note="x")
    actions.draw_receipt(settled, by=archivist, drawn_on=DAY)
    assert [side.who for side in sides(Receipt.objects.order_by("pk")[1])] == [None, None]


def test_nobody_signs_for_both_sides(archivist, settled, signers, fonds, person):  # noqa: F811
    _giver, _receiver, key = signers
    both = Actor.of(person("both", LEADER, unit="social-x"))
    actions.draw_receipt(settled, by=archivist, drawn_on=DAY)
    signed(actions.sign_for_agency, settled, both, key(both))
    with pytest.raises(ValidationError, match="key"):
        signed(actions.sign_for_archives, settled, both, key(both))


def test_the_package_is_a_sound_bag_with_valid_ead3(archivist, settled, signers, client, tmp_path):  # noqa: F811
    giver, _receiver, key = signers
    actions.draw_receipt(settled, by=archivist, drawn_on=DAY)
    signed(actions.sign_for_agency, settled, giver, key(giver))
    client.force_login(archivist.person)
    page = client.get(settled.get_absolute_url()).content.decode()
    assert reverse("archives.receipt", args=[settled.pk]) in page
    assert client.get(reverse("archives.receipt", args=[settled.pk])).content.startswith(b"%PDF")
    answer = client.get(reverse("archives.package", args=[settled.pk]))
    content = b"".join(answer.streaming_content)
    assert content == b"".join(client.get(reverse("archives.package", args=[settled.pk])).streaming_content)
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path / "out")
    folder = tmp_path / "out" / settled.number
    bag = bagit.Bag(str(folder))
    assert bag.validate()
    assert bag.info["External-Identifier"] == settled.number
    names = sorted(path.name for path in (folder / "data").iterdir())
    assert names == ["ead.xml", "items.csv", "receipt-agency.p7s", "receipt.pdf"]
    rows = list(csv.reader((folder / "data" / "items.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 6
    assert [row[1] for row in rows[1:]] == [f"87/0101/1/1/{at}" for at in range(1, 6)]
    ead = etree.parse(str(folder / "data" / "ead.xml"))
    assert len(ead.findall(".//{*}c")) == 5
    if EAD3.is_file():
        schema = etree.RelaxNG(etree.parse(str(EAD3)))
        assert schema.validate(ead), schema.error_log.last_error
    (folder / "data" / "items.csv").write_text("changed")
    with pytest.raises(bagit.BagValidationError):
        bag.validate()


def test_whoever_does_not_work_with_it_gets_neither(archivist, settled, actor, client):  # noqa: F811
    actions.draw_receipt(settled, by=archivist, drawn_on=DAY)
    client.force_login(actor("stranger").person)
    for name in ("archives.receipt", "archives.package"):
        assert client.get(reverse(name, args=[settled.pk])).status_code == 404
