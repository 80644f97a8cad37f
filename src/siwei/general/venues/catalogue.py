"""The venues of the sample. Names and groups follow the report; areas, capacities and fees are invented."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from siwei.kernel.office_files import office_name, office_table

HALL = ["sound", "wifi", "access", "stage", "screen"]
ROOM = ["projector", "whiteboard", "wifi", "access"]
WORKING_DAYS = tuple((day, datetime.time(7, 30), datetime.time(22, 0)) for day in range(1, 6))
WEEKEND = tuple((day, datetime.time(8, 0), datetime.time(22, 0)) for day in (6, 7))
FEES = "venue-fees.csv"
FEE_COLUMNS = ("venue", "item", "applicant", "slot", "amount", "deposit", "since")
Row = tuple[str, dict[str, Any], tuple[tuple[str, int], ...]]


def _hall(centre: str, code: str, zh: str, en: str, floor: str, area: int, people: int, fee: int) -> Row:
    fields = {
        "code": f"{centre}-{code}", "name_zh": zh, "name_en": en, "group": "public_space", "floor": floor, "area": area,
        "capacity": people, "equipment": HALL, "openings": WORKING_DAYS + WEEKEND, "setup_minutes": 30,
        "teardown_minutes": 30, "fee": fee, "deposit": 5000, "open_to_public": True,
        "description_zh": f"{zh}，可容納約{people}人，附音響、舞台與無障礙通道。",
        "description_en": f"{en}, for about {people} people, with sound, stage and step-free access.",
    }  # fmt: skip
    return centre, fields, (("theatre", people), ("banquet", people // 2))


def _room(centre: str, code: str, zh: str, en: str, floor: str, area: int, people: int) -> Row:
    extra = ["video", "sound"] if people >= 60 else []
    fields = {
        "code": f"{centre}-{code}", "name_zh": zh, "name_en": en, "group": "meeting_room", "floor": floor, "area": area,
        "capacity": people, "equipment": ROOM + extra, "openings": WORKING_DAYS, "fee": 1200 if people >= 60 else 600,
        "deposit": 2000, "open_to_public": people >= 60,
        "description_zh": f"{zh}，{people}人，附投影與無線網路。",
        "description_en": f"{en} for {people} people, with projector and wireless network.",
    }  # fmt: skip
    return centre, fields, (("theatre", people), ("classroom", people * 2 // 3), ("u_shape", people // 2))


VENUES: tuple[Row, ...] = (
    _hall("siwei", "atrium", "中庭", "Atrium", "1F", 900, 600, 6000),
    _hall("siwei", "plaza", "市府廣場", "City Hall Plaza", "1F", 2400, 2000, 8000),
    _hall("siwei", "auditorium", "大禮堂", "Auditorium", "4F", 720, 450, 9000),
    _room("siwei", "r301", "第一會議室", "Meeting Room 1", "3F", 160, 100),
    _room("siwei", "r302", "第二會議室", "Meeting Room 2", "3F", 120, 80),
    _room("siwei", "r303", "第三會議室", "Meeting Room 3", "3F", 90, 60),
    _room("siwei", "r501", "第四會議室", "Meeting Room 4", "5F", 70, 40),
    _room("siwei", "r601", "第五會議室", "Meeting Room 5", "6F", 60, 30),
    _room("siwei", "r801", "第六會議室", "Meeting Room 6", "8F", 50, 24),
    _room("siwei", "r1001", "多功能會議室", "Multi-purpose Room", "10F", 110, 70),
    _hall("fengshan", "atrium", "中庭", "Atrium", "1F", 700, 500, 5000),
    _hall("fengshan", "plaza", "廣場", "Plaza", "1F", 1800, 1500, 6000),
    _hall("fengshan", "auditorium", "大禮堂", "Auditorium", "4F", 640, 400, 8000),
    _hall("fengshan", "multimedia", "多媒體會議室", "Multimedia Room", "3F", 260, 150, 4000),
    _room("fengshan", "r201", "第一會議室", "Meeting Room 1", "2F", 140, 90),
    _room("fengshan", "r202", "第二會議室", "Meeting Room 2", "2F", 100, 60),
    _room("fengshan", "r301", "第三會議室", "Meeting Room 3", "3F", 70, 40),
    _room("fengshan", "r501", "第四會議室", "Meeting Room 4", "5F", 60, 30),
    _room("fengshan", "r701", "第五會議室", "Meeting Room 5", "7F", 50, 24),
)


@cache
def _fee_table(office: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Rows of the office's fee table with the venue they are for; `*` stands for every venue."""
    return tuple(
        (
            row.name("venue"),
            {
                "item": row.name("item"), "applicant": row.text("applicant"), "slot": row.text("slot"),
                "amount": row.whole("amount"), "deposit": row.whole("deposit"), "since": row.day("since"),
            },
        )
        for row in office_table(FEES, office, FEE_COLUMNS)
    )  # fmt: skip


def fees_of(code: str, equipment: list[str]) -> list[dict[str, Any]]:
    """The office's fee table for a venue; equipment that it does not have is left out."""
    there = {"venue", "aircon", *equipment}
    return [row for venue, row in _fee_table(office_name()) if venue in ("*", code) and row["item"] in there]
