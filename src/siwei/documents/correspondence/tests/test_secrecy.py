"""A classified document: seen by its name list only, its words nowhere else, and every opening written down."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from siwei.documents.content.model import Secrecy
from siwei.documents.correspondence.actions import assigning, deciding, secrets
from siwei.documents.correspondence.actions.drafting import redraft
from siwei.documents.correspondence.desk.attaching import add_attachment
from siwei.documents.correspondence.figures import lines
from siwei.documents.correspondence.measures import created, received_electronically
from siwei.documents.correspondence.models import HIDDEN, Incoming, IncomingText, Letter, View
from siwei.documents.correspondence.roles import DESK
from siwei.kernel.access.actor import ADMINISTRATOR, AUDITOR, Actor
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.directory.models import Unit
from siwei.kernel.events.models import Event
from siwei.kernel.files.models import attachments_of
from siwei.kernel.notices.models import Notice
from siwei.kernel.search.models import Entry

BACKEND = "django.contrib.auth.backends.ModelBackend"
WORDS = "弱點通報"


@pytest.fixture
def secret(house, received):
    """A classified document that the handler has."""
    incoming = received(subject=f"資訊安全{WORDS}", secrecy="密", secret_until="修補完成後解密")
    assigning.assign(incoming, by=house("registrar"), unit=house.unit)
    assigning.hand_over(incoming, by=house("desk"), handler=house.person("handler"))
    return incoming


@pytest.fixture
def secret_letter(drafted):
    """A classified letter."""
    return drafted(subject=f"{WORDS}修補情形", secrecy="密", secret_until="修補完成後解密")


def test_level_and_term_stand_both_or_not_at_all(received):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        received(secrecy="密")


def test_only_the_name_list_sees_it(house, person, secret):
    def sees(actor):
        return Incoming.objects.visible_to(actor).filter(pk=secret.pk).exists()

    assert [name for name in house.people if sees(house(name))] == ["registrar", "handler"]
    assert not sees(Actor.of(person("audrey", AUDITOR)))
    assert not sees(Actor.of(person("adam", ADMINISTRATOR)))
    assert not sees(house("desk", behalf="handler")), "the name is the person's, not the place's"


def test_administrators_read_no_document_and_auditors_all_that_are_open(person, received):
    received()
    assert not Incoming.objects.visible_to(Actor.of(person("adam", ADMINISTRATOR, unit="mail"))).exists()
    assert Incoming.objects.visible_to(Actor.of(person("audrey", AUDITOR, unit="mail"))).exists()


def test_its_words_stand_in_no_list_search_history_or_notice(secret, secret_letter):
    assert (secret.subject, secret_letter.subject) == (HIDDEN, HIDDEN)
    assert IncomingText.objects.get(incoming=secret).subject.endswith(WORDS)
    for rows in (Event.objects.all(), Notice.objects.all(), Entry.objects.all()):
        assert rows.exists()
        assert not [row for row in rows.values() if WORDS in str(row)]
    assert "弱點" not in " ".join(str(entry.words) for entry in Entry.objects.all())


def test_neither_lists_nor_sheets_nor_the_api_say_it(client, house, secret, secret_letter):
    client.force_login(house.person("handler"), backend=BACKEND)
    for page in ("incoming", "letters"):
        for address in (
            f"/correspondence/{page}/?view=all",
            f"/correspondence/{page}/export.csv?view=all",
            f"/api/v1/correspondence/{page}/?view=all",
        ):
            answer = client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code == 200
            assert WORDS not in content.decode()
            listed = "106000001" in content.decode() or "106000002" in content.decode()
            assert listed is not answer.streaming, "numbers stand in lists, not in sheets"


def test_every_opening_of_its_page_is_written_down(client, house, secret):
    client.force_login(house.person("handler"), backend=BACKEND)
    page = client.get(secret.get_absolute_url())
    assert WORDS in page.content.decode()
    assert [view.person for view in View.objects.about(secret)] == [house.person("handler")]
    client.force_login(house.person("division"), backend=BACKEND)
    assert client.get(secret.get_absolute_url()).status_code == 404
    assert View.objects.about(secret).count() == 1


def test_every_file_of_it_that_is_opened_is_written_down(client, house, secret_letter, received):
    file = SimpleUploadedFile("補充資料.txt", "補充".encode())
    add_attachment(secret_letter, by=house("handler"), file=file)
    (kept,) = attachments_of(secret_letter)
    address = reverse("attachment", args=[kept.pk])
    client.force_login(house.person("handler"), backend=BACKEND)
    before = View.objects.about(secret_letter).count()
    assert b"".join(client.get(address).streaming_content) == "補充".encode()
    views = list(View.objects.about(secret_letter))
    assert len(views) == before + 1
    assert (views[0].person, str(views[0].what)) == (house.person("handler"), "補充資料.txt")
    client.force_login(house.person("division"), backend=BACKEND)
    assert client.get(address).status_code == 404
    assert View.objects.about(secret_letter).count() == before + 1


def test_what_is_classified_later_is_hidden_from_its_beginning(client, house, person, drafted):
    """Draft, duty, notice and history told its subject while it was open; now they tell those on the list alone."""
    letter = drafted(subject=f"{WORDS}修補情形")
    deciding.submit(letter, by=house("handler"), route=[house.person("division"), house.person("head")])
    content = letter.content()
    assert WORDS in str(Event.objects.about(letter).values_list("changes", flat=True))
    redraft(
        letter, by=house("division"), note=f"{WORDS}改列密件",
        content=replace(content, secrecy=Secrecy("密", "修補完成後解密")),
    )  # fmt: skip
    said = [*Duty.objects.about(letter).values(), *Notice.objects.about(letter).values()]
    assert len(said) >= 2
    assert WORDS not in str(said)
    readers = [name for name in house.people if Letter.objects.visible_to(house(name)).filter(pk=letter.pk).exists()]
    assert sorted(readers) == ["division", "handler", "head"], "who still has to decide is named with them"
    auditor = person("audrey", AUDITOR)
    client.force_login(auditor, backend=BACKEND)
    for event in Event.objects.about(letter):
        page = client.get(reverse("house_event", args=[event.pk]))
        assert page.status_code == 200
        assert WORDS not in page.content.decode()
        assert event.hash[:8] in page.content.decode()
    listed = client.get("/house/audit/").content.decode()
    assert letter.number in listed
    assert WORDS not in listed
    assert letter.tells(house("handler"))
    assert not letter.tells(Actor.of(auditor))


def test_a_reader_is_named_by_a_reader(house, secret):
    with pytest.raises(NotAllowed):
        secrets.name_reader_of_incoming(secret, by=house("division"), person=house.person("division"), note="業務需要")
    secrets.name_reader_of_incoming(secret, by=house("handler"), person=house.person("division"), note="業務需要")
    assert Incoming.objects.visible_to(house("division")).filter(pk=secret.pk).exists()


def test_who_is_asked_on_the_slip_is_named_and_a_deputy_is_not(house, secret_letter):
    people = [house.person("division"), house.person("head")]
    deciding.submit(secret_letter, by=house("handler"), route=people)
    assert Letter.objects.visible_to(house("division")).filter(pk=secret_letter.pk).exists()
    deciding.approve(secret_letter, by=house("division"))


def test_no_statistics_know_of_it(house, secret, secret_letter):
    year = Period.year(2017)
    assert received_electronically(year).count() == 0
    assert created(year).count() == 0
    assert sum(line.received + line.created for line in lines(house.agency, year, "category")) == 0


def test_declassified_its_words_return(house, secret, secret_letter):
    secrets.name_reader_of_incoming(secret, by=house("handler"), person=house.person("head"), note="解密")
    secrets.declassify(secret, by=house("head"), note="修補完成")
    assert secret.subject.endswith(WORDS)
    assert Incoming.objects.visible_to(house("desk")).filter(pk=secret.pk).exists()
    secrets.name_reader_of_letter(secret_letter, by=house("handler"), person=house.person("head"), note="解密")
    secrets.declassify_letter(secret_letter, by=house("head"), note="修補完成")
    assert WORDS in secret_letter.subject
    assert secret_letter.versions.count() == 2


def test_of_a_state_secret_there_is_no_field_for_what_it_says():
    from siwei.documents.correspondence.models import SecretEntry

    own = {field.name for field in SecretEntry._meta.concrete_fields}
    kernel = {"id", "version", "head", "number", "state", "opened_on"}
    assert own - kernel == {"agency", "document_number", "level", "place", "keeper"}


def test_what_was_said_about_a_classified_one_is_in_no_notice(house, person, secret, secret_letter):
    """Notes, agreements and opinions are told on its page, which asks who reads."""
    desk, other = person("mail-desk", DESK, unit="mail"), Unit.objects.get(code="mail")
    assigning.reassign(secret, by=house("registrar"), unit=other, note=WORDS, agreed=WORDS, on=secret.opened_on)
    deciding.submit(secret_letter, by=house("handler"), route=[house.person("head")])
    deciding.decide(secret_letter, by=house("head"), opinion=WORDS)
    assert Notice.objects.filter(person=desk).exists()
    assert not [one for one in Notice.objects.all() if WORDS in f"{one.subject}{one.body}"]
