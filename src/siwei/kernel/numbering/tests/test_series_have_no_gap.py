"""Numbers are given out without a gap, by year, and one at a time to whoever asks at once."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from tests.toy.actions import ask

from siwei.kernel.access.actor import Actor
from siwei.kernel.numbering.models import Series, case_number, take

BY = Actor.system("test")


def test_numbers_follow_each_other(db):
    assert [take("ZZ", 106), take("ZZ", 106, 3), take("ZZ", 106)] == [1, 2, 5]


def test_each_year_and_each_code_begins_with_one(db):
    take("ZZ", 106, 7)
    assert take("ZZ", 107) == 1
    assert take("YY", 106) == 1
    assert take("ZZ", 106) == 8


def test_a_case_takes_the_series_of_the_year_it_came_in(db):
    def number(day):
        return ask(by=BY, what="ink", opened_on=day).number

    last, first = datetime.date(2017, 12, 31), datetime.date(2018, 1, 1)
    assert [number(last), number(first), number(last)] == ["ER106-00001", "ER107-00001", "ER106-00002"]


def test_the_number_prints_with_five_digits_and_more_when_they_are_needed():
    assert case_number("VN", 106, 1) == "VN106-00001"
    assert case_number("VN", 106, 123456) == "VN106-123456"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_none_is_given():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        take("ZZ", 106)
    assert not Series.objects.filter(code="ZZ").exists()


@pytest.mark.django_db(transaction=True)
def test_a_number_taken_by_what_failed_is_given_again():
    with transaction.atomic():
        assert take("ZZ", 106) == 1
        transaction.set_rollback(True)
    with transaction.atomic():
        assert take("ZZ", 106) == 1


@pytest.mark.django_db(transaction=True)
def test_who_asks_at_once_waits_and_gets_the_next_and_failures_leave_no_gap():
    """Eight takers; every fourth gives its number back. What is kept has no gap and nothing twice."""
    start, kept = threading.Barrier(8), []

    def taker(place):
        try:
            start.wait()
            for turn in range(5):
                fails = (place + turn) % 4 == 0
                with transaction.atomic():
                    number = take("ZZ", 106)
                    transaction.set_rollback(fails)
                if not fails:
                    kept.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=taker, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept) == list(range(1, 31))
