"""Classified documents in lists, sheets, search and the programming interface: 密件 and number only (RULES 8.3)."""

import pytest

from siwei.documents.correspondence.models import Incoming, View
from siwei.kernel.search.matching import matching

BACKEND = "django.contrib.auth.backends.ModelBackend"
SENDER, NUMBER = "檢舉人黃某（虛構）", "密字第1060000099號"


@pytest.fixture
def secret(received):
    return received(
        subject="機敏案情", secrecy="密", secret_until="結案後解密", sender_name=SENDER, sender_number=NUMBER
    )


@pytest.fixture
def web(client, house):
    client.force_login(house.person("registrar"), backend=BACKEND)
    return client


def test_a_list_says_no_more_than_its_number(web, secret):
    page = web.get("/correspondence/incoming/?view=all").content.decode()
    assert secret.number in page
    assert SENDER not in page
    assert NUMBER not in page


@pytest.mark.parametrize("columns", ["", "&columns=all"])
def test_a_sheet_leaves_it_out(web, secret, received, columns):
    other = received()
    answer = web.get(f"/correspondence/incoming/export.csv?view=all{columns}")
    text = b"".join(answer.streaming_content).decode()
    assert other.number in text
    assert f"\n{secret.number}," not in text


def test_the_list_for_programs_says_no_more_than_its_number(web, secret):
    rows = web.get("/api/v1/correspondence/incoming/?view=all").json()
    assert secret.number in str(rows)
    assert SENDER not in str(rows)


def test_it_is_outside_search(house, secret, received):
    rows = Incoming.objects.visible_to(house("registrar"))
    assert not matching(rows, secret.number).exists()
    other = received()
    assert list(matching(rows, other.number)) == [other]


@pytest.mark.parametrize("address", ["", "/history"])
def test_reading_it_by_program_is_written_down(web, secret, address):
    before = View.objects.about(secret).count()
    assert web.get(f"/api/v1/correspondence/incoming/{secret.pk}{address}").status_code == 200
    assert View.objects.about(secret).count() == before + 1
