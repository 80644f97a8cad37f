"""What the browser sees: the sample year of every module, a few tours, and people with every role, or one module's."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from siwei.kernel.access.actions import APART, give
from siwei.kernel.access.actor import Actor
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.directory.actions import open_account
from siwei.kernel.directory.models import Person, Post
from siwei.kernel.module import Module, modules, roles
from siwei.kernel.notices.models import notify
from tests.showroom import actions
from tests.showroom.models import Hall

PURPOSES = ("淨灘志工行前說明", "市政會議", "文化局讀書會", "社區防災講習", "姊妹市訪賓接待", "公文系統教育訓練")


def somebody_with_every_role() -> Person:
    """An invented person for whom every button of the business shows."""
    system = Actor.system("test")
    person = open_account(
        by=system, username="everything", name_zh="全能測試員（虛構）", name_en="Tester of everything (invented)",
        email="everything@example.org", post=Post.objects.first(), invented=True,
    )  # fmt: skip
    _hold(person, (code for code in roles() if code not in APART))
    return person


def _hold(person: Person, codes: Iterable[str]) -> None:
    since, system = datetime.date(2010, 1, 1), Actor.system("test")
    give.many(({"person": person, "role": code, "since": since} for code in codes), by=system)


def somebody_of(module: Module) -> Person:
    """An invented person who holds the roles of one module: his pages are as long as those of a clerk."""
    person = open_account(
        by=Actor.system("test"), username=f"of-{module.name}", name_zh="單一業務測試員（虛構）",
        name_en="Tester of one business (invented)", email=f"{module.name}@example.org", post=Post.objects.first(),
        invented=True,
    )  # fmt: skip
    _hold(person, (role.code for role in module.roles))
    return person


def tours(by: Actor) -> None:
    """Halls, and tours around today in every state."""
    halls = [
        actions.add_hall(by=by, name_zh=zh, name_en=en, seats=seats)
        for zh, en, seats in (("四維中庭", "Siwei Atrium", 400), ("第一會議室", "Meeting Room 1", 40))
    ]
    for at in range(24):
        tour(by, halls[at % 2], at)


def tour(by: Actor, hall: Hall, at: int) -> None:
    """One tour; its number decides day, hour and state."""
    day = timezone.localdate() + datetime.timedelta(days=at % 9 - 3)
    start = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9 + at % 8)))
    made = actions.ask(
        by=by, hall=hall, purpose=PURPOSES[at % 6], people=10 + at, fee=at % 3 * 1500, opened_on=day,
        start=start, end=start + datetime.timedelta(minutes=90), remark="請準備投影機。\n需要輪椅席二席。",
    )  # fmt: skip
    if at % 4 == 1:
        actions.confirm(made, by=by, note="場地已保留。")
    if at % 8 == 1:
        actions.hold(made, by=by)
    if at % 8 == 3:
        actions.refuse(made, by=by, note="當日檢修空調，無法提供。")
    if at == 0:
        actions.add_file(made, by=by, file=SimpleUploadedFile("平面圖.txt", "平面圖".encode()))
        notify(made, to=[by.person] if by.person else [], subject="申請已受理", body="已受理您的申請。")


def build() -> dict[str, Person]:
    """Everything, once per run; gives who holds every role, and for each module who holds its roles."""
    call_command("sample", 106, verbosity=0)
    person = somebody_with_every_role()
    tours(Actor.of(person))
    today = timezone.localdate()
    chief = Actor.of(Person.objects.get(username="chief"))
    appoint(by=chief, deputy=person, since=today, until=today + datetime.timedelta(days=7))
    return {"everything": person, **{f"of {one.name}": somebody_of(one) for one in modules() if one.roles}}
