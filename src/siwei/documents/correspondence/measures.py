"""The two ratios of the Executive Yuan (RULES 1.9): numerators and denominators as lists that can be opened."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.models import HIDDEN, NO_EXCHANGE, Incoming, Letter
from siwei.documents.correspondence.rules import rate
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import SUM, Derived, Measure, Reasons
from siwei.kernel.sheets.column import Column, Kind

OWNER = _("Documents Division")
SECTION = "貳(一)3"
#: why a document is in neither part of the first rate
OUTSIDE: Mapping[str, Any] = {
    "secret": _("Classified document"),
    "cancelled": _("Number cancelled"),
    "returned": _("Returned to the sender"),
    "paper": _("Paper that was not converted"),
}


def _unless_secret(name: str) -> Any:
    """A column of which a classified document shows nothing: it counts without being told apart."""
    return lambda row: HIDDEN if row.secrecy else getattr(row, name)


#: what leaves the house as evidence: no subject, no sender, no name
PUBLIC = (Column("number", _("Number")), Column("agency", _("Agency"), "agency__name"))
RECEIVED = (*PUBLIC, Column("opened_on", _("Received on"), kind=Kind.DATE))
CLOSED = (*PUBLIC, Column("closed_on", _("Closed on"), kind=Kind.DATE))
SENT = (*PUBLIC, Column("issued_on", _("Issued on"), kind=Kind.DATE), Column("letters", _("Letters"), kind=Kind.NUMBER))
#: what was left out: the same, and why
MASKED = (
    Column("number", _("Number"), _unless_secret("number")),
    Column("agency", _("Agency"), _unless_secret("agency")),
)
RECEIVED_OUT = (
    *MASKED,
    Column("opened_on", _("Received on"), kind=Kind.DATE),
    Column("outside", _("Why left out"), lambda row: OUTSIDE[row.outside]),
)
SENT_OUT = (
    *MASKED,
    Column("issued_on", _("Issued on"), kind=Kind.DATE),
    Column("letters", _("Letters"), kind=Kind.NUMBER),
    Column("no_exchange", _("Why not by exchange")),
)
#: what came electronically, or on paper and was made into a file
ON_LINE = Q(way="exchange") | Q(converted=True)


def _received() -> QuerySet[Any]:
    """Documents that came in, without classified, cancelled and returned ones."""
    return Incoming.objects.counted().exclude(state=Incoming.State.RETURNED)


def received_electronically(period: Period) -> QuerySet[Any]:
    """e-documents received."""
    return _within(_received().filter(way="exchange"), "opened_on", period)


def converted(period: Period) -> QuerySet[Any]:
    """Paper received and converted to approval on-line."""
    return _within(_received().filter(converted=True).exclude(way="exchange"), "opened_on", period)


def created(period: Period) -> QuerySet[Any]:
    """Self-created letters and memoranda."""
    return _within(Letter.objects.counted().filter(self_created=True), "opened_on", period)


def finished_incoming(period: Period) -> QuerySet[Any]:
    """Incoming documents finished by approval on-line."""
    return _within(_received().filter(ON_LINE, online=True, state__in=Incoming.DONE), "closed_on", period)


def finished_created(period: Period) -> QuerySet[Any]:
    """Self-created documents finished by approval on-line."""
    rows = Letter.objects.counted().filter(self_created=True, online=True)
    return _within(rows.filter(state__in=[*Letter.SENT, Letter.State.NOTED]), "closed_on", period)


def sent(period: Period) -> QuerySet[Any]:
    """Letters issued that could go electronically."""
    return _within(Letter.objects.counted().filter(state__in=Letter.SENT, no_exchange=""), "issued_on", period)


def sent_electronically(period: Period) -> QuerySet[Any]:
    """Letters sent by exchange to everybody who can receive so."""
    return sent(period).filter(exchanged=True)


def left_out(period: Period) -> QuerySet[Any]:
    """Letters that cannot go electronically, each with its reason; classified ones are counted, not shown."""
    return _within(Letter.objects.filter(state__in=Letter.SENT).exclude(no_exchange=""), "issued_on", period)


def received_left_out(period: Period) -> QuerySet[Any]:
    """Incoming documents in neither part of the rate of approval on-line: `outside` says why."""
    rows = Incoming.objects.annotate(
        outside=Case(
            When(~Q(secrecy=""), then=Value("secret")),
            When(state=Incoming.State.CANCELLED, then=Value("cancelled")),
            When(state=Incoming.State.RETURNED, then=Value("returned")),
            When(~ON_LINE, then=Value("paper")),
        )
    )
    return _within(rows.exclude(outside=None), "opened_on", period)


def created_left_out(period: Period) -> QuerySet[Any]:
    """Self-created documents in neither part of it."""
    rows = Letter.objects.filter(self_created=True).annotate(
        outside=Case(
            When(~Q(secrecy=""), then=Value("secret")),
            When(state=Letter.State.CANCELLED, then=Value("cancelled")),
        )
    )
    return _within(rows.exclude(outside=None), "opened_on", period)


def _within(rows: QuerySet[Any], day: str, period: Period) -> QuerySet[Any]:
    days = {f"{day}__gte": period.start, f"{day}__lt": period.end}
    return rows.filter(**days).select_related("agency")


def _measure(name: str, label: Any, definition: Any, evidence: Any, on: str, columns: Any, **how: Any) -> Measure:
    return Measure(
        id=f"correspondence.{name}", label=label, unit="件", definition=definition, evidence=evidence, on=on,
        public_columns=columns, owner=OWNER, section=SECTION, **how,
    )  # fmt: skip


FINISHED_INCOMING = _measure(
    "finished_online.incoming",
    _("Incoming documents finished by approval on-line"),
    _("Came electronically or was converted, and was closed in the year by a decision on-line; no classified ones."),
    finished_incoming,
    "closed_on",
    CLOSED,
)
FINISHED_CREATED = _measure(
    "finished_online.created",
    _("Self-created documents finished by approval on-line"),
    _("Letters and memoranda that answer nothing, decided on-line and finished in the year; no classified ones."),
    finished_created,
    "closed_on",
    CLOSED,
)
BY_EXCHANGE = _measure(
    "received.electronically",
    _("Documents received electronically"),
    _("By the day of receipt; no classified, cancelled or returned ones."),
    received_electronically,
    "opened_on",
    RECEIVED,
)
CONVERTED = _measure(
    "received.converted",
    _("Paper converted for approval on-line"),
    _("Paper that was scanned at receipt and goes on as a file; by the day of receipt."),
    converted,
    "opened_on",
    RECEIVED,
)
CREATED = _measure(
    "created",
    _("Self-created documents"),
    _("Letters and memoranda that answer nothing, by the day of creation; no classified or cancelled ones."),
    created,
    "opened_on",
    RECEIVED,
)
SENT_ALL = _measure(
    "sent",
    _("Letters sent that could go electronically"),
    _(
        "One letter to many counts once, letters of their own for each recipient count each. Interpellations, control, "
        "applications, petitions, appeals, private recipients, physical attachments and classified ones are out."
    ),
    sent,
    "issued_on",
    SENT,
    reduce=SUM("letters"),
)
SENT_ONLINE = _measure(
    "sent.electronically",
    _("Letters sent electronically"),
    _("Of those that could: everybody who can receive electronically got it so."),
    sent_electronically,
    "issued_on",
    SENT,
    reduce=SUM("letters"),
)
LEFT_OUT = _measure(
    "sent.not_suitable",
    _("Letters not suitable for exchange"),
    _("Letters that are left out of the exchange ratio, each with its reason."),
    left_out,
    "issued_on",
    SENT_OUT,
    reduce=SUM("letters"),
    reasons=Reasons("no_exchange", dict(NO_EXCHANGE)),
)
RECEIVED_LEFT_OUT = _measure(
    "received.left_out",
    _("Incoming documents outside the rate of approval on-line"),
    _("Classified, cancelled and returned documents, and paper that was not converted; by the day of receipt."),
    received_left_out,
    "opened_on",
    RECEIVED_OUT,
    reasons=Reasons("outside", OUTSIDE),
)
CREATED_LEFT_OUT = _measure(
    "created.left_out",
    _("Self-created documents outside the rate of approval on-line"),
    _("Classified and cancelled letters and memoranda that answer nothing; by the day of creation."),
    created_left_out,
    "opened_on",
    RECEIVED_OUT,
    reasons=Reasons("outside", OUTSIDE),
)


def _signing(figures: Mapping[str, Decimal]) -> Decimal:
    done = figures[FINISHED_INCOMING.id] + figures[FINISHED_CREATED.id]
    return rate(done, figures[BY_EXCHANGE.id] + figures[CONVERTED.id] + figures[CREATED.id])


ONLINE_RATE = Derived(
    id="correspondence.online_approval_rate",
    label=_("Rate of approval on-line"),
    unit="%",
    definition=_(
        "Documents finished by approval on-line, divided by those received electronically, those converted and the "
        "self-created ones of the year."
    ),
    inputs=(FINISHED_INCOMING.id, FINISHED_CREATED.id, BY_EXCHANGE.id, CONVERTED.id, CREATED.id),
    formula=_signing,
    written=(
        f"rounded(100 * ({FINISHED_INCOMING.id} + {FINISHED_CREATED.id}) / "
        f"({BY_EXCHANGE.id} + {CONVERTED.id} + {CREATED.id}), 0.01)"
    ),
    above=(FINISHED_INCOMING.id, FINISHED_CREATED.id),
    left_out=(RECEIVED_LEFT_OUT.id, CREATED_LEFT_OUT.id),
    decimals=2,
    owner=OWNER,
    section=SECTION,
)
EXCHANGE_RATE = Derived(
    id="correspondence.electronic_exchange_rate",
    label=_("Rate of electronic exchange"),
    unit="%",
    definition=_("Letters sent electronically, divided by all letters sent that could go so."),
    inputs=(SENT_ONLINE.id, SENT_ALL.id),
    formula=lambda figures: rate(figures[SENT_ONLINE.id], figures[SENT_ALL.id]),
    written=f"rounded(100 * {SENT_ONLINE.id} / {SENT_ALL.id}, 0.01)",
    above=(SENT_ONLINE.id,),
    left_out=(LEFT_OUT.id,),
    decimals=2,
    owner=OWNER,
    section=SECTION,
)
COUNTS = (
    FINISHED_INCOMING, FINISHED_CREATED, BY_EXCHANGE, CONVERTED, CREATED, SENT_ONLINE, SENT_ALL, LEFT_OUT,
    RECEIVED_LEFT_OUT, CREATED_LEFT_OUT,
)  # fmt: skip
MEASURES = (*COUNTS, ONLINE_RATE, EXCHANGE_RATE)
