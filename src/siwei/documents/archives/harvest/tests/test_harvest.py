"""The catalogue is harvested over HTTP by a client that we did not write (Sickle), whole, in part and again."""

import datetime

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse
from lxml import etree
from sickle import Sickle
from sickle.oaiexceptions import IdDoesNotExist, NoRecordsMatch

from siwei.documents.archives.actions import cataloguing, items
from siwei.documents.archives.harvest import publishing, records
from siwei.documents.archives.models import Fonds, Item, Published
from siwei.documents.archives.takeover.actions import fonds_of
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office

BY = Actor.system("test")
EAD3 = django_settings.BASE.parent / "shared" / "validators" / "ead3" / "ead3.rng"


@pytest.fixture
def catalogue(transactional_db, monkeypatch):
    """Seven public items of two fonds, and two that are not; an answer holds three."""
    load_directory(office())
    monkeypatch.setattr(records, "PAGE", 3)
    own = fonds_of(Agency.objects.get(code=office().code))
    other = fonds_of(Agency.objects.exclude(pk=own.agency_id)[0])

    def make(nth, fonds=own, **more):
        given = {"state": Item.State.SHELVED, "year": 40, "document_year": 40, "document_month": 5, **more}
        return items.enter(by=BY, fonds=fonds, number=f"40/1/1/1/{nth}", subject=f"公園<{nth}>&案", **given)

    made = [make(nth) for nth in range(5)] + [make(nth, other) for nth in (5, 6)]
    make(7, secrecy="密")
    make(8, access="closed", access_reason="personnel")
    publishing.publish_all()
    return made


@pytest.fixture
def client_of_others(catalogue, live_server):
    return Sickle(live_server.url + reverse("archives.oai"))


def keys(found):
    return sorted(records.key_of(one.header.identifier if hasattr(one, "header") else one.identifier) for one in found)


def test_everything_public_is_harvested_once_in_both_formats(catalogue, client_of_others):
    expected = sorted(one.pk for one in catalogue)
    assert keys(client_of_others.ListIdentifiers(metadataPrefix="oai_dc")) == expected
    core = list(client_of_others.ListRecords(metadataPrefix="oai_dc"))
    assert keys(core) == expected
    first = next(one for one in core if "40/1/1/1/0" in one.metadata["identifier"])
    assert first.metadata["title"] == ["公園<0>&案"]
    assert first.metadata["date"] == ["1951-05"]
    whole = list(client_of_others.ListRecords(metadataPrefix="ead3"))
    assert keys(whole) == expected
    if EAD3.is_file():
        schema = etree.RelaxNG(etree.parse(str(EAD3)))
        for one in whole:
            (ead,) = one.xml.iter("{http://ead3.archivists.org/schema/}ead")
            assert schema.validate(etree.fromstring(etree.tostring(ead))), schema.error_log.last_error


def test_sets_formats_and_identity(catalogue, client_of_others):
    names = {one.setSpec for one in client_of_others.ListSets()}
    assert names == set(Fonds.objects.values_list("code", flat=True))
    other = catalogue[-1].fonds
    assert len(list(client_of_others.ListRecords(metadataPrefix="oai_dc", set=other.code))) == 2
    assert {one.metadataPrefix for one in client_of_others.ListMetadataFormats()} == {"oai_dc", "ead3"}
    who = client_of_others.Identify()
    assert (who.protocolVersion, who.deletedRecord, who.granularity) == ("2.0", "persistent", "YYYY-MM-DDThh:mm:ssZ")
    one = client_of_others.GetRecord(identifier=records.identifier(catalogue[0].pk), metadataPrefix="oai_dc")
    assert one.metadata["creator"] == [catalogue[0].fonds.name_zh]


