"""How people meet the address book, applications and refused envelopes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.exchange.actions.book import add_member
from siwei.documents.exchange.actions.quarantine import set_aside
from siwei.documents.exchange.models import APPROVER, BOOK, REGISTRY, Change, Enrolment, Member, Quarantine
from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.screens.screen import Filter, Rows, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind


def _accepted(rows: Rows, actor: Actor) -> Rows:
    return rows.filter(state__in=Enrolment.ACCEPTED)


def _changes(member: Member) -> list[Change]:
    return list(member.changes.order_by("-pk")[:50])


MEMBERS = Screen(
    record=Member,
    slug="members",
    title=_("Address book"),
    icon="address-book",
    columns=("code", "name", "kind", "state", "since", "until", "certificate_until", "address"),
    views=(
        View("exchanging", _("Exchanging"), lambda rows, actor: rows.filter(state=Member.State.OPEN)),
        View("private", _("Private organisations"), lambda rows, actor: rows.filter(kind=Member.Kind.PRIVATE)),
        View("gone", _("No longer exchanging"), lambda rows, actor: rows.exclude(state=Member.State.OPEN)),
    ),
    filters=(Filter("kind"), Filter("state"), Filter("since"), Filter("certificate_until")),
    order=("code",),
    create=(add_member,),
    sections=(
        Section(_("Entry"), ("code", "name", "short_name", "kind", "state", "agency", "since", "until", "successor")),
        Section(_("Certificate of the body"), ("certificate_serial", "certificate_until"), side=True),
        Section(_("Way of delivery"), ("address", "mail"), side=True),
        Section(
            _("Changes of the entry"),
            (
                Column("pk", _("Sequence number"), kind=Kind.NUMBER),
                Column("kind", _("What changed")),
                Column("day", _("With effect from"), kind=Kind.DATE),
                Column("at", _("Entered at"), kind=Kind.DATETIME),
            ),
            rows=_changes,
            empty=_("Nothing changed yet."),
        ),
    ),
)

STATE = Enrolment.State
ENROLMENTS = Screen(
    record=Enrolment,
    slug="enrolments",
    title=_("Organisations that apply"),
    icon="building-community",
    columns=("number", "organisation", "tax_number", "certificate_kind", "opened_on", "accepted_on", "state"),
    views=(
        View("open", _("Open"), lambda rows, actor: rows.filter(state__in=[*Enrolment.PENDING, STATE.APPROVED])),
        View("accepted", pgettext_lazy("enrolments", "Accepted"), _accepted),
    ),
    filters=(Filter("state"), Filter("certificate_kind"), Filter("opened_on"), Filter("accepted_on")),
    order=("-opened_on", "-pk"),
    related=("member",),
    roles=(BOOK, APPROVER, AUDITOR),
    life=(STATE.ASKED, STATE.CHECKED, STATE.APPROVED, STATE.OPENED),
    tones={STATE.RETURNED: "waiting"},
    sections=(
        Section(
            _("Application"),
            (
                "organisation",
                "tax_number",
                "registration",
                "authority",
                "address",
                "responsible",
                "contact",
                "phone",
                "mail",
                "purpose",
                "opened_on",
            ),
        ),
        Section(_("Certificate of the body"), ("certificate_kind", "certificate_until"), side=True),
        Section(_("Decision on the application"), ("checked_by", "accepted_on", "member"), side=True),
    ),
)

QUARANTINES = Screen(
    record=Quarantine,
    slug="quarantine",
    title=_("Quarantine"),
    icon="biohazard",
    help=_("Envelopes that were refused. They are kept for evidence and cannot be opened here."),
    columns=("received_at", "sender", "sender_name", "reason", "sentence", "size", "told_at", "state"),
    views=(
        View("kept", _("To be looked at"), lambda rows, actor: rows.filter(state=Quarantine.State.KEPT)),
        View("settled", _("Settled"), lambda rows, actor: rows.filter(state=Quarantine.State.SETTLED)),
    ),
    filters=(Filter("reason"), Filter("sender"), Filter("received_at")),
    order=("-received_at",),
    create=(set_aside,),
    roles=(REGISTRY, AUDITOR),
    sections=(
        Section(_("Envelope"), ("received_at", "sender", "sender_name", "size", "sha256")),
        Section(_("Refusal"), ("reason", "sentence", "told_at", "settled_note")),
    ),
)
