"""A plot says the same to the script and to the reader of its table."""

from __future__ import annotations

from decimal import Decimal

from django.template.loader import render_to_string

from siwei.kernel.screens.plot import Plot, Series

PLOT = Plot("Sessions", ["Jan", "Feb"], [Series("2017", [3, Decimal("1003.5")]), Series("2016", [2, None])], "場次")


def test_numbers_stand_in_the_data_block_and_in_the_table():
    page = render_to_string("screens/plot.html", {"plot": PLOT})
    assert '"values": [3.0, 1003.5]' in page
    assert '<td class="text-end">1,003.5</td>' in page


def test_no_text_can_leave_the_data_block():
    page = render_to_string("screens/plot.html", {"plot": Plot("x", ["</script><b>"], [Series("y", [1])])})
    assert "</script><b>" not in page
