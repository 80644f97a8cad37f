"""Two clerks act on the same requests at the same moment: one wins, the other is told."""

import threading

import pytest
from django.db import connection

from siwei.general.repairs import actions, reporting
from siwei.general.repairs.models import Request
from siwei.kernel.actions.errors import ActionRefused, WrongState
from siwei.kernel.events.models import history_of


@pytest.mark.django_db(transaction=True)
def test_one_of_two_assigns(request_, clerk, technician, contract):
    actions.accept(request_, by=clerk, priority="normal")
    start, answers = threading.Barrier(2), []

    def assign(**hand):
        request = Request.objects.get(pk=request_.pk)
        start.wait()
        try:
            actions.assign(request, by=clerk, **hand)
            answers.append("done")
        except WrongState:
            answers.append("refused")
        finally:
            connection.close()

    hands = ({"technician": technician.person}, {"contract": contract})
    threads = [threading.Thread(target=assign, kwargs=hand) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["done", "refused"]
    assert [event.act.rsplit(".", 1)[1] for event in history_of(request_)].count("assign") == 1


@pytest.mark.django_db(transaction=True)
def test_two_merges_that_cross_end_in_one_winner_and_one_told(request_, clerk, lift):
    other = reporting.report(by=clerk, asked="電梯壞了", place=lift.place, equipment=lift)
    for _round in range(5):  # a deadlock shows only when the two meet
        pair = (request_, other)
        start, answers = threading.Barrier(2), []

        def merge(one, into):
            one, into = Request.objects.get(pk=one), Request.objects.get(pk=into)
            start.wait()  # noqa: B023  # the threads end within the round
            try:
                actions.merge(one, by=clerk, into=into)
                answers.append("done")  # noqa: B023
            except ActionRefused as refusal:
                answers.append(str(refusal))  # noqa: B023
            finally:
                connection.close()

        ways = [(pair[0].pk, pair[1].pk), (pair[1].pk, pair[0].pk)]
        threads = [threading.Thread(target=merge, args=way) for way in ways]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 2
        assert answers.count("done") == 1
        states = {one.state for one in Request.objects.filter(pk__in=[one.pk for one in pair])}
        assert states == {"asked", "merged"}
        request_ = reporting.report(by=clerk, asked="甲", place=lift.place)
        other = reporting.report(by=clerk, asked="乙", place=lift.place)
