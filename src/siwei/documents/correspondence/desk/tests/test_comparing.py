"""Versions side by side: nothing is lost, and what differs is marked."""

from hypothesis import given
from hypothesis import strategies as st

from siwei.documents.content.model import Content, Item, Party, Section
from siwei.documents.correspondence.desk.comparing import compare, lines

CITY = Party("高雄市政府")
WORDS = st.text(alphabet="檢送要點請查照依據", min_size=1, max_size=8)
CONTENTS = st.builds(
    lambda subject, items: Content("函", CITY, subject, (Section("說明", items=tuple(map(Item, items))),)),
    WORDS,
    st.lists(WORDS, min_size=2, max_size=5),
)


@given(CONTENTS, CONTENTS)
def test_both_sides_hold_their_whole_text(before, after):
    rows = compare(before, after)
    assert ["".join(one.text for one in row.before) for row in rows if row.before] == lines(before)
    assert ["".join(one.text for one in row.after) for row in rows if row.after] == lines(after)


@given(CONTENTS)
def test_the_same_has_no_difference(content):
    assert {row.change for row in compare(content, content)} == {"same"}


def test_what_differs_within_a_line():
    rows = compare(Content("函", CITY, "請查照"), Content("函", CITY, "請核示"))
    (changed,) = (row for row in rows if row.change == "changed")
    assert [one.text for one in changed.before if one.differs] == ["查照"]
    assert [one.text for one in changed.after if one.differs] == ["核示"]
