"""The transport for a city or a country: RabbitMQ with quorum queues, which outlive the death of a minority of nodes.

A message is sent when a majority of the nodes has it on disk and the broker says so (publisher confirms). It is
acknowledged after the receiver's commit. Several nodes are named; whichever answers is used, another when it dies.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import pika
from pika.exceptions import AMQPError

from siwei.documents.exchange.transport.message import Handler, Message, TransportDown, fitting

#: seconds in which a broker has to confirm what it was given
CONFIRM = 15.0
#: seconds to wait for a further message before a batch is handed over
PAUSE = 0.005
#: seconds after which a taker that finds nothing connects anew: what a channel lost count of when a node died beneath
#: it (seen: messages sent ahead and given back in that moment) comes back when the channel closes
FRESH = 20.0
QUORUM = {"x-queue-type": "quorum"}
DURABLE = 2
TROUBLE = (AMQPError, OSError)


class RabbitTransport:
    """Quorum queues on the nodes of one cluster."""

    def __init__(self, urls: Sequence[str], *, prefix: str = "siwei.") -> None:
        self.urls = tuple(urls)
        self.prefix = prefix
        self._publisher: _Publisher | None = None
        self._connection: Any = None
        self._channel: Any = None
        self._consumes = ""
        self._since = 0.0

    def send(self, messages: Sequence[Message]) -> None:
        """Publishes all and waits for the confirmations of all."""
        rest = list(messages)
        while rest:
            count = fitting(rest)
            batch, rest = rest[:count], rest[count:]
            for last_try in (False, True):  # a connection that died since the last time is opened again once
                try:
                    if self._publisher is None:
                        self._publisher = _Publisher(self.urls)
                    self._publisher.publish([(self.prefix + m.queue, m) for m in batch])
                    break
                except TransportDown:
                    self._drop_publisher()
                    if last_try:
                        raise

    def receive(self, queue: str, handle: Handler, *, most: int = 200, wait: float = 0) -> int:
        """Collects what comes without a pause, hands it over, acknowledges it together."""
        with self._consuming(queue, most) as channel:
            tag, batch = self._collect(channel, self.prefix + queue, queue, most, wait)
            channel.cancel()  # what was sent ahead to us goes back, so that another may take it meanwhile
            if batch:
                try:
                    handle(batch)
                except BaseException:
                    self._drop_consumer()  # what was not acknowledged goes back into the queue
                    raise
                channel.basic_ack(tag, multiple=True)
            elif time.monotonic() - self._since > FRESH:
                self._drop_consumer()
            return len(batch)

    def _collect(self, channel: Any, name: str, queue: str, most: int, wait: float) -> tuple[int, list[Message]]:
        """Messages up to `most`, and the tag of the last."""
        batch: list[Message] = []
        last = 0
        until = time.monotonic() + wait
        while len(batch) < most:
            pause = PAUSE if batch else max(PAUSE, until - time.monotonic())
            # a generator that ends its wait is asked anew: it goes on where it stood
            method, properties, body = next(channel.consume(name, inactivity_timeout=pause))
            if method is None:
                break
            last = method.delivery_tag
            batch.append(Message(properties.message_id or "", queue, properties.type or "", body))
            if fitting(batch) < len(batch):
                break
        return last, batch

    def waiting(self, queue: str) -> int:
        """How many messages wait that nobody has taken."""
        with self._consuming("", 1) as channel:
            found = channel.queue_declare(self.prefix + queue, durable=True, arguments=QUORUM)
            return int(found.method.message_count)

    def close(self) -> None:
        """Ends both connections."""
        self._drop_publisher()
        self._drop_consumer()

    @contextmanager
    def _consuming(self, queue: str, most: int) -> Iterator[Any]:
        try:
            if self._connection is None or not self._connection.is_open or self._consumes != queue:
                self._drop_consumer()
                parameters = [pika.URLParameters(_with(url, heartbeat=600)) for url in _shuffled(self.urls)]
                self._connection = pika.BlockingConnection(parameters)
                self._channel = self._connection.channel()
                self._channel.basic_qos(prefetch_count=most)
                if queue:
                    self._channel.queue_declare(self.prefix + queue, durable=True, arguments=QUORUM)
                self._consumes, self._since = queue, time.monotonic()
            yield self._channel
        except TROUBLE as error:
            self._drop_consumer()
            raise TransportDown(f"{type(error).__name__} {error}") from error

    def _drop_consumer(self) -> None:
        if self._connection is not None:
            with suppress(*TROUBLE):
                self._connection.close()
        self._connection = self._channel = None
        self._consumes = ""

    def _drop_publisher(self) -> None:
        if self._publisher is not None:
            self._publisher.close()
        self._publisher = None


class _Publisher:
    """A connection whose loop runs only while something is published: many messages, one wait for all confirmations.

    (pika's blocking channel waits for each message by itself, which costs a round trip and a sync each.)
    """

    def __init__(self, urls: Sequence[str]) -> None:
        self._declared: set[str] = set()
        self._open: set[int] = set()  # numbers that are not confirmed
        self._count = 0
        self._fault = ""
        self._channel: Any = None
        self._connection: Any = None
        for url in _shuffled(urls):
            self._fault = ""
            self._connect(url)
            if self._channel is not None and not self._fault:
                return
        raise TransportDown(self._fault or "no broker is named")

    def publish(self, messages: Sequence[tuple[str, Message]]) -> None:
        """Publishes into the named queues; returns when all are confirmed. Raises TransportDown."""
        for name in sorted({name for name, _message in messages} - self._declared):
            self._channel.queue_declare(name, durable=True, arguments=QUORUM, callback=self._stop)
            self._run()
            self._declared.add(name)
        for name, message in messages:
            properties = pika.BasicProperties(message_id=message.id, type=message.kind, delivery_mode=DURABLE)
            self._count += 1
            self._open.add(self._count)
            self._channel.basic_publish("", name, message.body, properties, mandatory=True)
        if self._open:
            self._run()

    def close(self) -> None:
        """Ends the connection without waiting for a broker that may be gone."""
        if self._connection is not None:
            with suppress(*TROUBLE):
                if self._connection.is_open:
                    self._connection.close()
            with suppress(Exception):
                self._connection.ioloop.close()
        self._connection = self._channel = None

    def _connect(self, url: str) -> None:
        self._connection = pika.SelectConnection(
            pika.URLParameters(_with(url, heartbeat=0)),
            on_open_callback=self._connected,
            on_open_error_callback=self._failed,
            on_close_callback=self._failed,
        )
        try:
            self._run()
        except TransportDown as error:
            self._fault = str(error)
            self.close()

    def _connected(self, connection: Any) -> None:
        connection.channel(on_open_callback=self._opened)

    def _opened(self, channel: Any) -> None:
        channel.add_on_close_callback(self._failed)
        channel.add_on_return_callback(lambda *_given: self._failed(None, "a message found no queue"))
        channel.confirm_delivery(self._confirmed, callback=self._stop)
        self._channel = channel

    def _confirmed(self, frame: Any) -> None:
        method = frame.method
        numbers = {n for n in self._open if n <= method.delivery_tag} if method.multiple else {method.delivery_tag}
        self._open -= numbers
        if isinstance(method, pika.spec.Basic.Nack):
            self._failed(None, "the broker refused a message")
        elif not self._open:
            self._stop()

    def _failed(self, _whose: Any, reason: Any) -> None:
        self._fault = str(reason) or type(reason).__name__
        self._stop()

    def _stop(self, _frame: Any = None) -> None:
        self._connection.ioloop.stop()

    def _run(self) -> None:
        """Let the loop run until somebody stops it; raises TransportDown when that was a fault or took too long."""
        loop = self._connection.ioloop
        alarm = loop.call_later(CONFIRM, lambda: self._failed(None, "the broker did not answer"))
        if not self._fault:
            loop.start()
        loop.remove_timeout(alarm)
        if self._fault:
            raise TransportDown(self._fault)


def _shuffled(urls: Sequence[str]) -> list[str]:
    """The nodes in a random order, so that connections spread over them."""
    found = list(urls)
    random.shuffle(found)
    return found


def _with(url: str, *, heartbeat: int) -> str:
    """The address with the settings that make a dead node noticed in seconds."""
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}heartbeat={heartbeat}&socket_timeout=5&connection_attempts=1&blocked_connection_timeout=30"
