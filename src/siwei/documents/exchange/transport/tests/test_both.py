"""What both transports promise: nothing lost, everything back that was not acknowledged, many takers of one queue."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from django.db import connection

from siwei.documents.exchange.transport import trial
from siwei.documents.exchange.transport.message import AT_ONCE, Message, TransportDown, fitting
from siwei.documents.exchange.transport.postgres import PostgresTransport
from siwei.documents.exchange.transport.rabbit import RabbitTransport

MARK = "test-of-both"
#: one cluster of brokers, in one process
pytestmark = pytest.mark.xdist_group("brokers")


def letters(count: int, queue: str = MARK, size: int = 3000) -> list[Message]:
    return [Message(f"{queue}-{n}", queue, "letter", bytes([n % 256]) * size) for n in range(count)]


def drain(transport, queue: str = MARK, wait: float = 1) -> list[Message]:
    got: list[Message] = []
    while transport.receive(queue, got.extend, wait=wait):
        pass
    return got


def own_url() -> str:
    known = connection.settings_dict
    words = {"dbname": known["NAME"], "user": known["USER"], "host": known["HOST"], "port": known["PORT"]}
    return " ".join(f"{name}={value}" for name, value in words.items() if value)


@pytest.fixture(scope="module")
def brokers():
    if not trial.is_installed():
        pytest.skip("no rabbitmq-server on this machine (as root, ./siwei test installs it)")
    with trial.Brokers.start(3) as running:
        yield running


@pytest.fixture(params=["postgres", "rabbit"])
def make(request, transactional_db):
    """A maker of connections of one transport, all on the same queues."""
    made = []
    urls = request.getfixturevalue("brokers").urls if request.param == "rabbit" else []

    def build():
        one = PostgresTransport(own_url()) if request.param == "postgres" else RabbitTransport(urls)
        made.append(one)
        return one

    drain(build())
    yield build
    for one in made:
        one.close()


def test_what_was_sent_arrives_as_it_was(make):
    make().send(sent := letters(300))
    assert sorted(drain(make()), key=lambda m: m.id) == sorted(sent, key=lambda m: m.id)


def test_what_the_receiver_could_not_keep_comes_again(make):
    def fail(_messages):
        raise ValueError("the receiver's database is away")

    make().send(letters(5))
    taker = make()
    with pytest.raises(ValueError, match="away"):
        taker.receive(MARK, fail, wait=2)
    assert {m.id for m in drain(taker)} == {m.id for m in letters(5)}


def test_several_takers_share_a_queue(make):
    make().send(letters(200))
    got: list[list[Message]] = [[], [], []]

    def work(mine: list[Message]) -> None:
        mine += drain(make())

    threads = [threading.Thread(target=work, args=(one,)) for one in got]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(m.id for one in got for m in one) == Counter(m.id for m in letters(200))


def test_queues_are_apart(make):
    make().send([*letters(2), *letters(3, queue=f"{MARK}-other")])
    assert len(drain(make())) == 2
    assert len(drain(make(), queue=f"{MARK}-other")) == 3


def test_who_waits_is_woken(make):
    taker = make()
    got: list[Message] = []
    thread = threading.Thread(target=lambda: taker.receive(MARK, got.extend, wait=30))
    thread.start()
    make().send(letters(1))
    thread.join(20)
    assert [m.id for m in got] == [f"{MARK}-0"]


def test_large_letters_come_in_small_batches(make):
    make().send(letters(5, size=AT_ONCE // 2 - 1))
    sizes: list[int] = []
    taker = make()
    while taker.receive(MARK, lambda batch: sizes.append(len(batch)), wait=2):
        pass
    assert sum(sizes) == 5
    assert max(sizes) <= 3


def test_a_batch_fits_into_memory():
    assert fitting(letters(3, size=10)) == 3
    assert fitting(letters(3, size=AT_ONCE)) == 1


def test_a_hub_that_is_away_says_so():
    with pytest.raises(TransportDown):
        PostgresTransport("host=/nowhere dbname=none").send(letters(1))
    with pytest.raises(TransportDown):
        RabbitTransport(["amqp://guest:guest@127.0.0.1:1/%2F"]).send(letters(1))


@pytest.mark.crash
def test_one_broker_of_three_is_killed_while_messages_travel(brokers):
    """Nothing that was confirmed is lost. Twice may come what was confirmed to nobody any more."""
    queue, count = "killed", 600
    confirmed: set[str] = set()

    def send() -> None:
        transport = RabbitTransport(brokers.urls)
        waiting = letters(count, queue=queue)
        while waiting:
            batch = waiting[:20]
            try:
                transport.send(batch)
            except TransportDown:
                time.sleep(0.2)
                continue
            confirmed.update(m.id for m in batch)
            waiting = waiting[20:]
        transport.close()

    sender = threading.Thread(target=send)
    sender.start()
    got: Counter[str] = Counter()
    killed = False
    taker = RabbitTransport(brokers.urls)
    until = time.monotonic() + 120
    while time.monotonic() < until and (sender.is_alive() or len(got) < count):
        try:
            taker.receive(queue, lambda batch: got.update(m.id for m in batch), most=50, wait=1)
        except TransportDown:
            time.sleep(0.2)
        if not killed and len(got) > count // 5:
            brokers.nodes[1].kill()
            killed = True
    sender.join(10)
    taker.close()
    assert killed
    assert confirmed == set(got) == {m.id for m in letters(count, queue=queue)}
