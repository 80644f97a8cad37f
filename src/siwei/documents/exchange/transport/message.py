"""What travels and what carries it: the Message value and the Transport protocol.

A transport promises little, and the delivery above it asks for no more: a message that `send` returned for is never
lost, may come twice, and may come in another order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

#: bytes of one message; larger ones are refused before they are sent (attachments of a letter included)
LARGEST = 64 * 1024 * 1024
#: bytes handed over together, so that a batch of large letters does not fill the memory
AT_ONCE = 32 * 1024 * 1024


class TransportDown(Exception):  # noqa: N818  # it says what is the case
    """The transport cannot be reached or did not confirm; whatever was given to it may or may not have gone."""


@dataclass(frozen=True, slots=True)
class Message:
    """`queue` is the installation it goes to; `kind` says how the body is read. Its id is the sender's to choose."""

    id: str
    queue: str
    kind: str
    body: bytes


Handler = Callable[[Sequence[Message]], None]


class Transport(Protocol):
    """A way for messages to get from one installation to another."""

    def send(self, messages: Sequence[Message]) -> None:
        """Returns when every message is kept safely on the way. Raises TransportDown otherwise."""

    def receive(self, queue: str, handle: Handler, *, most: int = 200, wait: float = 0) -> int:
        """Hands waiting messages to `handle` and acknowledges them after it returned; gives their number.

        `handle` commits before it returns. When it raises, the messages stay and come again. `wait` is for how many
        seconds to wait for a first message. Raises TransportDown.
        """

    def close(self) -> None:
        """Ends the connections; the next call opens them again."""


def fitting(messages: Sequence[Message]) -> int:
    """How many of the messages fit into one hand-over; at least one."""
    total = 0
    for at, message in enumerate(messages):
        total += len(message.body)
        if total > AT_ONCE and at:
            return at
    return len(messages)