def test_what_is_restricted_later_is_told_as_deleted_and_only_the_difference_is_harvested(
    catalogue, client_of_others, monkeypatch
):
    before = max(Published.objects.values_list("stamp", flat=True))
    later = before + datetime.timedelta(minutes=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert publishing.publish_all() == 0, "nothing changed: no new datestamp"
    cataloguing.restrict(catalogue[1], by=BY, access="closed", access_reason="personnel", access_until=None, note="x")
    items.correct(catalogue[2], by=BY, subject="更正後案由")
    asked = {"metadataPrefix": "oai_dc", "identifier": records.identifier(catalogue[1].pk)}
    assert client_of_others.GetRecord(**asked).deleted, "at once, not only when the catalogue is published again"
    assert publishing.publish_all() == 2
    since = later.strftime("%Y-%m-%dT%H:%M:%SZ")
    found = {
        one.header.identifier: one for one in client_of_others.ListRecords(metadataPrefix="oai_dc", **{"from": since})
    }
    gone, changed = (found.pop(records.identifier(catalogue[nth].pk)) for nth in (1, 2))
    assert not found
    assert (gone.deleted, changed.metadata["title"]) == (True, ["更正後案由"])
    cataloguing.lift(Item.objects.get(pk=catalogue[1].pk), by=BY, note="y")
    assert publishing.publish_all() == 1
    assert not Published.objects.get(pk=catalogue[1].pk).deleted


def test_errors_come_as_the_protocol_names_them(catalogue, client_of_others):
    with pytest.raises(NoRecordsMatch):
        client_of_others.ListRecords(metadataPrefix="oai_dc", until="1990-01-01")
    with pytest.raises(IdDoesNotExist):
        client_of_others.GetRecord(identifier="oai:elsewhere:item/1", metadataPrefix="oai_dc")
    hidden = Item.objects.exclude(pk__in=[one.pk for one in catalogue])
    for one in hidden:
        with pytest.raises(IdDoesNotExist):
            client_of_others.GetRecord(identifier=records.identifier(one.pk), metadataPrefix="oai_dc")


def test_by_post_and_while_it_is_published(catalogue, client):
    address = reverse("archives.oai")
    answer = client.post(address, {"verb": "ListRecords", "metadataPrefix": "oai_dc"})
    assert b"resumptionToken" in answer.content
    settings = connection.settings_dict
    import psycopg

    with psycopg.connect(
        dbname=settings["NAME"], host=settings["HOST"] or None, user=settings["USER"] or None
    ) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [publishing.LOCK])
        busy = client.get(address, {"verb": "Identify"})
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "60")
    assert client.get(address, {"verb": "Identify"}).status_code == 200


def test_a_page_enters_the_index_at_its_place(catalogue, django_assert_num_queries):
    from siwei.documents.archives.harvest.protocol import understood

    asked = understood({"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"]})
    with django_assert_num_queries(1):
        found = records.page(asked)
        assert "".join(records.record(one, "oai_dc", "http://x") for one in found[:3])


def errors(answer):
    return [one.get("code") for one in etree.fromstring(answer.content).findall("{*}error")]


def test_a_set_that_no_database_could_hold_matches_nothing(catalogue, client):
    for of in ("\0", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "x" * 5000):
        answer = client.get(reverse("archives.oai"), {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": of})
        assert errors(answer) == ["noRecordsMatch"]
    from siwei.documents.archives.harvest.protocol import Asked, token

    stamp = Published.objects.values_list("stamp", flat=True)[0]
    for of in ("\0", "\ud800"):
        forged = token(Asked("ListRecords", "oai_dc", "", of, after=(stamp, 1)))
        answer = client.get(reverse("archives.oai"), {"verb": "ListRecords", "resumptionToken": forged})
        assert len(errors(answer)) == 1


def test_a_list_of_which_nothing_is_left_is_no_empty_list(catalogue, client, monkeypatch):
    """The schema wants a record in every list: what moved behind `until` meanwhile leaves an error."""
    last = max(Published.objects.values_list("stamp", flat=True))
    asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": last.strftime("%Y-%m-%dT%H:%M:%SZ")}
    first = etree.fromstring(client.get(reverse("archives.oai"), asked).content)
    token = first.findtext(".//{*}resumptionToken")
    monkeypatch.setattr("django.utils.timezone.now", lambda: last + datetime.timedelta(minutes=5))
    for one in catalogue:
        items.correct(one, by=BY, subject="更正")
    publishing.publish_all()
    answer = client.get(reverse("archives.oai"), {"verb": "ListRecords", "resumptionToken": token})
    assert errors(answer) == ["noRecordsMatch"]
    assert b"<ListRecords>" not in answer.content
