"""The worker's loop: receive, answer, recall, hand over, and wait until something comes."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Sequence

from django.db import Error, close_old_connections

from siwei.documents.exchange.delivery.book import own_queue
from siwei.documents.exchange.delivery.inbox import handle
from siwei.documents.exchange.delivery.outbox import answer, hand_over, send_answers, send_recalls
from siwei.documents.exchange.transport.configured import transport as configured
from siwei.documents.exchange.transport.message import Message, Transport, TransportDown

log = logging.getLogger(__name__)

#: seconds to wait for a message when there is nothing to do, and after a fault
IDLE, AFTER_FAULT = 1.0, 2.0
#: messages taken at once: by a worker that just started, doubled with each turn that went well, and at most. Who is
#: killed again and again, or stumbles over a fault, so gets something done between
FIRST, BATCH = 25, 500


def turn(transport: Transport, wait: float = 0, most: int = BATCH) -> int:
    """One turn of everything; gives how much was done."""
    done = hand_over(transport, most=most * 4)
    done += send_recalls(transport)
    done += send_answers(transport)
    return done + receive(transport, most, wait=0 if done else wait)


def receive(transport: Transport, most: int = BATCH, wait: float = 0) -> int:
    """Takes in what waits, commits it, answers it, and only then acknowledges it; gives how many messages."""

    def take(messages: Sequence[Message]) -> None:
        answer(transport, handle(messages))

    return transport.receive(own_queue(), take, most=most, wait=wait)


def drain(transport: Transport) -> int:
    """Turns until nothing is left to do; for tests, samples and measurements."""
    total = 0
    while done := turn(transport):
        total += done
    return total


def work(stop: threading.Event, open_transport: Callable[[], Transport] = configured) -> None:
    """Turns until told to stop. A fault of the transport or of the database is waited out."""
    transport: Transport | None = None
    most = FIRST
    gc.freeze()  # the program itself never becomes rubbish, and is large to look through
    while not stop.is_set():
        try:
            transport = transport or open_transport()
            turn(transport, IDLE, most)
            most = min(most * 2, BATCH)
        except (TransportDown, Error) as fault:
            log.warning("the exchange waits: %s", fault)
            if transport is not None:
                transport.close()
            transport, most = None, FIRST
            stop.wait(AFTER_FAULT)
        except Exception:
            log.exception("the exchange stumbled")
            most = FIRST
            stop.wait(AFTER_FAULT)
        finally:
            close_old_connections()
    if transport is not None:
        transport.close()
