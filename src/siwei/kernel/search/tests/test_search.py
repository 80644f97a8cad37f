"""Chinese words of any length are found, and only by those who may see the record."""

import datetime

import pytest
from tests.toy.actions import ask
from tests.toy.models import Errand

from siwei.kernel.access.actor import Actor
from siwei.kernel.search.index import matching, search
from siwei.kernel.search.words import fold, lexemes, query


@pytest.fixture
def errands(db):
    by = Actor.system("test")
    for what, secret in (("四維行政中心中庭", False), ("臺北車站 Projector A-12", False), ("密件一批", True)):
        ask(by=by, what=what, opened_on=datetime.date(2017, 1, 5), secret=secret)


@pytest.mark.parametrize(("text", "count"), [
    ("中庭", 1), ("行政中心", 1), ("維", 1), ("政行", 0), ("台北", 1), ("臺北車站", 1), ("PROJ", 1), ("ER106", 3),
    ("四維 中庭", 1), ("四維 台北", 0), ("Ａ", 1), ("", 3), ("、。", 3), ("'", 3), ("12", 1),
])  # fmt: skip
def test_words_are_found(errands, text, count):
    assert matching(Errand.objects.all(), text).count() == count


def test_what_one_may_not_see_is_not_found(errands):
    assert search("密件", Actor.citizen("Lin"), (Errand,)) == {}
    assert list(search("密件", Actor.system("x"), (Errand,))) == [Errand]


def test_variants_and_widths_fold():
    assert fold("臺灣ＡＢＣ") == "台灣abc"
    assert query("行政中心") == "('行政' <-> '政中' <-> '中心')"
    assert lexemes("四維") == "'四':1 '四維':1 '維':2"
