"""A short run of the chaos loop; `./siwei exchange chaos --documents 10000` is the long one."""

import pytest

from siwei.documents.exchange.delivery.chaos import run


@pytest.mark.crash
def test_nothing_is_lost_or_double_when_everything_is_killed():
    said: list[str] = []
    assert run(200, 6, 6, said.append) == [], "\n".join(said)
