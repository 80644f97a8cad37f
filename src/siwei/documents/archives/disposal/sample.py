"""Disposal in the year of the sample: a destruction that was certified, one that holds stop, a transfer, holds."""

from __future__ import annotations

import datetime

from django.core.files.base import ContentFile

from siwei.documents.archives.actions import files, items
from siwei.documents.archives.disposal import executing, hold_actions, lines, planning, transfer_papers, transferring
from siwei.documents.archives.disposal.jobs import carry_out
from siwei.documents.archives.models import Destruction, DestructionLine, File, SchemeClass
from siwei.documents.archives.scheme import actions as scheme
from siwei.documents.archives.takeover.actions import fonds_of
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Agency, Person
from siwei.kernel.directory.office import office

BY = Actor.system("sample")
MARK = "（範例）"
#: class, ROC year in which the file was closed, title, number of papers
OLD = (
    ("0101", 97, "公文稽催", 4), ("0101", 98, "公文稽催", 3), ("0101", 99, "文書講習", 5), ("0999", 100, "庶務會議", 2),
    ("0101", 100, "公文稽催", 4), ("0101", 100, "文書講習", 3), ("0203", 95, "電梯保養", 6),
    ("0203", 95, "辦公室整修", 5),
    ("0203", 94, "公務車輛報廢", 3), ("0999", 101, "庶務會議", 2), ("0999", 102, "場地協調會議", 2),
)  # fmt: skip
NATIONAL = ((78, "縣市首長交接", 6), (79, "市政會議重要決策", 9), (80, "行政區域調整", 7))


def build(first: int) -> None:
    """Where the sample's people are; each has one part."""
    agency = Agency.objects.get(code=office().code)
    names = ("clerk", "chief", "head", "technician")
    people = [Person.objects.filter(username=name).first() for name in names]
    if None in people:
        return
    clerk, chief, head, technician = (Actor.of(one) for one in people if one is not None)
    unit = clerk.person.unit if clerk.person else None
    scheme.add_class(
        by=BY, agency=agency, code="0902", name="重要決策", parent="09", years=0, ground="history",
        disposition="national", since=datetime.date(first - 7, 1, 1),
    )  # fmt: skip
    for code, year, title, papers in OLD:
        _closed(agency, code, year, title, papers, unit)
    for year, title, papers in NATIONAL:
        _closed(agency, "0902", year, title, papers, unit)
    _certified(agency, first, clerk, chief, head, technician)
    _stopped(agency, first, clerk, chief, head)
    _drafted(agency, first, clerk)
    _transfers(agency, first)


def _closed(agency: Agency, code: str, year: int, title: str, papers: int, unit: object) -> File:
    one = SchemeClass.objects.filter(agency=agency, code=code).earliest("since")
    day = datetime.date(year + 1911, 11, 20)
    file = files.open_file(
        by=BY, fonds=fonds_of(agency), scheme_class=one, begun_on=day.replace(month=2), unit=unit,
        name=f"{year}年度{title}{MARK}", gist=f"{year}年度{title}往來文書及相關紀錄。",
    )  # fmt: skip
    for nth in range(1, papers + 1):
        items.enter(
            by=BY, fonds=file.fonds, file=file, number=f"{file.number}/1/{nth}", year=year, class_number=code,
            file_title=file.name, subject=f"{title}一案，復請查照（{nth}）", retention=one.years, state="shelved",
            volume_number=1, document_year=year, document_month=2 + nth % 9, document_day=7 + nth,
        )  # fmt: skip
    files.add_paper(file, by=BY, volume=1, day=day)
    files.close_file(file, by=BY, closed_on=day)
    return file


def _to_authority(plan: Destruction, day: datetime.date, clerk: Actor, chief: Actor, head: Actor) -> None:
    planning.ask_units(plan, by=clerk)
    if plan.state == Destruction.State.UNITS:
        planning.answer(plan, by=chief, note="無保存需要")
    planning.submit(plan, by=clerk)
    planning.approve(plan, by=head)
    planning.send(plan, by=clerk, sent_on=day, sent_number=f"高市秘檔字第{day.year - 1911}00123號{MARK}")
    later = day + datetime.timedelta(days=9)
    executing.pass_on(plan, by=clerk, passed_on=later, passed_number=f"高市府秘檔字第{day.year - 1911}00456號{MARK}")


