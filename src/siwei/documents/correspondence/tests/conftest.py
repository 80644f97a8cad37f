"""An agency with its levels, desk, registry and seal, and documents made through forms, as people make them."""

import datetime
from dataclasses import dataclass

import pytest

from siwei.documents.correspondence.actions import assigning, deciding, drafting, issuing, receiving, tables
from siwei.documents.correspondence.models import Incoming
from siwei.documents.correspondence.roles import DESK, HANDLER, KEEPER, LEVELS, REGISTRY, SEALER
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.directory.office import office

DAY = datetime.date(2017, 5, 15)


@dataclass
class House:
    """The people of an agency, and one of its units."""

    people: dict[str, Person]
    unit: Unit
    agency: Agency

    def __call__(self, name: str, behalf: str = "") -> Actor:
        return Actor.of(self.people[name], behalf=self.people[behalf] if behalf else None)

    def person(self, name: str) -> Person:
        return self.people[name]


@pytest.fixture
def house(db, person):
    """People of the documents division: `house("anna")` acts as anna; names say what each is."""
    load_directory(office())
    held = {
        "registrar": (REGISTRY, KEEPER), "sealer": (SEALER,), "desk": (DESK,), "handler": (HANDLER,),
        "section": (LEVELS[3],), "division": (LEVELS[2],), "secretary": (LEVELS[1],), "head": (LEVELS[0],),
        "stranger": (), "colleague": (HANDLER,),
    }  # fmt: skip
    homes = {"secretary": "chancery", "head": "chancery", "stranger": "workforce", "colleague": "international"}
    people = {name: person(name, *roles, unit=homes.get(name, "documents")) for name, roles in held.items()}

    return House(people, Unit.objects.get(code="documents"), Agency.objects.get(code="397010000A"))


@pytest.fixture
def word(house):
    """The word of the Secretariat's numbers."""
    return tables.add_word(
        by=house("registrar"), agency=house.agency, text="高市秘文字", since=datetime.date(2010, 1, 1)
    )


@pytest.fixture
def received(house):
    """A maker of incoming documents, through the form."""

    def make(**given):
        values = {
            "agency": house.agency.pk, "sender_name": "高雄市政府民政局", "sender_code": "397020000A", "kind": "函",
            "sender_number": given.pop("sender_number", f"高市民字第106{Incoming.objects.count():06d}00號"),
            "subject": "檢送里民活動中心使用調查表", "speed": "普通件", "category": "general", "way": "exchange",
            "opened_on": DAY.isoformat(), **given,
        }  # fmt: skip
        return receiving.receive.submit(values, by=house("registrar"))

    return make


@pytest.fixture
def in_hand(house, received):
    """A maker of incoming documents that the handler has."""

    def make(**given):
        incoming = received(**given)
        assigning.assign(incoming, by=house("registrar"), unit=house.unit)
        assigning.hand_over(incoming, by=house("desk"), handler=house.person("handler"))
        return incoming

    return make


@pytest.fixture
def drafted(house, word):
    """A maker of letters, through the form."""

    def make(**given):
        to = Agency.objects.filter(code__in=given.pop("to", ["397020000A"]))
        values = {
            "unit": house.unit.pk, "kind": "函", "subject": "函復里民活動中心使用調查表",
            "first": "一、復貴局來函。\n二、調查表已核對。", "speed": "普通件", "category": "general",
            "recipients": [one.pk for one in to], "opened_on": DAY.isoformat(), "word": word.pk, "how": "single",
            **given,
        }  # fmt: skip
        return drafting.draft.submit(values, by=house("handler"))

    return make


@pytest.fixture
def decided(house, drafted):
    """A maker of letters that the head decided."""

    def make(letter=None, **given):
        letter = letter or drafted(**given)
        deciding.submit(letter, by=house("handler"), route=[house.person("division"), house.person("head")])
        deciding.approve(letter, by=house("division"))
        deciding.decide(letter, by=house("head"))
        return letter

    return make


@pytest.fixture
def issued(house, decided):
    """A maker of letters that were issued on a day, of years before this one too, as a register brings them."""

    def make(letter=None, on=DAY, **given):
        letter = decided(letter, **given)
        issuing.proofread(letter, by=house("registrar"))
        issuing.seal(letter, by=house("sealer"))
        issuing.issue(letter, by=Actor.system("register"), issued_on=on)
        return letter

    return make
