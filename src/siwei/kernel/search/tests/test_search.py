"""Words of any length are found in any form, newest first, and only by those who may see the record."""

import datetime
import re

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.toy.actions import ask, ask_many, enter, finish, set_out
from tests.toy.models import Errand, Thing

from siwei.kernel.access.actor import Actor
from siwei.kernel.search import finding, frequencies
from siwei.kernel.search.asking import asked, query
from siwei.kernel.search.finding import Narrow, find, source
from siwei.kernel.search.index import reindex
from siwei.kernel.search.matching import matching, walking
from siwei.kernel.search.models import Entry
from siwei.kernel.search.suggest import continuations
from siwei.kernel.search.words import fold, lexemes, marked, tag, variants

DAY = datetime.date(2017, 1, 5)
SYSTEM = Actor.system("test")


def everything():
    return [source(Errand.objects.visible_to(SYSTEM))]


def whats(found):
    return [errand.what for errand in found.records]


@pytest.fixture
def errands(db):
    for what, secret in (("四維行政中心中庭", False), ("臺北車站 Projector A-12", False), ("密件一批", True)):
        ask(by=SYSTEM, what=what, opened_on=DAY, secret=secret)


@pytest.fixture
def walked(monkeypatch):
    """Every word is taken for a common one."""
    monkeypatch.setattr(finding._Search, "may_be_many", True)
    monkeypatch.setattr(finding._Search, "share", 1.0)


CASES = [
    ("中庭", 1), ("行政中心", 1), ("維", 1), ("庭", 1), ("站", 1), ("政行", 0), ("台北", 1), ("臺北車站", 1),
    ("PROJ", 1), ("ER106", 3), ("四維 中庭", 1), ("四維 台北", 0), ("Ａ", 1), ("'", 3), ("12", 1),
    ("行政中心庭", 0), ("台北车站", 1), ("四维", 1), ('"車站 projector"', 1), ('"車站 a"', 0), ('"proj"', 0),
    ("「行政中心」", 1), ("ER106 -密件", 2), ("ER106 -a-12", 2), ("-密件", 3), ('"站 projector"', 1),
    ('"projector a 12"', 1), ('"北站"', 0), ("ER106-00001", 1), ("－", 3), ("中 北", 0), ("心 庭", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "count"), [*CASES, ("", 3), ("、。", 3)])
def test_words_are_found(errands, text, count):
    assert matching(Errand.objects.all(), text).count() == count


@pytest.fixture
def by_months(monkeypatch):
    """Every word is taken for one that is neither rare nor common."""
    monkeypatch.setattr(finding._Search, "may_be_many", True)
    monkeypatch.setattr(finding._Search, "share", 0.0)


@pytest.mark.parametrize(("text", "count"), CASES)
def test_a_walk_finds_what_a_look_up_finds(errands, walked, text, count):
    assert len(find(text, everything()).records) == (count if query(text) else 0)


@pytest.mark.parametrize(("text", "count"), CASES)
def test_going_by_months_finds_what_a_look_up_finds(errands, by_months, text, count):
    assert len(find(text, everything()).records) == (count if query(text) else 0)


TEXTS = st.text(alphabet="台北市政府ab1 \n國国-,", max_size=30)


@given(TEXTS, st.text(alphabet="台北市政府國", min_size=1, max_size=4))
def test_a_word_is_found_exactly_where_it_stands(text, word):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [lexemes(text), query(word)])
        (found,) = cursor.fetchone()
    assert found == (fold(word) in fold(text))


test_a_word_is_found_exactly_where_it_stands = pytest.mark.django_db(test_a_word_is_found_exactly_where_it_stands)


