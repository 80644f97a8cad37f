"""How people meet what is sent, what arrived, and what could not be delivered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.exchange.models import REGISTRY, Arrival, Dispatch, Sending
from siwei.kernel.access.actor import AUDITOR, STAFF, Actor
from siwei.kernel.screens.screen import Filter, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

STATE = Sending.State


def _words_of(dispatch: Dispatch) -> str:
    """Why it stands as it does: what the recipient said, or the name of the reason."""
    return dispatch.said or str(REASONS.get(dispatch.reason, dispatch.reason))


REASONS = {
    "transport": _("The transport could not be reached."),
    "no_answer": _("Nobody answered."),
    "not_in_book": _("The recipient is not in the address book or does not exchange."),
    "no_key": _("The key of the sender is missing on this installation."),
    "misdirected": _("Misdirected."),
    "not_here": _("The recipient does not live on that installation."),
    "sender_not_in_book": _("The sender is not in the recipient's address book."),
    "asked_back": _("Received; the recipient was asked to give it back."),
    "kept": _("Received; the recipient keeps it."),
}

SENDINGS = Screen(
    record=Sending,
    slug="sendings",
    title=_("Sent by exchange"),
    icon="send",
    columns=("number", "issue_number", "subject", "kind", "opened_on", "sender_code", "state"),
    views=(
        View("open", _("Under way"), lambda rows, actor: rows.exclude(state=STATE.SETTLED)),
        View("attention", _("To be seen to"), lambda rows, actor: rows.filter(state=STATE.ATTENTION)),
        View("settled", _("With a complete result"), lambda rows, actor: rows.filter(state=STATE.SETTLED)),
    ),
    filters=(Filter("state"), Filter("kind"), Filter("opened_on"), Filter("sender_code")),
    roles=(STAFF, AUDITOR),
    life=(STATE.UNDER_WAY, STATE.SETTLED),
    tones={STATE.ATTENTION: "waiting"},
    sections=(
        Section(_("Document"), ("issue_number", "kind", "subject", "agency", "unit", "sent_by", "opened_on")),
        Section(
            _("Recipients by exchange"),
            (
                Column("name", _("Recipient")),
                Column("code", _("Recipient's code")),
                Column("copy", _("Kind of copy")),
                Column("state", _("State"), lambda one: one.get_state_display()),
                Column("to_code", _("Delivered to"), lambda one: one.to_code if one.went_elsewhere else ""),
                Column("handed_at", _("Delivered at"), kind=Kind.DATETIME),
                Column("answered_at", _("Answered at"), kind=Kind.DATETIME),
                Column("said", _("Remark"), _words_of),
            ),
            rows="dispatches",
            empty=_("Nobody gets it by exchange."),
        ),
    ),
)


def _text(arrival: Arrival) -> str:
    """The running text; of a classified document nothing is shown here."""
    from siwei.documents.exchange.delivery.wrapping import content_of

    if arrival.secret:
        return ""
    body = bytes(arrival.parcel.body)
    return content_of(body).words() if body else _now("Removed after its time; the letter has it.")


ARRIVALS = Screen(
    record=Arrival,
    slug="arrivals",
    title=_("Arrived by exchange"),
    icon="inbox",
    columns=("arrived_at", "sender_name", "issue_number", "subject", "copy", "receiver_code", "state"),
    views=(
        View("all", pgettext_lazy("arrivals", "All"), lambda rows, actor: rows),
        View("asked_back", _("Asked back by the sender"), lambda rows, actor: rows.filter(state="asked_back")),
    ),
    filters=(Filter("state"), Filter("sender_code"), Filter("arrived_at"), Filter("kind")),
    order=("-arrived_at", "-pk"),
    roles=(REGISTRY, AUDITOR),
    life=(Arrival.State.ARRIVED,),
    tones={Arrival.State.ASKED_BACK: "waiting"},
    sections=(
        Section(_("Document"), ("issue_number", "kind", "subject", Column("text", _("Text"), _text))),
        Section(_("Sender and recipient"), ("sender_name", "sender_code", "agency", "addressed_to", "copy")),
        Section(_("Course of delivery"), ("arrived_at", "asked_reason"), side=True),
    ),
)


def _undeliverable(actor: Actor) -> Any:
    """Dispatches of visible sendings about which somebody has to do something."""
    seen = Sending.objects.visible_to(actor)
    return Dispatch.objects.filter(state__in=Dispatch.TROUBLE, sending__in=seen).select_related("sending")


DEAD_LETTERS = Screen(
    record=Dispatch,  # type: ignore[arg-type]  # a log: its rows are no records
    slug="dead-letters",
    title=_("Undelivered documents"),
    icon="mail-off",
    columns=(
        Column("sending", _("Sending"), lambda one: str(one.sending.title()), sort=None),
        Column("name", _("Recipient")),
        Column("state", _("State"), lambda one: one.get_state_display(), sort="state"),
        Column("tries", _("Tries"), kind=Kind.NUMBER),
        Column("said", _("Remark"), _words_of, sort=None),
    ),
    roles=(REGISTRY, AUDITOR),
    source=_undeliverable,
    help=_("Documents that were sent back or that nobody answered; each waits on the page of its sending."),
)
