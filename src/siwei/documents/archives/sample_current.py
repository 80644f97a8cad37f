"""The year of a living archive: the Secretariat's scheme, papers handed over and returned, files, boxes, loans."""

from __future__ import annotations

import datetime

from siwei.documents.archives.actions import cataloguing, files, items
from siwei.documents.archives.loans import actions as loans
from siwei.documents.archives.models import Fault, File, Handover, Item, Room
from siwei.documents.archives.numbers import FileNumber
from siwei.documents.archives.scheme import actions as scheme
from siwei.documents.archives.takeover import actions as takeover
from siwei.documents.archives.use.sample import uses
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency, Person
from siwei.kernel.directory.office import office

BY = Actor.system("sample")
#: number, name, class above, years (0: permanent), ground, disposition
CLASSES = (
    ("01", "綜合文書", "", 10, "", "appraise"), ("0101", "文書管理", "01", 5, "", "destroy"),
    ("02", "總務", "", 10, "", "appraise"), ("0203", "事務管理", "02", 10, "", "destroy"),
    ("03", "法制", "", 30, "", "appraise"), ("0305", "法令規章", "03", 30, "", "appraise"),
    ("09", "會議", "", 0, "policy", "agency"), ("0901", "會議紀錄", "09", 0, "policy", "agency"),
    ("0999", "其他會議事項", "09", 3, "", "destroy"),
)  # fmt: skip
#: class, file, title of the file, gists of its papers
MATTERS = (
    (
        "0203",
        3,
        "四維行政中心空調汰換",
        ("請提供空調主機汰換規格一案", "檢送空調汰換會勘紀錄1份", "函復空調汰換驗收結果"),
    ),
    ("0901", 2, "106年度主管會報紀錄", ("檢送106年1月份主管會報紀錄", "檢送106年2月份主管會報紀錄")),
    ("0101", 2, "106年度公文稽催", ("檢送106年度公文稽催統計表", "函請改善逾期公文一案", "檢送文書講習簽到表")),
)
BOXES = 2


def build(year: Period, room: Room) -> None:
    """The scheme, and papers in every state of their way."""
    first = year.start.year
    agency = Agency.objects.get(code=office().code)
    clerk = Person.objects.filter(username="clerk").first()
    _scheme(agency, first)
    for nth in range(1, BOXES + 1):
        cataloguing.add_own_box(by=BY, barcode=f"SEC-{first - 1911}-{nth:03d}", room=room, shelf=f"A{nth}架")
    day = datetime.date(first, 3, 1)
    shelved = [
        _shelved(_handed(agency, clerk, f"{number}/{code}/{serial}/1/{nth}", gist, day), title, f"SEC-{number}-001")
        for number in (first - 1911,)
        for code, serial, title, gists in MATTERS
        for nth, gist in enumerate(gists, start=1)
    ]
    cataloguing.restrict(
        shelved[-1], by=BY, access="limited", access_reason="personnel", access_until=datetime.date(first + 10, 1, 1),
        note="含個人資料",
    )  # fmt: skip
    files.close_file(File.objects.get(fonds__agency=agency, class_number="0203", serial=3), by=BY, closed_on=day)
    _on_the_way(agency, clerk, first)
    uses(year)
    if clerk is not None:
        _loans(shelved, clerk, datetime.date(first, 11, 20))


def _scheme(agency: Agency, first: int) -> None:
    for code, name, parent, years, ground, disposition in CLASSES:
        scheme.add_class(
            by=BY, agency=agency, code=code, name=name, parent=parent, years=years, ground=ground,
            disposition=disposition, since=datetime.date(first - 7, 1, 1),
        )  # fmt: skip
    scheme.add_class(  # a new version: longer from the year on
        by=BY, agency=agency, code="0101", name="文書管理", parent="01", years=10, ground="", disposition="destroy",
        since=datetime.date(first + 1, 1, 1),
    )  # fmt: skip


def _paper(agency: Agency, clerk: Person | None, text: str, gist: str, day: datetime.date) -> Handover:
    number = FileNumber.read(text)
    return takeover.enter_paper(
        by=BY, agency=agency, unit=clerk.unit if clerk else None, handler=clerk, subject=gist + "（範例）",
        document_number=f"{number.year}9{number.class_number}{number.item:02d}", party="高雄市政府工務局",
        dated_on=day, opened_on=day, file_number=number.text, years=10, pages=2 + number.item,
    )  # fmt: skip


def _handed(agency: Agency, clerk: Person | None, text: str, gist: str, day: datetime.date) -> Item:
    paper = _paper(agency, clerk, text, gist, day)
    sent = office_calendar().add_working_days(day, 2)
    takeover.hand_over(paper, by=BY, sent_on=sent)
    takeover.take(paper, by=BY, taken_on=sent)
    assert paper.item is not None
    return paper.item


def _shelved(item: Item, title: str, barcode: str) -> Item:
    cataloguing.put_into_file(item, by=BY, name=title)
    cataloguing.catalogue(item, by=BY)
    cataloguing.put_on_shelf.submit({"barcode": barcode}, by=BY, record=item)
    return item


def _on_the_way(agency: Agency, clerk: Person | None, first: int) -> None:
    """With the handler in time and late, at the archive, returned, taken and not yet filed."""
    year = first - 1911
    _paper(agency, clerk, f"{year}/0203/2/1/1", "檢送電梯保養紀錄1份", datetime.date(first, 12, 28))
    _paper(agency, clerk, f"{year}/0203/2/1/2", "函復電梯年度檢查日期", datetime.date(first, 11, 6))
    sent = _paper(agency, clerk, f"{year}/0203/2/1/3", "有關電梯汰換經費一案", datetime.date(first, 12, 20))
    takeover.hand_over(sent, by=BY, sent_on=datetime.date(first, 12, 22))
    back = _paper(agency, clerk, f"{year}/0305/2/1/1", "函轉場地管理規則修正條文", datetime.date(first, 12, 18))
    takeover.hand_over(back, by=BY, sent_on=datetime.date(first, 12, 19))
    takeover.send_back(back, by=BY, fault=Fault.PAGES, note="附件二修正條文對照表缺漏")
    _handed(agency, clerk, f"{year}/0999/1/1/1", "檢送檔案管理研習簽到表", datetime.date(first, 12, 11))


def _loans(shelved: list[Item], clerk: Person, day: datetime.date) -> None:
    borrower = Actor.of(clerk)
    lendable = [item for item in shelved if item.fonds.agency_id == clerk.post.unit.agency_id] if clerk.post else []
    for nth, item in enumerate(lendable[:4]):
        loan = loans.ask(by=borrower, numbers=[item], purpose=f"比對歷年案件{nth + 1}（範例）", opened_on=day)
        if nth == 0:
            continue
        loans.approve(loan, by=BY)
        loans.lend(loan, by=BY, out_on=day)
        if nth == 1:
            loans.take_back(loan, by=BY, returned_on=day + datetime.timedelta(days=6), items=list(loan.lent.all()))
    items.correct(shelved[0], by=BY, pages=5)
