"""Contents survive JSON, numbers survive print, ladders survive typing."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.documents.content import ladder
from siwei.documents.content.model import Attached, Content, Gathering, Item, Party, Recipient, Secrecy, Section
from siwei.documents.content.numbers import IssueNumber
from siwei.documents.content.types import GATHERINGS, UPWARD, document_types

WORDS = st.text(alphabet="檢送要點請查照依據辦理經費補助", min_size=1, max_size=12)
ITEMS = st.recursive(
    st.builds(Item, WORDS),
    lambda deeper: st.builds(Item, WORDS, st.lists(deeper, max_size=3).map(tuple)),
    max_leaves=12,
)
CITY = Party("高雄市政府", code="397000000A")


def depth(item: Item) -> int:
    return 1 + max(map(depth, item.items), default=0)


@given(st.lists(ITEMS.filter(lambda item: depth(item) <= 4), min_size=2, max_size=5).map(tuple))
def test_a_typed_ladder_is_read_back(items):
    assert ladder.read(ladder.typed(items)) == items


def test_marks_follow_the_place_and_a_single_item_has_none():
    assert ladder.marks((Item("a"), Item("b"))) == ("一、", "二、")
    assert [ladder.mark(depth, 11) for depth in range(5)] == ["十一、", "(十一)", "11、", "(11)", "(11)"]
    assert ladder.marks((Item("only"),)) == ("",)


@pytest.mark.parametrize("text", ["一、甲\n（一）乙\n１、丙\n（１）丁\n二、戊", "一、甲\n(一)乙\n1.丙\n(1)丁\n二、戊"])
def test_full_width_marks_are_read(text):
    inner = Item("乙", (Item("丙", (Item("丁"),)),))
    assert ladder.read(text) == (Item("甲", (inner,)), Item("戊"))


def test_a_line_without_a_mark_goes_on_the_item_before_it():
    assert ladder.read("一、檢送要點\n　　及附件。\n二、請查照。") == (Item("檢送要點及附件。"), Item("請查照。"))


@given(st.lists(ITEMS, max_size=3).map(tuple), WORDS, st.booleans())
def test_content_survives_json(items, subject, along):
    content = Content(
        "函",
        CITY,
        subject,
        (Section("說明", items=items), Section("", "text")),
        contacts=("承辦人：王小明",),
        recipients=(Recipient(Party("本府各機關學校", "group"), "副本", along, members=(CITY,)),),
        date=datetime.date(2017, 10, 27),
        number=IssueNumber.issued("高市府秘文字", 106, 319001),
        secrecy=Secrecy("密", "至 110 年 12 月 31 日解密"),
        attachments=(Attached("a.odt", "0" * 64, 3),),
        gathering=Gathering((datetime.datetime(2017, 11, 1, 9, tzinfo=datetime.UTC),), "四維", (CITY,)),
    )
    assert Content.from_json(content.to_json()) == content
    assert content.digest() == Content.from_json(content.to_json()).digest()


@pytest.mark.parametrize(
    ("text", "digits"),
    [("高市府民區字第11231557600號", "11231557600"), ("高市府四維研秘字第1000009080號", "1000009080")],
)
def test_numbers_seen_in_the_city_are_read_and_printed_alike(text, digits):
    number = IssueNumber.read(f" {text[:4]} {text[4:]}")
    assert (str(number), number.digits) == (text, digits)


def test_a_number_of_unknown_form_is_kept_as_it_was():
    assert str(IssueNumber.read("院授研綜字第1060000123B號")) == "院授研綜字第1060000123B號"


@pytest.mark.parametrize(("serial", "sub"), [(0, 0), (1_000_000, 0), (1, 100)])
def test_a_series_that_is_full_gives_no_number(serial, sub):
    with pytest.raises(ValueError, match="does not fit"):
        IssueNumber.issued("高市府秘文字", 106, serial, sub)


def test_the_list_of_types_is_whole():
    types = document_types()
    assert len(types) == 34
    assert [name for name, one in types.items() if not one.issued] == ["呈", "咨"]
    assert types["書函"].root == "函"
    assert {*GATHERINGS, *UPWARD} <= types.keys() | {"便簽"}


def test_a_post_without_a_name_survives_json():
    content = Content(
        "簽", CITY, "事", respectfully=(Party(post="處長"), Party("王小明（虛構）", "person", post="市長"))
    )
    assert Content.from_json(content.to_json()) == content
