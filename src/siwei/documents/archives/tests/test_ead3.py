"""EAD3 of items and stocktakings holds against the official schema, whatever words stand in it."""

import datetime
import io

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from siwei.documents.archives import ead3

SCHEMA = settings.BASE.parent / "shared" / "validators" / "ead3" / "ead3.rng"
official = pytest.mark.skipif(not SCHEMA.is_file(), reason="the official EAD3 schema is not beside the repository")
DAY = datetime.date(2017, 6, 30)
DESCRIBED = st.builds(
    ead3.Described, number=st.text(max_size=20), subject=st.text(max_size=40), title=st.text(max_size=20),
    year=st.none() | st.integers(1, 115), month=st.none() | st.integers(1, 12), day=st.none() | st.integers(1, 28),
    pages=st.none() | st.integers(0, 500), medium=st.text(max_size=5), retention=st.text(max_size=5),
    box=st.text(max_size=10), state=st.text(max_size=5),
)  # fmt: skip


@pytest.fixture(scope="module")
def schema():
    return etree.RelaxNG(etree.parse(str(SCHEMA)))


def whole(items):
    pieces = ead3.fonds(
        "原高雄市政府社會局", items, identifier="AH106-00001", repository="社會局", title="移交", on=DAY
    )
    return etree.parse(io.BytesIO("".join(pieces).encode()))


@official
@given(DESCRIBED)
def test_an_item_is_valid(schema, one):
    text = ead3.item(one, identifier="oai:x:1", repository="社會局", origin="原社會局", on=DAY)
    document = etree.fromstring(text.encode())
    assert schema.validate(document), schema.error_log.last_error


@official
@given(st.lists(DESCRIBED, max_size=4))
def test_a_stocktaking_is_valid_and_holds_every_item(schema, items):
    document = whole(items)
    assert schema.validate(document), schema.error_log.last_error
    assert len(document.findall(f".//{{{ead3.NAMESPACE}}}c")) == max(len(items), 1)


@pytest.mark.parametrize(("year", "month", "day", "said"), [
    (None, 1, 1, ""), (87, None, 3, "1998"), (87, 5, None, "1998-05"), (87, 5, 3, "1998-05-03"), (0, 0, 0, "1911"),
])  # fmt: skip
def test_a_day_is_as_exact_as_it_is_known(year, month, day, said):
    assert ead3.iso(year, month, day) == said
