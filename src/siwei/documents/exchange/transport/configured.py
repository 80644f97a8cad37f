"""The transport that the settings name: RabbitMQ where brokers are given, else PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from siwei.documents.exchange.transport.message import Transport
from siwei.documents.exchange.transport.postgres import PostgresTransport
from siwei.documents.exchange.transport.rabbit import RabbitTransport


def transport() -> Transport:
    """A new one; each thread has its own."""
    given: dict[str, Any] = settings.SIWEI_EXCHANGE
    if given["brokers"]:
        return RabbitTransport(given["brokers"])
    return PostgresTransport(str(given["hub"]) or own_database())


def own_database() -> str:
    """The address of this installation's database, for connections beside Django's."""
    known = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return make_conninfo(**{name: str(known[key]) for name, key in names.items() if known[key]})