def _certified(agency: Agency, first: int, clerk: Actor, chief: Actor, head: Actor, technician: Actor) -> None:
    """The destruction of the year before, whose catalogue was sent again."""
    day = datetime.date(first - 1, 3, 7)
    plan = planning.draft(
        by=clerk, agency=agency, as_of=datetime.date(first - 1, 1, 1), opened_on=day,
        plan="6月於南區資源回收廠焚化，由秘書處檔案人員執行、派員監毀；掃描檔一併清除。" + MARK,
    )  # fmt: skip
    last = DestructionLine.objects.filter(plan=plan).order_by("-pk").first()
    if last is not None:
        lines.prolong(last, by=chief, years=3, note="業務查考需要")
    _to_authority(plan, day + datetime.timedelta(days=20), clerk, chief, head)
    number = f"檔徵字第{first - 1912}0012345號{MARK}"
    executing.note_approval(plan, by=clerk, approval_number=number, approval_on=datetime.date(first - 1, 5, 16))
    executing.begin(
        plan, by=clerk, approval_number=number, executed_on=datetime.date(first - 1, 6, 14), place="南區資源回收廠",
        method="焚化", copies="掃描檔自儲存系統刪除",
    )  # fmt: skip
    executing.confirm(plan, by=technician, approval_number=number)
    carry_out(plan)
    executing.note_resent(plan, by=clerk, resent_on=datetime.date(first - 1, 7, 5))


def _stopped(agency: Agency, first: int, clerk: Actor, chief: Actor, head: Actor) -> None:
    """This year's, approved in part, and stopped by a suit since."""
    day = datetime.date(first, 3, 6)
    plan = planning.draft(
        by=clerk, agency=agency, as_of=datetime.date(first, 1, 1), opened_on=day,
        plan="9月於南區資源回收廠焚化。" + MARK,
    )  # fmt: skip
    _to_authority(plan, day + datetime.timedelta(days=14), clerk, chief, head)
    refused = DestructionLine.objects.filter(plan=plan, class_number="0101").order_by("pk").first()
    executing.note_approval(
        plan, by=clerk, approval_number=f"檔徵字第{first - 1911}0023456號{MARK}",
        approval_on=datetime.date(first, 5, 22), refused=[refused.number] if refused else [],
        note="具行政稽憑價值，請續予保存",
    )  # fmt: skip
    hold_actions.place(
        by=clerk, agency=agency, kind="litigation", file=None, class_number="0203", until=None,
        reason="辦公室整修工程款給付訴訟繫屬中" + MARK, opened_on=datetime.date(first, 6, 5),
    )  # fmt: skip


def _drafted(agency: Agency, first: int, clerk: Actor) -> None:
    """The next one, of which an audit holds a file."""
    held = File.objects.filter(fonds__agency=agency, state=File.State.CLOSED, class_number="0999").latest("pk")
    hold_actions.place(
        by=clerk, agency=agency, kind="audit", file=held, class_number="", until=datetime.date(first + 20, 7, 1),
        reason="審計機關調閱查核中" + MARK, opened_on=datetime.date(first, 10, 2),
    )  # fmt: skip
    day = datetime.date(first, 12, 11)
    planning.draft(by=clerk, agency=agency, as_of=datetime.date(first + 1, 1, 1), opened_on=day)


def _transfers(agency: Agency, first: int) -> None:
    """The oldest went to the national archives; the next is being appraised."""
    oldest = transferring.draft(
        by=BY, agency=agency, as_of=datetime.date(first - 1, 1, 1), opened_on=datetime.date(first - 1, 2, 15)
    )
    transferring.appraise(oldest, by=BY, appraisal="具國家檔案價值，列為國家檔案。" + MARK)
    day = datetime.date(first - 1, 4, 11)
    transferring.send(oldest, by=BY, sent_on=day, sent_number="高市秘檔字第789號" + MARK)
    transferring.agree(oldest, by=BY, agreed_on=day.replace(month=6), agreed_number="檔應字第456號" + MARK)
    signed = ContentFile(transfer_papers.record_of(oldest), "signed-record.pdf")
    transferring.hand_over(
        oldest, by=BY, handed_on=day.replace(month=7), given_by="高雄市政府秘書處 科員 林雅婷（虛構）",
        received_by="檔案管理局 編審 何國光（虛構）", supervised_by="政風處 科員 曾美惠（虛構）", signed=signed,
    )  # fmt: skip
    transferring.draft(
        by=BY, agency=agency, as_of=datetime.date(first + 1, 1, 1), opened_on=datetime.date(first, 11, 8)
    )
