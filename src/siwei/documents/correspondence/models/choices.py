"""What documents have to choose from; codes are the words of the manual, so that they read alike everywhere."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from siwei.documents.content.types import document_types
from siwei.documents.correspondence.roles import LEVELS

SPEEDS = [("普通件", _("Ordinary document")), ("速件", _("Urgent document")), ("最速件", _("Most urgent document"))]
#: kind of the files that go with a letter, beside others that may hang on its page
WITH_THE_LETTER = "with_letter"
#: a sender who gives more days than a year means something else
MOST_DAYS = 366
SECRECY = [("", _("Not classified")), ("密", _("Classified"))]
WAYS = [
    ("exchange", _("Electronic exchange")),
    ("paper", _("On paper")),
    ("fax", _("By fax")),
    ("hand", _("Handed over")),
]
#: 類別 of RULES 1.8; what is not general has clocks and statistics of its own
GENERAL = "general"


class Category(models.TextChoices):
    """To which time limits and which column of the statistics a document belongs."""

    GENERAL = "general", _("General document")
    APPLICATION = "application", _("Application by a person")
    PETITION = "petition", _("Petition")
    INTERPELLATION = "interpellation", _("Interpellation of the council")
    CONTROL = "control", _("Case of the Control Yuan")
    APPEAL = "appeal", _("Administrative appeal")
    PROJECT = "project", _("Project case")


#: 擬辦方式, codes of the exchange format
METHODS = [
    ("", _("Not said")),
    ("1", _("Memorandum first, then letter")),
    ("2", _("Memorandum and letter together")),
    ("3", _("Letter in place of a memorandum")),
    ("4", _("Two letters")),
    ("5", _("Several letters")),
]
LEVEL_CHOICES = [(number, role.label) for number, role in enumerate(LEVELS, start=1)]
COPIES = [("正本", _("Original")), ("副本", _("Copy")), ("抄本", _("Transcript"))]
#: 不適合電子交換: why a document stays out of the exchange ratio (RULES 1.9)
NO_EXCHANGE = [
    ("", _("Can be exchanged")),
    ("category", _("Interpellation, control, application, petition or appeal")),
    ("secret", _("Classified document")),
    ("person", _("Recipient is a private person")),
    ("attachment", _("Physical attachment")),
    ("upward", _("Stays inside the agency")),
    ("notice", _("Public notice")),
    ("personnel", _("Personnel order")),
    ("unconnected", _("Recipient cannot receive electronically")),
]


def kinds(*, issued: bool) -> list[tuple[str, str]]:
    """Types of documents; with `issued` only those that a city sends."""
    return [(name, name) for name, one in document_types().items() if one.issued or not issued]
