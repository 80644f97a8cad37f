"""What the manual decides about documents, as pure functions: clocks, days used, levels, ratios (RULES 1.5-1.9)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from siwei.documents.content.model import Content, Recipient
from siwei.documents.content.types import UPWARD
from siwei.kernel.calendar.working_days import OfficeCalendar
from siwei.kernel.deadlines.clock import Suspension, used_days_of_dated, used_working_days

#: 最速件 1, 速件 3, 普通件 6 working days (文書處理手冊 point 78)
RULE_OF_SPEED = {"最速件": "doc.most_urgent", "速件": "doc.urgent", "普通件": "doc.normal"}
#: 文到○日內: as many days as the document itself says
WITHIN = "doc.within_days"
#: categories of which the statistics say in time or late only, and count no days (RULES 1.5, used days)
WITHOUT_DAYS = ("project", "interpellation", "control", "application", "petition", "appeal")
#: categories that stay out of the exchange ratio (RULES 1.9)
OUT_OF_EXCHANGE = ("interpellation", "control", "application", "petition", "appeal")
#: types that are shown to the public or stay inside, and so are sent to nobody
NOTICES = ("公告",)


@dataclass(frozen=True, slots=True)
class Term:
    """The row of the deadline table that runs, the day that somebody named, and the days that he gave."""

    rule: str
    named: datetime.date | None = None
    days: int | None = None


def term(
    category: str,
    speed: str,
    named: datetime.date | None,
    received: datetime.date,
    rules: Mapping[str, str],
    days: int | None = None,
) -> Term | None:
    """Which clock runs (RULES 1.5). `rules` are the rows of categories that have one of their own (settings).

    A day named by the sender or by a rule comes first; one that was past on arrival leaves the limit of an
    ordinary document. Then the `days` that the sender gives (文到○日內), of which the office says what a day is. None:
    the category has no limit of its own, so a day must be named.
    """
    if named is not None:
        return Term("doc.fixed_date", named) if named >= received else Term("doc.normal")
    if days:
        return Term(WITHIN, days=days)
    if category != "general":
        return Term(rules[category]) if category in rules else None
    return Term(RULE_OF_SPEED[speed])


def used_days(
    category: str,
    start: datetime.date,
    done: datetime.date,
    *,
    due: datetime.date | None,
    dated: bool,
    calendar: OfficeCalendar,
    suspensions: Iterable[Suspension] = (),
) -> Decimal | None:
    """Days used for the statistics (新北 要點 point 92); None for the categories that count none.

    `dated`: a day was named, or days were given; in time such a document counts six days at most, late the real days.
    """
    if category in WITHOUT_DAYS:
        return None
    if dated and due is not None and not tuple(suspensions):
        return used_days_of_dated(start, done, due, calendar)
    return used_working_days(start, done, calendar, suspensions)


def start_of_answer(received: Sequence[datetime.date], *, collected: bool) -> datetime.date:
    """From which incoming document an answer to several counts: 彙辦 from the last, 併辦 from the first."""
    return max(received) if collected else min(received)


def may_decide(level: int, needed: int) -> bool:
    """Whether somebody of `level` decides what the table gives to `needed`: at that level or above it."""
    return level <= needed


@dataclass(frozen=True, slots=True)
class ExtensionTable:
    """展期: how often, how long in all, how long at once, and who approves how many days (settings, part extension)."""

    most_times: int
    most_days: int
    most_days_at_once: int
    levels: tuple[tuple[int, int], ...]

    @classmethod
    def read(cls, setting: Mapping[str, Any]) -> ExtensionTable:
        """The table of the office."""
        levels = sorted((int(row["up_to_days"]), int(row["level"])) for row in setting["levels"])
        return cls(
            int(setting["most_times"]), int(setting["most_days"]), int(setting["most_days_at_once"]), tuple(levels)
        )

    def level(self, total: int) -> int | None:
        """The level that approves so many days in all; None when nobody does: it becomes a project case."""
        return next((level for days, level in self.levels if total <= days), None)

    def refusal(self, times: int, before: int, days: int) -> str | None:
        """Which bound another `days` break, after `times` extensions of `before` days: a key of the messages."""
        if times >= self.most_times:
            return "times"
        if days > self.most_days_at_once:
            return "at_once"
        return "in_all" if before + days > self.most_days else None


#: how the kind of absence stands on a document (公文程式條例 art. 4: 註明不能視事事由)
ABSENT = {"leave": "請假", "trip": "公差"}
VACANT = "vacant"
DELEGATED = "本案依分層負責規定授權業務主管決行"


@dataclass(frozen=True, slots=True)
class Signer:
    """A person as he signs: post and name."""

    post: str
    name: str

    def __str__(self) -> str:
        return f"{self.post} {self.name}".strip()


def signature(head: Signer, *, why: str = "", deputy: Signer | None = None, delegated: bool = False) -> tuple[str, ...]:
    """署名 (公文程式條例 art. 3 and 4), a line each.

    The post is vacant: who acts signs in his own name. The head cannot act: his name with the reason, then post and
    name of whoever acts, with 「代行」. Decided below the first level: the line of delegation after it.
    """
    if deputy is None:
        lines = [str(head)]
    elif why == VACANT:
        lines = [f"代理{head.post} {deputy.name}"]
    else:
        lines = [f"{head} {ABSENT[why]}", f"{deputy} 代行"]
    return (*lines, DELEGATED) if delegated else tuple(lines)


def goes_by_exchange(content: Content, *, physical: bool) -> bool:
    """Whether it travels electronically. A category keeps it out of the ratio, not of the exchange (RULES 1.9)."""
    return no_exchange(content, "general", physical=physical) == ""


def no_exchange(content: Content, category: str, *, physical: bool, connected: Iterable[str] | None = None) -> str:
    """Why a document stays out of the exchange ratio (RULES 1.9), as a code of `choices.NO_EXCHANGE`; "" when in.

    One recipient that can receive electronically is enough to be in. `connected` are codes of those that can; None
    where that is not known and every agency with a code can.
    """
    if content.secrecy.level:
        return "secret"
    if category in OUT_OF_EXCHANGE:
        return "category"
    if content.kind in UPWARD or (not content.type.has_recipients and content.kind not in NOTICES):
        return "upward"
    if content.kind in NOTICES:
        return "notice"
    if content.type.class_value == "獎懲令":
        return "personnel"
    if physical:
        return "attachment"
    if not connectable(content.recipients, connected):
        persons = all(party.kind == "person" for one in content.recipients for party in one.parties())
        return "person" if persons else "unconnected"
    return ""


def connectable(recipients: Iterable[Recipient], connected: Iterable[str] | None = None) -> tuple[Recipient, ...]:
    """Recipients that can receive electronically."""
    known = None if connected is None else frozenset(connected)
    return tuple(
        one
        for one in recipients
        if any(party.code and (known is None or party.code in known) for party in one.parties())
    )


def sent_electronically(recipients: Iterable[Recipient], connected: Iterable[str] | None = None) -> bool:
    """Whether all who can receive electronically got it so: a cautious reading, one on paper makes it paper."""
    able = connectable(recipients, connected)
    return bool(able) and all(one.way == "exchange" for one in able)


def letters_counted(recipients: Sequence[Recipient], *, split: bool) -> int:
    """One document to many counts once (一文多發), a letter of its own for each counts each (分繕); of these only what
    can go electronically, unless nothing can.
    """
    if not split:
        return 1
    return max(1, sum(len(one.parties()) for one in connectable(recipients) or recipients))


def rate(part: Decimal, whole: Decimal) -> Decimal:
    """A ratio in percent with two decimals; nothing of nothing is nothing."""
    return (100 * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else Decimal(0)
