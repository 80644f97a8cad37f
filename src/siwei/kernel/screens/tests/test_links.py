"""A person finds another record and links it; both pages show it to whoever sees both, and it can be removed."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from tests.showroom.models import Tour

from siwei.kernel.access.actor import Actor
from siwei.kernel.events.models import history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.records.actions import link, reference
from siwei.kernel.records.links import Link
from siwei.kernel.screens.tests.conftest import signed_in


def linked(client, record):
    return [(relation, other) for _link, relation, other in client.get(record.get_absolute_url()).context["linked"]]


def test_the_story_of_a_link(as_guide, guide, tour):
    old, new = tour("Choir of the east"), tour("Choir of the west", day=16)
    page = as_guide.get(old.get_absolute_url())
    url = page.context["link_url"]
    assert url in page.content.decode().replace("&amp;", "&")

    found = as_guide.get(f"{url}&q=west")
    assert [row["reference"] for row in found.context["rows"]] == [reference(new)]
    data = {"one": reference(old), "other": reference(new), "relation": "replaces", "note": "moved", "q": "west"}
    assert as_guide.post(reverse("link"), data).status_code == 302
    assert linked(as_guide, old) == [("replaces", new)]
    assert linked(as_guide, new) == [("is replaced by", old)]

    (made,) = Link.objects.all()
    as_guide.post(reverse("records.links.act", args=[made.pk, "unlink"]), {"seen": made.version})
    assert linked(as_guide, old) == linked(as_guide, new) == []
    assert [(event.act.rsplit(".", 1)[1], event.person) for event in history_of(made)] == [
        ("link", guide.person), ("unlink", guide.person),
    ]  # fmt: skip
    assert list(faults((Link,))) == []
    link(by=guide, one=new, other=old)  # what was removed can be linked again


def test_a_record_is_found_by_its_number_too(as_guide, tour):
    old, new = tour("Choir"), tour("Band", day=16)
    page = as_guide.get(reverse("link"), {"one": reference(old), "q": new.number.lower()})
    assert [row["reference"] for row in page.context["rows"]] == [reference(new)]


def test_what_one_may_not_see_is_neither_found_nor_linked_nor_shown(as_guide, tour):
    system = Actor.system("test")
    seen, other, secret = tour("Choir"), tour("Quartet", day=17), tour("Choir of the secret", day=16, secret=True)
    page = as_guide.get(reverse("link"), {"one": reference(seen), "q": "Choir secret"})
    assert page.context["rows"] == []
    answer = as_guide.post(reverse("link"), {"one": reference(seen), "other": reference(secret), "relation": "related"})
    assert answer.status_code == 422
    assert as_guide.get(reverse("link"), {"one": reference(secret)}).status_code == 404
    hidden = link(by=system, one=seen, other=secret)
    shown = link(by=system, one=seen, other=other)
    assert [one for _relation, one in linked(as_guide, seen)] == [other]
    guide = Actor.of(as_guide.get("/").wsgi_request.user)
    assert set(Link.objects.visible_to(guide)) == {shown}
    assert as_guide.get(reverse("records.links.record", args=[hidden.pk])).status_code == 404


def test_people_without_an_account_see_no_links(tour):
    link(by=Actor.system("test"), one=tour(), other=tour("Band", day=16))
    assert not Link.objects.visible_to(Actor.nobody()).exists()


@pytest.mark.parametrize("turned", [False, True], ids=["same", "turned"])
def test_two_records_are_linked_once(guide, tour, turned):
    one, other = tour(), tour("Band", day=16)
    link(by=guide, one=one, other=other)
    if turned:
        one, other = other, one
    with pytest.raises(ValidationError, match="linked already"):
        link(by=guide, one=one, other=other)


def test_words_that_several_records_hold_are_asked_again(guide, tour):
    one = tour("Choir"), tour("Choir", day=16)
    with pytest.raises(ValidationError) as refusal:
        link.submit({"one": one[0].number, "other": "Choir", "relation": "related"}, by=guide)
    assert "write the number" in str(refusal.value)
    with pytest.raises(ValidationError, match="itself"):
        link.submit({"one": one[0].number, "other": one[0].number, "relation": "related"}, by=guide)
    with pytest.raises(ValidationError, match="no record called"):
        link.submit({"one": one[0].number, "other": "showroom.tour:x", "relation": "related"}, by=guide)


def test_a_link_has_no_links(client, guide, tour):
    made = link(by=guide, one=tour(), other=tour("Band", day=16))
    assert signed_in(client, guide).get(made.get_absolute_url()).context["link_url"] == ""
    assert Tour.objects.count() == 2
