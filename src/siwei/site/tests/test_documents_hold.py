"""What must hold where documents come in and go out: whose name they bear, what stops a queue, what is taken back."""

import hashlib
import json
import re
import uuid
from contextlib import suppress
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from siwei.documents.content.model import Secrecy
from siwei.documents.correspondence.actions import issuing
from siwei.documents.correspondence.models import Incoming
from siwei.documents.correspondence.tests.conftest import House, drafted, house, word  # noqa: F401  # fixtures
from siwei.documents.exchange.delivery import wire, wrapping
from siwei.documents.exchange.delivery.posting import send
from siwei.documents.exchange.delivery.tests.conftest import keys, memory  # noqa: F401  # fixtures
from siwei.documents.exchange.delivery.work import drain
from siwei.documents.exchange.envelope import packed, unpack
from siwei.documents.exchange.models import Arrival, Dispatch, Quarantine, Sending
from siwei.documents.exchange.models.choices import REGISTRY
from siwei.documents.exchange.transport.message import Message
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.records.writing import writing
from siwei.site.tests.test_documents import CIVIL, _decide, asked, members  # noqa: F401  # fixtures

SYSTEM = Actor.system("another office")


def issue(house, letter):  # noqa: F811
    _decide(house, letter)
    issuing.proofread(letter, by=house("registrar"))
    issuing.seal(letter, by=house("sealer"))
    issuing.issue(letter, by=house("registrar"), issued_on=timezone.localdate())
    return letter


def data(drafted, **changed):  # noqa: F811
    """The data of a sound letter, as a program sends them, with something changed."""
    today = timezone.localdate().isoformat()
    sound = drafted(opened_on=today).content().to_json()
    return {"opened_on": today, "content": json.dumps({**sound, **changed}, ensure_ascii=False)}


def test_nobody_writes_in_the_name_of_another_agency(house, members, drafted):  # noqa: F811
    """Content as data names the Civil Affairs Bureau as its sender: its key would have signed it."""
    other = members[6]
    with pytest.raises(ValidationError):
        drafted(**data(drafted, sender={"name": other.name_zh, "code": other.code, "kind": "agency"}))
    with pytest.raises(ValidationError):
        drafted(**data(drafted, sender={"name": other.name_zh, "code": "", "kind": "agency"}))


def test_content_as_data_brings_no_state_secret_in(house, drafted):  # noqa: F811
    with pytest.raises(ValidationError):
        drafted(**data(drafted, secrecy={"level": "機密", "until": "十年"}))


@pytest.mark.parametrize("changed", [
    {"speed": "特急"}, {"kind": 7}, {"sections": [{"text": 5}]}, {"recipients": [{"party": {"name": "x" * 300}}]},
    {"contacts": 5}, {"subject": 5}, {"subject": "x" * 3000}, {"method": "長長長"},
])  # fmt: skip
def test_odd_content_as_data_is_refused_and_no_crash(house, members, drafted, changed):  # noqa: F811
    with suppress(ValidationError, ActionRefused):
        issue(house, drafted(**data(drafted, **changed)))


def test_a_cancelled_letter_does_not_go_out(house, members, drafted, memory):  # noqa: F811
    letter = issue(house, drafted(opened_on=timezone.localdate().isoformat()))
    issuing.cancel_issue(letter, by=house("registrar"), note="誤發")
    drain(memory)
    assert not Arrival.objects.filter(sender_code=house.agency.code).exists()
    assert Dispatch.objects.get().recall_reason == "誤發"


def test_nothing_that_comes_stops_the_queue(house, members, memory):  # noqa: F811
    """Unsigned bytes from anybody who reaches the queue, with a day that no machine can hold."""
    sound = asked(house.agency)
    envelope = unpack(wrapping.wrapped(sound.content, sound.files)[0].body)
    day = "<年月日>中華民國106年1月99999999999999999999日</年月日>"
    di = re.sub("<年月日>[^<]*</年月日>".encode(), day.encode(), envelope.di, count=1)
    assert di != envelope.di
    listed, body = packed(replace(envelope, di=di))
    to = (wire.Addressed(house.agency.code, house.agency.code, "正本", attachments=True),)
    hostile = wire.Letter(CIVIL, hashlib.sha256(listed).hexdigest(), to, b"no signature at all", body)
    memory.send([Message(uuid.uuid4().hex, "kaohsiung", wire.LETTER, hostile.to_bytes())])
    send(sound, by=SYSTEM)
    drain(memory)
    assert Incoming.objects.filter(agency=house.agency).count() == 1
    assert Quarantine.objects.count() == 1


def test_the_registry_of_one_agency_reads_no_other(house, members, memory, person):  # noqa: F811
    """A role held everywhere reaches as far as its holder's own agency."""
    with writing():
        Unit(agency=Agency.objects.get(code=members[5].code), code="edu-x", name_zh="文書股").save()
    foreign = Actor.of(person("foreign", REGISTRY, unit="edu-x"))
    letter = asked(house.agency)
    send(replace(letter, content=replace(letter.content, secrecy=Secrecy("密", "結案後解密"))), by=SYSTEM)
    drain(memory)
    assert Arrival.objects.get().agency == house.agency
    assert not Arrival.objects.visible_to(foreign).exists()
    assert not Sending.objects.visible_to(foreign).exists()