@pytest.mark.django_db
@given(st.text(max_size=40), st.text(max_size=20))
def test_whatever_is_typed_or_written_is_taken(text, typed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector", [lexemes(text, text) + tag("p", text)])
        said = asked(typed)
        for one in filter(None, (said.tsquery, said.in_title)):
            cursor.execute("SELECT %s::tsquery", [one])


def test_what_one_may_not_see_is_neither_found_nor_counted(errands):
    citizen = find("密件 er106", [source(Errand.objects.visible_to(Actor.citizen("Lin")))])
    assert (citizen.records, citizen.count, citizen.facet("year")) == ([], 0, [])
    assert find("er106", [source(Errand.objects.visible_to(Actor.citizen("Lin")))]).count == 2
    assert find("密件", everything()).count == 1


def many(count, what="清冊第{}號", first=datetime.date(2016, 1, 1), **more):
    days = [first + datetime.timedelta(days=n // 2) for n in range(count)]
    return ask_many.many([{"what": what.format(n), "opened_on": day, **more} for n, day in enumerate(days)], by=SYSTEM)


@pytest.mark.parametrize("way", [None, "walked", "by_months"])
def test_pages_hold_each_match_once_and_the_newest_first(db, monkeypatch, request, way):
    if way:
        request.getfixturevalue(way)
    monkeypatch.setattr(finding, "LOT", 7)
    monkeypatch.setattr(finding, "WINDOW", 20)
    monkeypatch.setattr(finding, "WIDEST", 4)
    made = many(30) + many(30, secret=True) + many(9, first=datetime.date(1950, 12, 31))
    made += many(3, first=datetime.date(2015, 11, 29))
    citizen = [source(Errand.objects.visible_to(Actor.citizen("Lin")))]
    seen, after = [], ""
    while True:
        page = find("清冊", citizen, after=after, size=8)
        seen += page.records
        after = page.next
        if not after:
            break
    newest = sorted((one for one in made if not one.secret), key=lambda one: (one.opened_on, one.pk), reverse=True)
    assert [one.pk for one in seen] == [one.pk for one in newest]


def test_what_has_no_day_comes_last_and_once(db, by_months):
    for n in range(5):
        enter(by=SYSTEM, name=f"無日期{n}", place="x", bought_on=DAY if n == 3 else None)
    things = [source(Thing.objects.visible_to(SYSTEM))]
    first = find("無日期", things, size=2)
    second = find("無日期", things, size=2, after=first.next)
    third = find("無日期", things, size=2, after=second.next)
    names = [one.name for page in (first, second, third) for one in page.records]
    assert names == ["無日期3", "無日期4", "無日期2", "無日期1", "無日期0"]
    assert third.next == ""


def test_more_than_many_are_not_counted(db, monkeypatch):
    monkeypatch.setattr(finding, "MANY", 10)
    many(12)
    found = find("清冊", everything(), size=5)
    assert found.count is None
    assert found.facet("year") == []
    assert len(find("清冊", everything(), size=5, after=found.next).records) == 5


def test_a_walk_that_ends_at_its_window_goes_on_by_the_index(db, walked, monkeypatch):
    monkeypatch.setattr(finding, "WINDOW", 5)
    ask(by=SYSTEM, what="很久以前的檔案", opened_on=datetime.date(1950, 1, 1))
    many(20)
    assert whats(find("以前", everything())) == ["很久以前的檔案"]


def test_a_search_is_narrowed_by_agency_place_and_day(db, monkeypatch):
    monkeypatch.setattr(Errand, "found_under", lambda one: (one.opened_on, len(one.what), f"{one.what[0]} (二) 樓'"))
    for what, year in (("甲檔案", 1990), ("甲檔案箱", 2000), ("乙檔案", 2010)):
        ask(by=SYSTEM, what=what, opened_on=datetime.date(year, 5, 1))
    assert whats(find("檔案", everything(), narrow=Narrow(agency=3))) == ["乙檔案", "甲檔案"]
    assert whats(find("檔案", everything(), narrow=Narrow(place="甲 (二) 樓'", agency=4))) == ["甲檔案箱"]
    since, before = datetime.date(1990, 5, 1), datetime.date(2000, 5, 1)
    assert whats(find("檔案", everything(), narrow=Narrow(since=since, before=before))) == ["甲檔案"]
    found = find("檔案", everything())
    assert found.facet("agency") == [(3, 2), (4, 1)]
    assert found.facet("year") == [(2010, 1), (2000, 1), (1990, 1)]


def test_what_was_changed_is_found_by_its_new_words_alone(errands):
    one = Errand.objects.get(what__contains="中庭")
    set_out(one, by=SYSTEM)
    finish(one, by=SYSTEM, note="x")
    assert find("fetched", everything()).count == 1
    assert Entry.objects.count() == 3


def test_entries_written_anew_are_the_same(errands):
    before = list(Entry.objects.order_by("object_id").values_list("object_id", "words", "day", "title"))
    Entry.objects.all().delete()
    assert reindex(Errand) == 3
    assert list(Entry.objects.order_by("object_id").values_list("object_id", "words", "day", "title")) == before


def test_variants_and_widths_fold():
    assert fold("臺灣ＡＢＣ") == fold("台湾abc")
    assert query("行政中心") == "('行政' <-> '政中' <-> '中心')"
    assert lexemes("四維a1") == "四维:1 维:2 a1:4 "
    assert lexemes("甲乙\n丙", "甲乙丁") == "甲乙:1A 乙:2A 丙:5 "
    assert all(second not in {chr(one) for one in variants()} for second in variants().values())


def test_a_phrase_does_not_run_over_a_line(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [lexemes("甲乙\n丙丁"), query('"甲乙 丙丁"')])
        assert cursor.fetchone() == (False,)


def test_hits_are_marked_in_the_form_they_are_written():
    assert list(marked("國立臺灣ＡＢ", asked("台湾 ab").words)) == [("國立", False), ("臺灣ＡＢ", True)]
    assert "".join(piece for piece, _hit in marked("㈱x", ("x",))) == "㈱x"
    assert list(marked("", ("x",))) == []


@given(st.text(max_size=30), st.text(min_size=1, max_size=3))
def test_marking_changes_no_character(text, word):
    assert "".join(piece for piece, _hit in marked(text, (fold(word),))) == text


def test_words_go_on_as_titles_do():
    titles = ["行政中心中庭", "行政中心禮堂", "行政罰鍰", "市政"]
    assert continuations(asked("四維 行政"), titles) == ["四維 行政中心"]
    assert continuations(asked('"a b"'), titles) == []


def test_no_lexeme_needs_quoting():
    assert not re.search(r"[\s'\\\\:&|!()<>*]", tag("p", "A 'b' (c):d\\e*"))


@pytest.fixture
def known(db, monkeypatch):
    """A way to let the database look at what it holds; it knows of no word otherwise."""

    def look():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_entry")
        frequencies.forget()

    monkeypatch.setattr("siwei.kernel.search.matching.MANY", 0)
    yield look
    frequencies.forget()


def test_a_frequent_word_is_found_by_walking_the_list(known, monkeypatch):
    many(30)
    ask(by=SYSTEM, what="中庭", opened_on=DAY)
    known()
    rows = Errand.objects.order_by("-pk")
    found = walking(rows, "清冊", 20)
    assert found is not None
    assert list(found) == list(matching(rows, "清冊"))
    assert walking(rows, "清冊", 31) is None, "not so many are there"
    assert walking(rows, "中庭 -清冊", 1) is not None
    with monkeypatch.context() as few:
        few.setattr("siwei.kernel.search.matching.MANY", 32)
        assert walking(rows, "清冊", 20) is None, "so few are counted"
    monkeypatch.setattr("siwei.kernel.search.matching.COMMON", 0.5)
    assert walking(rows, "中庭", 1) is None, "a rare word is looked up"


def test_a_word_that_is_frequent_elsewhere_is_looked_up(known):
    for n in range(30):
        enter(by=SYSTEM, name=f"清冊{n}", place="x", bought_on=DAY)
    many(2)
    known()
    assert walking(Errand.objects.order_by("-pk"), "清冊", 3) is None
    assert matching(Errand.objects.all(), "清冊").count() == 2
