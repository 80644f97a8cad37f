"""A believable book: 615 agencies and schools of the city, organisations that enrolled; invented ones say so."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from siwei.documents.exchange.actions import book, enrolling, quarantine
from siwei.documents.exchange.delivery.keys import has_key, make_test_keys
from siwei.documents.exchange.envelope import EnvelopeRefused, unpack
from siwei.documents.exchange.models import Enrolment, Member
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office

BY = Actor.system("sample")
MARK = "（範例）"
#: agencies and schools that exchange documents in the year (report of 106, 貳(一)3)
MEMBERS = 615
#: kinds of schools and how many of a hundred they are
SCHOOLS = (("國民小學", 68), ("國民中學", 23), ("高級中學", 9))
FAMILY, GIVEN = "陳林黃張李王吳", ("志明", "淑芬", "家豪", "雅婷", "建宏", "美玲", "俊傑")
#: month and day of application, organisation, what became of it
ORGANISATIONS = (
    ((11, 1), "港都企業總工會", "opened"),
    ((11, 3), "南方建築師公會", "opened"),
    ((11, 8), "愛河社區發展協會", "opened"),
    ((11, 15), "西子灣文化基金會", "opened"),
    ((11, 22), "壽山登山協會", "opened"),
    ((12, 1), "旗津觀光產業協會", "opened"),
    ((12, 8), "澄清湖環境教育學會", "approved"),
    ((11, 20), "楠梓好鄰居聯誼會", "refused"),
    ((11, 28), "岡山皮影戲劇團", "withdrawn"),
    ((12, 18), "美濃客家文化協會", "returned"),
    ((12, 26), "前鎮漁業發展協會", "checked"),
)


def build(year: Period) -> None:
    """The book as it stands in the year, and what must not count beside it."""
    first = year.start.year
    agencies = [one for one in Agency.objects.filter(sample=False).order_by("code") if len(one.code) == 10]
    agencies += _schools(MEMBERS - len(agencies))
    since = datetime.date(first - 1, 1, 1)
    book.add_member.many(
        ({"code": one.code, "name": one.name_zh, "short_name": one.short_zh, "kind": _kind(one), "agency": one,
          "since": since, "sample": one.sample, "told": True} for one in agencies),
        by=BY,
    )  # fmt: skip
    _beside(first)
    for (month, day), name, fate in ORGANISATIONS:
        _organisation(datetime.date(first, month, day), name, fate)
    _organisation(datetime.date(first - 1, 12, 20), "鹽埕商圈發展協會", "opened")
    _refused_envelope()
    make_test_keys(one.code for one in agencies if not one.sample and not has_key(one.code))


def _kind(agency: Agency) -> str:
    school = agency.name_zh.removesuffix(MARK).endswith(("大學", "小學", "中學"))
    return Member.Kind.SCHOOL if school else Member.Kind.AGENCY


def _schools(number: int) -> list[Agency]:
    """Invented schools in all districts, with codes that no real body has."""
    home = Agency.objects.get(code=office().code)
    names = _names(number)
    rows = [
        Agency(code=f"SAMPLE{n:04d}", name_zh=name, level="學校", parent=home, sample=True)
        for n, name in enumerate(names, start=1)
    ]
    Agency.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Agency.objects.filter(code__in=[row.code for row in rows]).order_by("code"))


def _names(number: int) -> Iterator[str]:
    districts = sorted(one.short_zh or one.name_zh for one in Agency.objects.filter(name_zh__endswith="區公所"))
    places = [name.removesuffix("公所").removeprefix("高雄市") for name in districts] or ["虛構區"]
    for n in range(number):
        share, kind = n % 100, SCHOOLS[0][0]
        for name, part in SCHOOLS:
            if share < part:
                kind = name
                break
            share -= part
        yield f"高雄市{places[n % len(places)]}第{n // len(places) + 1}{kind}{MARK}"


def _beside(first: int) -> None:
    """Entries that are not agencies of the city at the end of the year."""
    home = Agency.objects.get(code=office().code)
    old = _added("SAMPLE9001", f"舊名機關{MARK}", datetime.date(first - 1, 1, 1), agency=home)
    new = Member.objects.get(code=office().code)
    book.replace_member(old, by=BY, successor=new, day=datetime.date(first, 7, 1), note="機關更名，改用新機關代碼")
    gone = _added("SAMPLE9002", f"裁撤機關{MARK}", datetime.date(first - 1, 1, 1), agency=home)
    book.strike(gone, by=BY, day=datetime.date(first, 3, 1), note="機關裁撤")
    _added("SAMPLE9003", f"次年新設機關{MARK}", datetime.date(first + 1, 1, 2), agency=home)
    _added("SAMPLE9004", f"中央機關{MARK}", datetime.date(first - 1, 1, 1), agency=None)
    for member in Member.objects.filter(changes__told=False).distinct():
        book.announce(member, by=BY, to=[])


def _added(code: str, name: str, since: datetime.date, agency: Agency | None) -> Member:
    return book.add_member(
        by=BY, code=code, name=name, kind=Member.Kind.AGENCY, since=since, agency=agency, sample=True, told=True
    )


def _organisation(day: datetime.date, name: str, fate: str) -> Enrolment:
    """An application and how far it came."""
    number = int(day.strftime("%m%d"))
    person = f"{FAMILY[number % 7]}{GIVEN[number // 7 % 7]}（虛構）"
    fields: dict[str, Any] = {
        "organisation": name + MARK, "tax_number": f"{day.year - 1911}{number:05d}"[:8].zfill(8),
        "registration": f"社字第{number:04d}號（樣本）", "authority": "高雄市政府社會局",
        "address": "高雄市（範例地址）",
        "responsible": person, "contact": person, "phone": "07-0000000", "mail": f"body{number:04d}@example.org",
        "purpose": "與市府機關往來公文", "certificate_kind": Enrolment.CertificateKind.XCA,
        "certificate": files(__package__).joinpath("sample-certificate.pem").read_text(encoding="ascii"),
    }  # fmt: skip
    case = enrolling.apply(by=BY, asked_on=day, **fields)
    enrolling.confirm(case, by=BY)
    if fate == "returned":
        enrolling.send_back(case, by=BY, note="請補送立案證書影本。")
        return case
    if fate == "withdrawn":
        enrolling.withdraw(case, by=BY, note="暫無使用需求")
        return case
    enrolling.check(case, by=BY)
    if fate == "refused":
        enrolling.refuse(case, by=BY, note="非立案團體，與作業要點規定不符。")
    elif fate != "checked":
        enrolling.accept(case, by=BY, on=day + datetime.timedelta(days=5))
    if fate == "opened":
        enrolling.open_exchange(case, by=BY, code=f"EB{case.tax_number}", since=day + datetime.timedelta(days=8))
    return case


def _refused_envelope() -> None:
    """One hostile file, so that the quarantine shows what it is for."""
    data = b"PK\x03\x04" + bytes(26)
    try:
        unpack(data)
    except EnvelopeRefused as refusal:
        quarantine.detain(by=BY, data=data, refusal=refusal, sender="SAMPLE9999", sender_name=f"不明來源{MARK}")
