"""Two clerks assign the same request at the same moment."""

import threading

import pytest
from django.db import connection

from siwei.general.repairs import actions
from siwei.general.repairs.models import Request
from siwei.kernel.actions.errors import WrongState
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
