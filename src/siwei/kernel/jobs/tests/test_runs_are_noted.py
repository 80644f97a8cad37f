"""Every run of a job is noted: when, how long, what it did or why it failed; two runs of one job never overlap."""

import datetime
import threading

import pytest
from django.db import connection
from tests.toy.actions import ask
from tests.toy.models import Errand

from siwei.kernel.access.actor import Actor
from siwei.kernel.jobs import models, runner
from siwei.kernel.jobs.job import Job
from siwei.kernel.jobs.models import Run, begin, last_runs
from siwei.kernel.jobs.runner import run_job

DAY = datetime.date(2017, 2, 17)


def write(_day):
    return ask(by=Actor.system("job"), what="ink", opened_on=DAY).number


def fail(day):
    write(day)
    raise ValueError("no ink")


@pytest.fixture
def jobs(monkeypatch):
    def declare(**run):
        known = {name: Job(name, name, one, "* * * * *", whole=name != "loose") for name, one in run.items()}
        monkeypatch.setattr(runner, "all_jobs", lambda: known)

    return declare


def test_a_run_says_what_it_did(db, jobs):
    jobs(write=write)
    assert run_job("write", DAY) == "ER106-00001"
    run = last_runs()["write"]
    assert (run.outcome, run.said) == ("done", "ER106-00001")
    assert run.duration is not None


def test_a_failure_undoes_the_work_and_stays_noted(db, jobs):
    jobs(fail=fail)
    with pytest.raises(ValueError, match="no ink"):
        run_job("fail", DAY)
    assert not Errand.objects.exists()
    run = last_runs()["fail"]
    assert (run.outcome, run.said) == ("failed", "ValueError: no ink")


@pytest.mark.django_db(transaction=True)
def test_a_job_that_sees_to_its_own_transactions_keeps_what_it_had_done(jobs):
    jobs(loose=fail)
    with pytest.raises(ValueError, match="no ink"):
        run_job("loose", DAY)
    assert Errand.objects.count() == 1


def test_a_run_that_never_ended_was_broken_off(db, jobs):
    lost = begin("write")
    jobs(write=write)
    run_job("write", DAY)
    lost.refresh_from_db()
    assert (lost.outcome, lost.duration) == ("broken", None)


def test_only_the_latest_runs_are_kept(db, jobs, monkeypatch):
    monkeypatch.setattr(models, "KEPT", 3)
    jobs(write=write, other=write)
    run_job("other", DAY)
    for _turn in range(5):
        run_job("write", DAY)
    assert [run.said for run in Run.objects.filter(job="write")] == ["ER106-00006", "ER106-00005", "ER106-00004"]
    assert Run.objects.filter(job="other").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_of_one_job_wait_for_each_other(jobs):
    inside, most, start = [], [], threading.Barrier(3)

    def count(_day):
        inside.append(1)
        most.append(len(inside))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM generate_series(1, 200000)")
        inside.pop()

    jobs(count=count)

    def work():
        try:
            start.wait()
            run_job("count", DAY)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert most == [1, 1, 1]
    assert set(Run.objects.values_list("outcome", flat=True)) == {"done"}
