"""The manual's time limits, days used, levels and ratios, paragraph by paragraph (RULES 1.5, 1.6, 1.9)."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from siwei.documents.content.model import Content, Party, Recipient, Secrecy
from siwei.documents.correspondence import rules
from siwei.documents.correspondence.rules import ExtensionTable, Term
from siwei.kernel.calendar.office_calendar import official_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.clock import Clock, Suspension, due_date
from siwei.kernel.deadlines.rules import deadline_rule
from siwei.kernel.directory.office import office

CALENDAR = official_calendar("kaohsiung")


def d(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("received", "speed", "due"),
    [
        ("2017-02-17", "普通件", "2017-02-24"),
        ("2017-05-25", "速件", "2017-06-01"),
        ("2017-09-29", "最速件", "2017-09-30"),
        ("2017-10-03", "普通件", "2017-10-16"),
    ],
)
def test_the_worked_examples(received, speed, due):
    term = rules.term("general", speed, None, d(received), {})
    assert term is not None
    assert due_date(Clock(deadline_rule(term.rule, d(received)), d(received)), CALENDAR).day == d(due)


def test_days_that_the_sender_gives_come_after_a_named_day_and_before_speed_and_category():
    day = d("2017-10-07")
    assert rules.term("general", "最速件", None, day, {}, 10) == Term("doc.within_days", days=10)
    assert rules.term("petition", "普通件", None, day, {"petition": "petition.close"}, 10) == Term(
        "doc.within_days", days=10
    )
    assert rules.term("general", "普通件", d("2017-10-12"), day, {}, 10) == Term("doc.fixed_date", d("2017-10-12"))


HEAD, DEPUTY = rules.Signer("處長", "王大明（虛構）"), rules.Signer("副處長", "李小華（虛構）")


@pytest.mark.parametrize(
    ("why", "deputy", "delegated", "lines"),
    [
        ("", None, False, ("處長 王大明（虛構）",)),
        ("", None, True, ("處長 王大明（虛構）", rules.DELEGATED)),
        ("leave", DEPUTY, False, ("處長 王大明（虛構） 請假", "副處長 李小華（虛構） 代行")),
        ("trip", DEPUTY, True, ("處長 王大明（虛構） 公差", "副處長 李小華（虛構） 代行", rules.DELEGATED)),
        ("vacant", DEPUTY, False, ("代理處長 李小華（虛構）",)),
    ],
)
def test_who_signs_by_the_kind_of_absence(why, deputy, delegated, lines):
    """公文程式條例 art. 3 and 4."""
    assert rules.signature(HEAD, why=why, deputy=deputy, delegated=delegated) == lines


def test_a_named_day_comes_first_unless_it_was_past_on_arrival():
    own = office().setting("documents.category_rules")
    day = d("2017-05-15")
    assert rules.term("general", "最速件", d("2017-05-20"), day, own) == Term("doc.fixed_date", d("2017-05-20"))
    assert rules.term("general", "最速件", day, day, own) == Term("doc.fixed_date", day)
    assert rules.term("general", "最速件", d("2017-05-14"), day, own) == Term("doc.normal")


@pytest.mark.parametrize(
    ("category", "rule"),
    [
        ("application", "appl.people"),
        ("petition", "petition.close"),
        ("interpellation", "doc.interpellation"),
        ("project", "doc.project_threshold"),
    ],
)
def test_categories_have_limits_of_their_own(category, rule):
    found = rules.term(category, "普通件", None, d("2017-05-15"), office().setting("documents.category_rules"))
    assert found == Term(rule)
    assert deadline_rule(rule, d("2017-05-15"))


@pytest.mark.parametrize("category", ["control", "appeal"])
def test_without_a_limit_of_its_own_a_day_must_be_named(category):
    own = office().setting("documents.category_rules")
    assert rules.term(category, "普通件", None, d("2017-05-15"), own) is None
    dated = rules.term(category, "普通件", d("2017-06-15"), d("2017-05-15"), own)
    assert dated == Term("doc.fixed_date", d("2017-06-15"))


def used(start, done, *, due=None, dated=False, category="general", suspensions=()):
    return rules.used_days(
        category, d(start), d(done), due=due and d(due), dated=dated, calendar=CALENDAR, suspensions=suspensions
    )


def test_the_same_day_is_half_a_day_and_days_are_net_working_days():
    assert used("2017-05-15", "2017-05-15") == Decimal("0.5")
    assert used("2017-05-15", "2017-05-16") == 1
    assert used("2017-02-17", "2017-02-20") == 2, "the working Saturday counts"
    assert used("2017-10-03", "2017-10-05") == 1, "the holiday on the 4th does not"
    stopped = Suspension(Period(d("2017-05-16"), d("2017-05-18")), "")
    assert used("2017-05-15", "2017-05-19", suspensions=[stopped]) == 2


def test_a_dated_document_counts_six_in_time_and_the_real_days_late():
    assert used("2017-05-01", "2017-05-05", due="2017-05-31", dated=True) == 4
    assert used("2017-05-01", "2017-05-31", due="2017-05-31", dated=True) == 6
    assert used("2017-05-01", "2017-05-31", due="2017-05-30", dated=True) == 20


@pytest.mark.parametrize("category", rules.WITHOUT_DAYS)
def test_other_categories_count_no_days(category):
    assert used("2017-05-01", "2017-05-05", category=category) is None


def test_collected_answers_count_from_the_last_and_joined_ones_from_the_first():
    days = [d("2017-05-10"), d("2017-05-01"), d("2017-05-08")]
    assert rules.start_of_answer(days, collected=True) == d("2017-05-10")
    assert rules.start_of_answer(days, collected=False) == d("2017-05-01")


def test_a_higher_level_may_always_decide_and_a_lower_one_never():
    assert [rules.may_decide(level, 2) for level in (1, 2, 3, 4)] == [True, True, False, False]


def test_extensions_are_bound_in_times_length_and_level():
    table = ExtensionTable.read(office().setting("extension"))
    assert [table.level(days) for days in (1, 10, 11, 20, 21, 30, 31)] == [3, 3, 2, 2, 1, 1, None]
    assert table.refusal(0, 0, 10) is None
    assert table.refusal(0, 0, 11) == "at_once"
    assert table.refusal(2, 20, 10) is None
    assert table.refusal(2, 25, 10) == "in_all"
    assert table.refusal(3, 3, 1) == "times"


AGENCY = Recipient(Party("民政局", "agency", "397020000A"))
PERSON = Recipient(Party("王小明（虛構）", "person"), way="paper")
LETTER = Content("函", Party("秘書處", "agency", "397010000A"), "主旨", recipients=(AGENCY,))


@pytest.mark.parametrize(
    ("content", "category", "physical", "reason"),
    [
        (LETTER, "general", False, ""),
        (LETTER, "petition", False, "category"),
        (LETTER, "interpellation", False, "category"),
        (LETTER, "project", False, ""),
        (LETTER, "general", True, "attachment"),
        (replace(LETTER, secrecy=Secrecy("密", "公布時")), "general", False, "secret"),
        (replace(LETTER, recipients=(PERSON,)), "general", False, "person"),
        (replace(LETTER, recipients=(PERSON, AGENCY)), "general", False, ""),
        (replace(LETTER, recipients=(Recipient(Party("某公司")),)), "general", False, "unconnected"),
        (replace(LETTER, kind="簽", recipients=()), "general", False, "upward"),
        (replace(LETTER, kind="公告", recipients=()), "general", False, "notice"),
        (replace(LETTER, kind="獎懲令"), "general", False, "personnel"),
    ],
)
def test_what_stays_out_of_the_exchange_ratio(content, category, physical, reason):
    assert rules.no_exchange(content, category, physical=physical) == reason


def test_sent_electronically_is_who_can_receive_so_and_nobody_on_paper():
    on_paper = replace(AGENCY, way="paper")
    assert rules.sent_electronically([AGENCY, PERSON])
    assert not rules.sent_electronically([AGENCY, on_paper])
    assert not rules.sent_electronically([PERSON])
    assert not rules.sent_electronically([AGENCY], connected=["395000000A"])


def test_one_to_many_counts_once_and_letters_of_their_own_each():
    group = Recipient(Party("各區公所", "group"), members=(AGENCY.party, AGENCY.party, AGENCY.party))
    assert rules.letters_counted([AGENCY, group], split=False) == 1
    assert rules.letters_counted([AGENCY, group], split=True) == 4


def test_a_rate_has_two_decimals_and_nothing_of_nothing_is_nothing():
    assert rules.rate(Decimal(2), Decimal(3)) == Decimal("66.67")
    assert rules.rate(Decimal(0), Decimal(0)) == 0
