"""A notice is written with the act and leaves after it, in the reader's language, once, and again when it failed."""

import datetime
import smtplib
import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils.translation import override
from tests.toy.actions import ask

from siwei.kernel.access.actor import Actor
from siwei.kernel.notices import models
from siwei.kernel.notices.models import Notice, notify, send_waiting, unread
from siwei.kernel.records.said import said

BY = Actor.system("test")
SUBJECT = "You are deputy of %(person)s"


@pytest.fixture
def errand(transactional_db):
    return ask(by=BY, what="ink", opened_on=datetime.date(2017, 2, 17))


def words():
    return said(SUBJECT) % {"person": "王"}


def test_it_stands_in_the_house_and_leaves_by_mail(errand, person):
    anna = person("anna")
    notify(errand, to=[anna], subject="Come", body="Now.", attachments=[("a.ics", "BEGIN:VCALENDAR", "text/calendar")])
    assert [notice.subject for notice in unread(anna)] == ["Come"]
    assert mail.outbox == []
    assert send_waiting() == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["anna@example.org"], "Come", "Now.")
    assert sent.attachments[0].filename == "a.ics"
    assert send_waiting() == 0
    assert len(mail.outbox) == 1


def test_what_is_rolled_back_tells_nobody(errand, person):
    with transaction.atomic():
        notify(errand, to=[person("anna")], subject="Approved", body="")
        transaction.set_rollback(True)
    assert send_waiting() == 0
    assert not Notice.objects.exists()


def test_before_the_commit_nothing_leaves(errand, person):
    """A worker beside the open transaction sees nothing to send."""
    sent = []

    def work():
        try:
            sent.append(send_waiting())
        finally:
            connection.close()

    with transaction.atomic():
        notify(errand, to=[person("anna")], subject="Approved", body="")
        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
    assert sent == [0]
    assert send_waiting() == 1


def test_nobody_is_told_twice_and_who_has_no_mail_reads_it_in_the_house(errand, person):
    anna, bob = person("anna"), person("bob")
    bob.email = ""
    notify(errand, to=[anna, anna, bob, "c@example.org", "c@example.org", ""], subject="Come", body="")
    assert Notice.objects.count() == 3
    assert send_waiting() == 2
    assert unread(bob).count() == 1


def test_a_failure_is_kept_and_tried_again_and_holds_nobody_up(errand, person, monkeypatch):
    notify(errand, to=["broken@example.org", person("anna")], subject="Come", body="")
    send = mail.EmailMessage.send

    def refused(message, *args, **kwargs):
        if message.to == ["broken@example.org"]:
            raise smtplib.SMTPRecipientsRefused({})
        return send(message, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", refused)
    assert send_waiting() == 1
    failed = Notice.objects.get(sent_at=None)
    assert (failed.mail, failed.tries) == ("broken@example.org", 1)
    assert failed.failure
    notify(errand, to=["new@example.org"], subject="New", body="")
    assert send_waiting(limit=1) == 1, "what is new goes before what failed"
    monkeypatch.undo()
    assert send_waiting() == 1
    failed.refresh_from_db()
    assert failed.sent_at
    assert failed.failure == ""


def test_after_many_failures_it_rests(errand, monkeypatch):
    monkeypatch.setattr(models, "TRIES", 1)
    notify(errand, to=["a\nb@example.org"], subject="Come", body="")  # no mail can carry this address
    assert send_waiting() == 0
    assert send_waiting() == 0
    assert Notice.objects.get().tries == 1


def test_two_workers_never_send_one_message_twice(errand):
    notify(errand, to=[f"{n}@example.org" for n in range(20)], subject="Come", body="")
    start, sent = threading.Barrier(2), []

    def work():
        try:
            start.wait()
            sent.append(send_waiting())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == len(mail.outbox) == 20
    assert len({message.to[0] for message in mail.outbox}) == 20


def test_everybody_reads_it_in_his_own_language(errand, person, client):
    anna, bob = person("anna"), person("bob")
    bob.language = "en"
    bob.save(update_fields=["language"])
    with override("en"):
        notify(errand, to=[anna, bob, "c@example.org"], subject=words(), body=words())
    send_waiting()
    told = {message.to[0]: message for message in mail.outbox}
    english = "You are deputy of 王"
    with override("zh-hant"):
        chinese = words()
    assert english != chinese
    assert told["bob@example.org"].subject == english
    assert told["anna@example.org"].subject == chinese
    assert told["c@example.org"].subject == f"{chinese} / {english}"
    assert told["c@example.org"].body == f"{chinese}\n\n{english}"
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    assert chinese in client.get("/notices/").content.decode()
    client.post("/language/", {"language": "en"})
    assert english in client.get("/notices/").content.decode()
    anna.refresh_from_db()
    assert anna.language == "en"
