"""Applications for use of the year: the two studies of 貳(七), whose titles the report prints, and what does not count.

Applicants, addresses and files asked for are invented and say so.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from siwei.documents.archives.models import UseRequest
from siwei.documents.archives.use import applying, deciding, reading
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office

BY = Actor.system("sample")
MARK = "（虛構）"
#: study, purpose, what is asked for, month, days until the decision
STUDIES = (
    ("打狗公園歷史文獻調查研究", ("壽山公園日治時期整建案卷", "打狗公園用地撥用案", "公園地圖及照片"), 3, 17),
    ("高雄醫學院設立經過研究", ("高雄醫學院籌設案", "醫學院校地撥用案"), 8, 21),
)


def uses(year: Period) -> None:
    """Two studies from application to close, one corrected in between; one refused, one withdrawn, one still open."""
    first = year.start.year
    agency = Agency.objects.get(code=office().code)
    for nth, (study, pieces, month, days) in enumerate(STUDIES):
        opened = datetime.date(first, month, 6)
        request = _applied(agency, opened, f"林研究員{nth + 1}", study=study, described=pieces, purpose="research")
        if nth == 0:
            applying.ask_correction(request, by=BY, asked_on=opened, fault="請補填申請人聯絡電話。")
            applying.correct(request, by=BY, corrected_on=opened + datetime.timedelta(days=3), phone="07-0000000")
        _granted(request, opened + datetime.timedelta(days=days), all_of_it=nth == 1)
    refused = _applied(agency, datetime.date(first, 5, 2), "陳民眾", described=("員工考核案",), purpose="proof")
    applying.accept(refused, by=BY)
    deciding.examine(refused, by=BY, pieces=refused.pieces.all(), decision="refused", ground="personnel",
                     reason="內容為人事考核資料")  # fmt: skip
    deciding.submit(refused, by=BY)
    deciding.decide(refused, by=BY, decided_on=datetime.date(first, 5, 18))
    withdrawn = _applied(agency, datetime.date(first, 9, 4), "黃民眾", described=("道路拓寬案",), purpose="rights")
    applying.withdraw(withdrawn, by=BY, note="已另行取得資料")
    _applied(agency, datetime.date(first, 12, 26), "吳民眾", described=("市場改建案",), purpose="history")


def _applied(agency: Agency, day: datetime.date, name: str, **more: Any) -> UseRequest:
    return applying.register(
        by=BY, agency=agency, opened_on=day, name=name + MARK, id_number="A000000000", phone="", copies=True,
        address="高雄市苓雅區四維三路2號（範例）", purpose_words="查考歷史資料", **more,
    )  # fmt: skip


def _granted(request: UseRequest, decided: datetime.date, *, all_of_it: bool) -> None:
    """Accepted, examined, decided, read for a morning, copied, paid and closed."""
    applying.accept(request, by=BY)
    pieces = list(request.pieces.all())
    deciding.examine(request, by=BY, pieces=pieces, decision="full")
    if not all_of_it:
        deciding.examine(request, by=BY, pieces=pieces[-1:], decision="part", ground="interest",
                         reason="照片涉及第三人肖像部分抽離")  # fmt: skip
    deciding.submit(request, by=BY)
    deciding.decide(
        request, by=BY, decided_on=decided, cautions="請攜帶本通知書及身分證，至四維行政中心檔案應用閱覽室。"
    )
    day = decided + datetime.timedelta(days=7)
    reading.hand_out(request, by=BY, pieces=pieces, out_on=day)
    reading.take_in(request, by=BY, pieces=pieces, back_on=day, hours=Decimal("2.5"))
    reading.charge(request, by=BY, on=day, kind="black_b4", count=36)
    reading.note_payment(request, by=BY, paid_on=day, receipt="106-檔應-001")
    reading.close(request, by=BY, closed_on=day)
