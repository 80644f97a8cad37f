"""Who sees which files: archivists their agencies', the leader all, auditors no classified ones (RULES 8.3, 11)."""

import pytest

from siwei.documents.archives.models import Box, Campaign, Fonds, Item
from siwei.documents.archives.roles import ARCHIVIST, COUNTER, LEADER
from siwei.documents.archives.tests.conftest import HEADINGS, plain
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.directory.models import Unit
from siwei.kernel.search.matching import matching

KINDS = (Fonds, Campaign, Box, Item)


@pytest.fixture
def of_agency(fonds, person):
    """A maker of people of the agency whose files these are."""
    Unit.objects.get_or_create(code="social-x", defaults={"name_zh": "秘書室", "agency": fonds.agency})

    def make(username, *roles):
        return Actor.of(person(username, *roles, unit="social-x"))

    return make


@pytest.mark.parametrize("role", [ARCHIVIST, COUNTER])
def test_a_role_reaches_ones_own_agency_only(entered, of_agency, actor, role):
    entered([plain(1)])
    there, elsewhere, leader = of_agency("there", role), actor("elsewhere", role), actor("leader", LEADER)
    for kind in KINDS:
        assert kind.objects.visible_to(there).count() == 1, kind
        assert not kind.objects.visible_to(elsewhere).exists(), kind
        assert kind.objects.visible_to(leader).count() == 1, kind


def test_of_a_classified_item_no_word_comes_in(entered, of_agency, actor):
    entered([[*plain(1), ""], [*plain(2), "密"]], headings=[*HEADINGS, "密等"])
    secret = Item.objects.get(secrecy="密")
    assert (secret.subject, secret.file_title, secret.party) == ("密件", "", "")
    assert not matching(Item.objects.all(), "補助案2").exists()
    assert Item.objects.visible_to(of_agency("keeper", ARCHIVIST)).count() == 2
    assert list(Item.objects.visible_to(of_agency("keeper", ARCHIVIST)).exported()) == [Item.objects.get(secrecy="")]
    for other in (actor("auditor", AUDITOR), of_agency("clerk")):
        assert [one.secrecy for one in Item.objects.visible_to(other)] == [""]
