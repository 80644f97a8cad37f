"""Files: the bytes decide, the same bytes lie once, what changed is noticed, and who may not see gets nothing."""

import datetime
import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from tests.showroom import actions as showroom
from tests.toy.actions import ask

from siwei.kernel.access.actor import Actor
from siwei.kernel.files import models
from siwei.kernel.files.models import Attachment, attach, attachments_of, checked_type, is_sound, remove_expired
from siwei.kernel.records.writing import WriteOutsideActionError, writing

BY = Actor.system("test")
PDF = b"%PDF-1.7\n1 0 obj\n"
ODT = "application/vnd.oasis.opendocument.text"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def archive(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_", "."), text)
    return content.getvalue()


@pytest.fixture
def errand(db):
    return ask(by=BY, what="ink", opened_on=datetime.date(2017, 2, 17))


@pytest.fixture
def keep(errand):
    def make(name: str = "plan.pdf", content: bytes = PDF, **how) -> Attachment:
        with writing():
            return attach(errand, ContentFile(content, name=name), by=BY, **how)

    return make


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("lies.txt", PDF, "application/pdf"),
        ("lies.pdf", PNG, "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.webp", b"RIFF\x00\x01\x02\x03WEBPVP8 ", "image/webp"),
        ("說明.txt", "請看附件。".encode(), "text/plain"),
        ("lies.png", b"only words", "text/plain"),
        ("表.CSV", b"\xef\xbb\xbfa,b\r\n", "text/csv"),
        ("a.odt", archive(mimetype=ODT), ODT),
        ("a.xlsx", archive(xl__workbook_xml="<workbook/>"), models.OFFICE_PARTS["xl/workbook.xml"]),
    ],
)  # fmt: skip
def test_the_bytes_say_the_type(name, content, mime):
    assert checked_type(name, content) == mime


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"MZ\x90\x00" + bytes(60)),
        ("letter.pdf", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("drawing.png", b"  <svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("letter.docx", archive(run_exe="MZ")),
        ("letter.docx", b"PK\x03\x04 and no archive"),
        ("letter.odt", archive(mimetype="application/java-archive")),
        ("old.txt", b"Big5 \xa4\xa4\xa4\xe5"),
        ("empty.txt", b""),
    ],
)
def test_what_an_office_does_not_take_is_refused_by_name(name, content):
    with pytest.raises(ValidationError, match=name):
        checked_type(name, content)


def test_size_and_checksum_are_those_of_the_bytes(keep, errand):
    made = keep()
    assert (made.size, made.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    with made.file.open() as stored:
        assert stored.read() == PDF
    assert [one.pk for one in attachments_of(errand)] == [made.pk]


def test_the_same_bytes_lie_once(keep):
    first, second = keep("one.pdf"), keep("two.pdf")
    assert first.file.name == second.file.name
    lying = default_storage.listdir(first.sha256[:2])[1]  # other tests' bytes may lie beside
    assert [name for name in lying if name.startswith(first.sha256)] == [first.sha256]


def test_what_is_too_large_is_refused_whatever_its_size_was_said_to_be(keep, monkeypatch):
    monkeypatch.setattr(models, "LARGEST", len(PDF) - 1)
    with pytest.raises(ValidationError, match=r"plan\.pdf"):
        keep()
    assert not Attachment.objects.exists()


def test_bytes_that_were_changed_or_went_are_noticed(keep):
    made = keep(content=PDF + b"to be changed")
    assert is_sound(made)
    default_storage.delete(made.file.name)
    assert not is_sound(made)
    default_storage.save(made.file.name, ContentFile(PDF))
    assert not is_sound(made)


def test_files_are_kept_only_by_an_action(errand):
    with pytest.raises(WriteOutsideActionError):
        attach(errand, ContentFile(PDF, name="plan.pdf"), by=BY)


def test_after_its_last_day_a_file_goes_and_its_bytes_with_the_last_that_has_them(keep):
    short, long, other = (
        keep("short.pdf", keep_until=datetime.date(2017, 3, 1)),
        keep("long.pdf", keep_until=datetime.date(2017, 3, 2)),
        keep("for-ever.png", PNG),
    )
    assert remove_expired(datetime.date(2017, 3, 1)) == 0
    assert remove_expired(datetime.date(2017, 3, 2)) == 1
    assert not Attachment.objects.filter(pk=short.pk).exists()
    assert is_sound(long)
    assert remove_expired(datetime.date(2017, 3, 3)) == 1
    assert not default_storage.exists(long.file.name)
    assert is_sound(other)


@pytest.fixture
def hall_and_tour(actor):
    guide = actor("rosa", showroom.GUIDE)
    hall = showroom.add_hall(by=guide, name_zh="中庭", seats=40)
    start = datetime.datetime(2017, 8, 15, 9, tzinfo=datetime.UTC)
    tour = showroom.ask(
        by=guide, hall=hall, purpose="School", people=2, opened_on=datetime.date(2017, 7, 1), start=start,
        end=start + datetime.timedelta(hours=1), secret=True,
    )  # fmt: skip
    return hall, tour


def _answer(client, attachment, person=None):
    client.logout()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("attachment", args=[attachment.pk]))


def test_whoever_sees_the_record_gets_the_file_and_nobody_else(client, person, hall_and_tour):
    hall, tour = hall_and_tour
    with writing():
        of_hall = attach(hall, ContentFile(PDF, name="plan.pdf"), by=BY)
        of_secret = attach(tour, ContentFile(PDF, name="secret.pdf"), by=BY)
        shown = attach(tour, ContentFile(PNG, name="photo.png"), by=BY, public=True)
    paul = person("paul")
    assert _answer(client, of_hall, paul).status_code == 200
    assert _answer(client, of_hall).status_code == 403
    assert _answer(client, of_secret, paul).status_code == 404
    assert _answer(client, of_secret).status_code == 404
    assert _answer(client, shown).status_code == 200


def test_a_file_never_runs_as_a_page_of_ours(client, person, hall_and_tour):
    hall, _tour = hall_and_tour
    with writing():
        table = attach(hall, ContentFile(b"a,b\n", name="a.csv"), by=BY)
        photo = attach(hall, ContentFile(PNG, name="a.png"), by=BY)
    answer = _answer(client, table, person("paul"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not _answer(client, photo, person("paul"))["Content-Disposition"].startswith("attachment")
