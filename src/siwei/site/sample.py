"""The invented people of the sample: at least one for each role, their posts, and a deputy."""

from __future__ import annotations

import datetime

from django.contrib.auth.hashers import make_password

from siwei.kernel.access.actions import give
from siwei.kernel.access.actor import Actor
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.directory.actions import open_account
from siwei.kernel.directory.models import Agency, Person, Post, Unit
from siwei.kernel.module import roles

PASSWORD = "siwei-106-sample"  # noqa: S105  # printed at start; the accounts exist in the sample only
SINCE = datetime.date(2016, 1, 1)
MARK = "（虛構）"
SAMPLE = Actor.system("sample")

#: user name, Chinese name, English name, unit, post, rank, roles by prefix ("venues." grants all of them)
PEOPLE: tuple[tuple[str, str, str, str, str, int, tuple[str, ...]], ...] = (
    (
        "clerk",
        "林雅婷",
        "Lin Ya-ting",
        "general",
        "科員",
        6,
        ("venues.clerk", "repairs.clerk", "safety.clerk", "correspondence.handler", "correspondence.desk"),
    ),
    ("cashier", "陳美玲", "Chen Mei-ling", "general", "書記", 7, ("venues.cashier", "correspondence.sealer")),
    (
        "chief",
        "王志明",
        "Wang Chih-ming",
        "general",
        "科長",
        4,
        ("venues.approver", "report.section_head", "correspondence.level_3", "archives.reviewer"),
    ),
    ("deputy", "張淑芬", "Chang Shu-fen", "general", "股長", 5, ("venues.approver", "correspondence.level_4")),
    ("technician", "黃建宏", "Huang Chien-hung", "general", "技工", 8, ("repairs.technician", "archives.witness")),
    (
        "editor",
        "吳佳穎",
        "Wu Chia-ying",
        "documents",
        "科員",
        6,
        ("report.editor", "correspondence.registry", "correspondence.tables", "exchange.registry", "exchange.book"),
    ),
    (
        "secretary",
        "劉俊傑",
        "Liu Chun-chieh",
        "chancery",
        "主任秘書",
        2,
        ("report.section_head", "report.secretary", "correspondence.level_2", "exchange.approver"),
    ),
    (
        "head",
        "蔡惠如",
        "Tsai Hui-ju",
        "chancery",
        "處長",
        1,
        ("report.head", "correspondence.level_1", "archives.head"),
    ),
    ("mayor", "許文彥", "Hsu Wen-yen", "chancery", "市長室秘書", 3, ()),
    ("auditor", "鄭秀英", "Cheng Hsiu-ying", "oversight", "視察", 5, ("auditor",)),
    ("admin", "謝宗翰", "Hsieh Tsung-han", "documents", "管理師", 6, ("administrator",)),
)
STAFF_OF_AGENCIES = (
    ("staff", "周怡君", "Chou Yi-chun", "397020000A"),
    ("teacher", "賴家豪", "Lai Chia-hao", "397030000A"),
)


def sample_people() -> None:
    """Make the accounts, give every declared role to somebody, and set a deputy for the section chief."""
    password = make_password(PASSWORD)
    made = {row[0]: _person(*row[:6], password=password) for row in PEOPLE}
    wanted = {row[0]: row[6] for row in PEOPLE}
    given = {code for codes in wanted.values() for code in codes}
    wanted["clerk"] += tuple(code for code in roles() if code not in given)
    for username, codes in wanted.items():
        known = [code for code in codes if code in roles()]
        give.many(({"person": made[username], "role": code, "since": SINCE} for code in known), by=SAMPLE)
    since, until = datetime.date(2017, 1, 1), datetime.date(2030, 1, 1)
    appoint(by=SAMPLE, person=made["chief"], deputy=made["deputy"], since=since, until=until)
    for username, zh, en, code in STAFF_OF_AGENCIES:
        agency = Agency.objects.filter(code=code).first()
        if agency:
            defaults = {"name_zh": "秘書室", "name_en": "Secretary's Office", "agency": agency}
            Unit.objects.get_or_create(code=f"{code}-sec", defaults=defaults)
            _person(username, zh, en, f"{code}-sec", "科員", 6, password=password)


def _person(username: str, zh: str, en: str, unit: str, post: str, rank: int, *, password: str) -> Person:
    home = Unit.objects.get(code=unit)
    held, _new = Post.objects.get_or_create(unit=home, name_zh=post, defaults={"rank": rank})
    return open_account(
        by=SAMPLE,
        username=username,
        name_zh=zh + MARK,
        name_en=f"{en} (invented)",
        email=f"{username}@example.org",
        post=held,
        invented=True,
        password=password,
    )
