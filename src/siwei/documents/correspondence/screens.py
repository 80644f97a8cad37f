"""How people meet documents: lists by desk and state, pages with what they say, tables of the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.actions.drafting import draft
from siwei.documents.correspondence.actions.reading import is_reader, read_incoming, read_letter
from siwei.documents.correspondence.actions.receiving import receive
from siwei.documents.correspondence.actions.secrets import enter_secret
from siwei.documents.correspondence.actions.tables import (
    add_class,
    add_delegation,
    add_group,
    add_template,
    add_word,
)
from siwei.documents.correspondence.desk.signing import verdicts
from siwei.documents.correspondence.models import (
    Delegation,
    Document,
    FileClass,
    Incoming,
    Letter,
    NamedReader,
    RecipientGroup,
    SecretEntry,
    Template,
    Word,
    agencies_of,
    units_of,
)
from siwei.documents.correspondence.models import (
    View as Opening,
)
from siwei.documents.correspondence.roles import DESK, LEVELS, REGISTRY, SEALER
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.approvals.models import waiting_for
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.records.models import type_of
from siwei.kernel.screens.screen import Filter, FilterKind, Rows, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

In, Out = Incoming.State, Letter.State


def _mine(rows: Rows, actor: Actor) -> Rows:
    """My desk: what I handle and is not done."""
    return rows.filter(handler=actor.place, state__in=[*rows.model.OPEN, In.CLOSED])


def _unit(rows: Rows, actor: Actor) -> Rows:
    return rows.filter(unit__in=units_of(actor), state__in=rows.model.OPEN)


def _registry(rows: Rows, actor: Actor) -> Rows:
    return rows.filter(agency__in=agencies_of(actor, REGISTRY), state=In.RECEIVED)


def overdue(rows: Rows, _actor: Actor) -> Rows:
    """Open documents whose time is over."""
    late = Duty.objects.overdue().about_type(rows.model).filter(kind="handle")
    return rows.filter(pk__in=late.values("object_id"), state__in=rows.model.OPEN)


def _to_sign(rows: Rows, actor: Actor) -> Rows:
    """What waits for my decision, in the place I take."""
    kind = type_of(rows.model).pk
    steps = [step.slip.object_id for step in waiting_for(actor) if step.slip.content_type_id == kind]
    return rows.filter(pk__in=steps)


def _to_send(rows: Rows, actor: Actor) -> Rows:
    sends = agencies_of(actor, REGISTRY, SEALER)
    return rows.filter(agency__in=sends, upward=False, state__in=[Out.APPROVED, Out.PROOFED, Out.SEALED])


def _to_file(rows: Rows, _actor: Actor) -> Rows:
    states = [In.CLOSED, In.TO_FILE] if rows.model is Incoming else [Out.ISSUED, Out.NOTED, Out.TO_FILE]
    return rows.filter(state__in=states)


def due_of(document: Document) -> Any:
    """The due day of the running clock, from the duties that the list fetched."""
    duties = getattr(document, "running", None)
    if duties is None:
        return None
    return duties[0].due if duties else None


def incoming_words(incoming: Incoming, actor: Actor) -> Mapping[str, Any]:
    """What it says; of a classified one the reading is written down."""
    return {"text": read_incoming(incoming, actor)} if is_reader(incoming, actor) else {}


def letter_words(letter: Letter, actor: Actor) -> Mapping[str, Any]:
    """What it says now, and its versions."""
    if not is_reader(letter, actor):
        return {}
    return {"content": read_letter(letter, actor), "versions": letter.versions.all()}


def readers(document: Document) -> Any:
    """The name list of a classified document."""
    return NamedReader.objects.about(document).select_related("person")


def openings(document: Document) -> Any:
    """Who opened it, the last first."""
    return Opening.objects.about(document)[:200]


def _secret(document: Document, _actor: Actor) -> bool:
    return document.is_secret


def _decided(letter: Letter, _actor: Actor) -> bool:
    return letter.decided_at is not None


def unless_secret(name: str) -> Any:
    """A column of a list that shows nothing of a classified document (RULES 8.3)."""
    return lambda document: "" if document.is_secret else getattr(document, name)


SUBJECT = Column("subject", _("Subject"), wide=True)
SENDER = Column("sender_name", _("Sender"), unless_secret("sender_name"), sort="sender_name")
SENDERS_NUMBER = Column("sender_number", _("Sender's number"), unless_secret("sender_number"), sort="sender_number")
ISSUE_NUMBER = Column("issue_number", _("Issue number"), unless_secret("issue_number"), sort="issue_number")
AGENCY = Column("agency", _("Agency"), "agency__name", sort="agency__code")
UNIT = Column("unit", _("Unit in charge"), "unit__name", sort="unit__code")
HANDLER = Column("handler", _("Handler"), lambda document: str(document.handler or ""), sort="handler__username")
OF_UNIT = Column("unit", _("Unit"), "unit__name", sort="unit__code")
SEALED = Column("digest", _("Checksum of the sealed version"), lambda one: one.digest[:12])
CLOSING = Section(
    _("Closing and filing"),
    ("closed_on", "used_days", "in_time", "online", "file_number", "retention", "filed_on"),
    visible=lambda document, _actor: document.closed_on is not None,
    side=True,
)
NAME_LIST = (
    Section(
        _("Name list"),
        (Column("person", _("Named reader")), Column("named_by", _("Named by")), Column("named_at", _("Named at"))),
        rows=readers,
        visible=_secret,
    ),
    Section(
        _("Openings"),
        (Column("name", _("Name at that time")), Column("at", _("When"), kind=Kind.DATETIME), "what"),
        rows=openings,
        visible=_secret,
    ),
)

INCOMING = Screen(
    record=Incoming,
    slug="incoming",
    title=_("Incoming documents"),
    icon="inbox",
    columns=("number", SUBJECT, SENDER, SENDERS_NUMBER, "speed", UNIT, HANDLER, "opened_on", "state"),
    views=(
        View("mine", _("My desk"), _mine),
        View("unit", _("My unit"), _unit),
        View("registry", _("Registry: to assign"), _registry),
        View("sign", _("Waits for my decision"), _to_sign),
        View("overdue", _("Overdue"), overdue),
        View("filing", _("To be filed"), _to_file),
    ),
    filters=(
        Filter("state"), Filter("category"), Filter("speed"), Filter("way"), Filter("opened_on"), Filter("closed_on"),
        Filter("unit", _("Unit in charge"), FilterKind.RECORD), Filter("agency", _("Agency"), FilterKind.RECORD),
    ),
    order=("-opened_on", "-pk"),
    related=("agency", "unit", "handler"),
    create=(receive,),
    links=lambda actor: (
        [(said("Monthly statement of documents"), reverse("correspondence_statement"))]
        if actor.holds_any((REGISTRY, DESK, *LEVELS, AUDITOR))
        else []
    ),
    tones={In.SUBMITTED: "active", In.RETURNED: "quiet", In.CANCELLED: "quiet"},
    life=(In.RECEIVED, In.ASSIGNED, In.HANDLING, In.CLOSED, In.TO_FILE, In.FILED),
    sections=(
        Section(_("What it says"), template="correspondence/incoming_words.html", context=incoming_words),
        Section(
            _("What came"),
            (
                "sender_name", "sender_code", "sent_on", "sender_number", "kind", "way", "converted",
                "attachments_note", "received_at",
                Column("duplicate_of", _("Came before as"), lambda one: one.duplicate_of or "", kind=Kind.RECORD),
            ),
        ),
        Section(
            _("In charge"),
            (
                AGENCY, UNIT, HANDLER, "category", "speed", "speed_given", "named_due", "within_days", "meets_on",
                "secrecy", "secret_until",
            ),
            side=True,
        ),
        Section(
            _("Answered by"),
            (
                Column("letter", _("Letter"), "letter", kind=Kind.RECORD),
                Column("how", _("How it is answered")),
                Column("issue", _("Issue number"), "letter__issue_number"),
            ),
            rows=lambda incoming: incoming.answered_by.select_related("letter"),
            empty=_("Nothing answers it yet."),
        ),
        CLOSING,
        *NAME_LIST,
    ),
)  # fmt: skip

LETTERS = Screen(
    record=Letter,
    slug="letters",
    title=_("Letters and memoranda"),
    icon="mail",
    columns=("number", SUBJECT, "kind", ISSUE_NUMBER, UNIT, HANDLER, "opened_on", "issued_on", "state"),
    views=(
        View("mine", _("My desk"), lambda rows, actor: rows.filter(handler=actor.place, state__in=Letter.OPEN)),
        View("sign", _("Waits for my decision"), _to_sign),
        View("unit", _("My unit"), _unit),
        View("sending", _("To be sent"), _to_send),
        View("overdue", _("Overdue"), overdue),
        View("filing", _("To be filed"), _to_file),
    ),
    filters=(
        Filter("state"), Filter("category"), Filter("speed"), Filter("opened_on"), Filter("issued_on"),
        Filter("unit", _("Unit in charge"), FilterKind.RECORD), Filter("agency", _("Agency"), FilterKind.RECORD),
    ),
    order=("-opened_on", "-pk"),
    related=("agency", "unit", "handler"),
    create=(draft,),
    tones={Out.CONSULTING: "active", Out.NOTED: "active", Out.CANCELLED: "quiet"},
    life=(Out.DRAFT, Out.SUBMITTED, Out.APPROVED, Out.PROOFED, Out.SEALED, Out.ISSUED, Out.TO_FILE, Out.FILED),
    sections=(
        Section(_("What it says"), template="correspondence/letter_words.html", context=letter_words),
        Section(
            _("Answers to"),
            (
                Column("incoming", _("Incoming document"), "incoming", kind=Kind.RECORD),
                Column("how", _("How it is answered")),
                Column("opened_on", _("Received on"), "incoming__opened_on", kind=Kind.DATE),
            ),
            rows=lambda letter: letter.answers.select_related("incoming"),
            empty=_("It answers nothing that came in."),
        ),
        Section(
            _("In charge"),
            (
                AGENCY, UNIT, HANDLER, "category", "method", "level",
                Column("delegation", _("Item of delegation"), lambda letter: str(letter.delegation or "")),
                "named_due", "secrecy", "secret_until",
            ),
            side=True,
        ),
        Section(
            _("Recipients"),
            ("copy", "name", "group", "code", "way", "with_attachments", "sent_on"),
            rows="recipients",
            visible=_decided,
        ),
        Section(
            _("Decision and issue"),
            (
                Column("decided_by", _("Decided by"), lambda letter: str(letter.decided_by or "")),
                "decided_at", "issue_number", "issued_on", "letters", "exchanged", "no_exchange",
            ),
            visible=_decided,
            side=True,
        ),
        Section(
            _("Signatures"),
            (
                Column("who", _("Who"), "who"),
                Column("name", _("Name in the certificate"), "name"),
                Column("version", _("Version"), "version"),
                Column("at", _("When"), "at", kind=Kind.DATETIME),
                Column("words", _("What the check says"), "words"),
            ),
            rows=verdicts,
            empty=_("No decision was signed with a certificate."),
        ),
        Section(
            _("Log of the seal"),
            ("at", "by_name", "copies", SEALED),
            rows="seals",
            visible=_decided,
            empty=_("It was not sealed."),
        ),
        CLOSING,
        *NAME_LIST,
    ),
)  # fmt: skip

WORDS = Screen(
    record=Word,
    slug="words",
    title=_("Words of issue numbers"),
    icon="hash",
    columns=("text", AGENCY, OF_UNIT, "in_city_name", "since", "until"),
    order=("agency__code", "text"),
    related=("agency", "unit"),
    create=(add_word,),
    sections=(Section(_("Word"), ("text", AGENCY, Column("unit", _("Unit"), "unit__name"), "since", "until")),),
)  # fmt: skip
DELEGATIONS = Screen(
    record=Delegation,
    slug="delegations",
    title=_("Delegated decisions"),
    icon="list-tree",
    columns=("item", "level", AGENCY, OF_UNIT, "since", "until"),
    order=("agency__code", "unit__code", "item"),
    related=("agency", "unit"),
    create=(add_delegation,),
    sections=(Section(_("Delegated decision"), ("item", "level", AGENCY, "since", "until")),),
)
GROUPS = Screen(
    record=RecipientGroup,
    slug="groups",
    title=_("Groups of recipients"),
    icon="users-group",
    columns=(
        "name", AGENCY, "collective", Column("members", _("Members"), lambda g: len(g.members), Kind.NUMBER, sort=""),
        "active",
    ),
    order=("agency__code", "name"),
    related=("agency",),
    create=(add_group,),
    sections=(
        Section(_("Group"), ("name", AGENCY, "collective")),
        Section(
            _("Members"),
            (
                Column("name", _("Recipient"), lambda one: one.party.name),
                Column("code", _("Agency code"), lambda one: one.party.code),
            ),
            rows=lambda group: group.recipients(),
            empty=_("Nobody is in it yet."),
        ),
    ),
)  # fmt: skip
TEMPLATES = Screen(
    record=Template,
    slug="templates",
    title=_("Templates of documents"),
    icon="template",
    columns=("name", "kind", AGENCY, OF_UNIT, "active"),
    order=("agency__code", "name"),
    related=("agency", "unit"),
    create=(add_template,),
    sections=(Section(_("Template"), ("name", "kind", AGENCY)),),
)
CLASSES = Screen(
    record=FileClass,
    slug="classes",
    title=_("File classes"),
    icon="folders",
    columns=("code", "name", "years", AGENCY, "by_scheme", "active"),
    order=("agency__code", "code"),
    related=("agency",),
    create=(add_class,),
    sections=(Section(_("File class"), ("code", "name", "years", AGENCY, "by_scheme", "active")),),
)
SECRETS = Screen(
    record=SecretEntry,
    slug="secrets",
    title=_("State secrets on paper"),
    icon="lock",
    columns=("number", "document_number", "level", "state", "opened_on"),
    order=("-pk",),
    related=("agency", "keeper"),
    create=(enter_secret,),
    sections=(
        Section(
            _("State secret on paper"),
            (AGENCY, "document_number", "level", "place", Column("keeper", _("Keeper"), lambda one: str(one.keeper))),
        ),
    ),
)
SCREENS = (INCOMING, LETTERS, WORDS, DELEGATIONS, GROUPS, TEMPLATES, CLASSES, SECRETS)
