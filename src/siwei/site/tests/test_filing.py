"""From correspondence into the archive: what has its file number is handed over, what was taken over is filed."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from siwei.documents.archives.models import Handover, Item
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.scheme import actions as classes
from siwei.documents.archives.scheme.jobs import turn
from siwei.documents.archives.takeover import actions as takeover
from siwei.documents.correspondence.actions import filing, noting, tables
from siwei.documents.correspondence.models import FileClass, Incoming
from siwei.documents.correspondence.tests.conftest import DAY, house, in_hand, received  # noqa: F401  # fixtures
from siwei.kernel.deadlines.models import open_duties

CLOSED = DAY + datetime.timedelta(days=1)


@pytest.fixture
def scheme(house):  # noqa: F811
    return tables.add_class(by=house("registrar"), agency=house.agency, code="0901", name="會議紀錄", years=10)


@pytest.fixture
def archivist(house, actor):  # noqa: F811
    return actor("archivist", ARCHIVIST, unit="documents")


@pytest.fixture
def filed(house, in_hand, scheme):  # noqa: F811
    """A document that was noted and given its file number."""

    def make(**given):
        incoming = in_hand(**given)
        noting.note_on_paper(incoming, by=house("handler"), on=CLOSED, note="併會議卷")
        filing.file_incoming(incoming, by=house("handler"), file_class=scheme)
        return incoming

    return make


def test_a_document_is_handed_over_returned_mended_and_filed(house, filed, archivist):  # noqa: F811
    incoming = filed()
    handover = Handover.objects.get()
    assert (handover.document_number, handover.file_number, handover.years) == (incoming.number, "106/0901/1/1/1", 10)
    assert (handover.handler, handover.opened_on, handover.subject) == (
        house.person("handler"), CLOSED, incoming.subject,
    )  # fmt: skip
    assert open_duties(handover).get().person == house.person("handler")
    with pytest.raises(ValidationError):
        takeover.hand_over(handover, by=house("handler"), sent_on=CLOSED)
    takeover.mend(handover, by=house("handler"), pages=4)
    takeover.hand_over(handover, by=house("handler"), sent_on=CLOSED)
    takeover.send_back(handover, by=archivist, fault="class", note="應歸第2案")
    takeover.mend.submit({"file_number": "106/0901/2/1/1", "document_number": handover.document_number,
                          "subject": handover.subject, "years": "10", "pages": "4", "medium": "paper"},
                         by=house("handler"), record=handover)  # fmt: skip
    takeover.hand_over(handover, by=house("handler"), sent_on=CLOSED)
    takeover.take(handover, by=archivist, taken_on=CLOSED)
    incoming.refresh_from_db()
    assert (incoming.state, incoming.filed_on) == (Incoming.State.FILED, CLOSED)
    assert incoming.file_number == Item.objects.get().number == "106/0901/2/1/1"


def test_what_the_registry_files_itself_is_in_the_archive_too(house, filed):  # noqa: F811
    incoming = filed()
    filing.take_incoming(incoming, by=house("registrar"), filed_on=CLOSED)
    handover = Handover.objects.get()
    assert (handover.state, handover.taken_on) == (Handover.State.TAKEN, CLOSED)
    assert Item.objects.get().number == incoming.file_number
    assert not open_duties(handover).exists()


def test_handlers_file_by_the_scheme_that_is_in_force(house, scheme, archivist):  # noqa: F811
    given = {"agency": house.agency, "ground": "", "disposition": "destroy", "since": datetime.date(2016, 1, 1)}
    classes.add_class(by=archivist, code="0901", name="會議紀錄", years=30, **given)
    classes.add_class(by=archivist, code="0902", name="工作報告", years=5, **given)
    later = {**given, "since": datetime.date(2900, 1, 1)}
    classes.add_class(by=archivist, code="0902", name="工作報告", years=3, **later)
    offered = dict(FileClass.objects.filter(agency=house.agency).values_list("code", "years"))
    assert offered == {"0901": 30, "0902": 5}


def test_a_clerk_keeps_one_list_and_correspondence_follows(house, archivist):  # noqa: F811
    by_hand = {"by": house("registrar"), "agency": house.agency}
    mine, old = (tables.add_class(**by_hand, code=code, name="自訂", years=3) for code in ("0901", "0809"))
    given = {"agency": house.agency, "ground": "", "disposition": "destroy", "since": datetime.date(2016, 1, 1)}
    one = classes.add_class(by=archivist, code="0901", name="會議紀錄", years=30, **given)
    mine.refresh_from_db()
    assert (mine.name, mine.years, mine.by_scheme) == ("會議紀錄", 30, True)
    with pytest.raises(ValidationError):
        tables.add_class(**by_hand, code="0903", name="另一清單", years=3)
    assert not tables.change_class.possible(mine, house("registrar"))
    assert not tables.drop_class.possible(mine, house("registrar"))
    tables.drop_class(old, by=house("registrar"))  # what was made by hand before, and the scheme does not have
    classes.correct_words(one, by=archivist, name="主管會議紀錄", parent="", note="")
    mine.refresh_from_db()
    assert mine.name == "主管會議紀錄"
    assert {row.code for row in FileClass.objects.filter(active=True)} == {"0901"}


def test_correspondence_follows_on_the_day_of_a_planned_version_and_of_an_end(house, filed, archivist):  # noqa: F811
    begun = filed()
    given = {"agency": house.agency, "ground": "", "disposition": "destroy", "code": "0901", "name": "會議紀錄"}
    day = timezone.localdate() + datetime.timedelta(days=9)
    classes.add_class(by=archivist, years=10, since=datetime.date(2016, 1, 1), **given)
    later = classes.add_class(by=archivist, years=25, since=day, **given)

    def offered():
        row = FileClass.objects.get(code="0901")
        return row.years, row.active

    turn(day - datetime.timedelta(days=1))
    assert offered() == (10, True)
    turn(day)
    assert offered() == (25, True)
    begun.refresh_from_db()
    assert begun.retention == "10年"
    end = day + datetime.timedelta(days=300)
    classes.end_class(later, by=archivist, until=end, note="業務移出")
    turn(end - datetime.timedelta(days=1))
    assert offered() == (25, True)
    turn(end)
    assert offered() == (25, False)
    form: Any = filing.file_incoming.bound(actor=house("handler"), record=begun)
    assert not form.fields["file_class"].queryset.exists()


def test_of_a_classified_document_no_word_crosses(house, filed):  # noqa: F811
    filed(secrecy="密", subject="某員涉案", secret_until="本件於結案時解密", way="paper",
          readers=[house.person("handler").pk])  # fmt: skip
    handover = Handover.objects.get()
    assert (handover.secrecy, handover.subject, handover.party) == ("密", takeover.HIDDEN, "")
