"""The secret address of a person's calendar of bookings: made, and replaced when it became known to others."""

from __future__ import annotations

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.venues.models import FeedKey
from siwei.kernel.access.actor import STAFF, Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.directory.models import Person


def _own(person: Person, actor: Actor) -> str | None:
    return None if actor.person == person else said("Everybody has an address of their own.")


@action(
    Person,
    role=STAFF,
    label=_("New address of my venue calendar"),
    form=ActionForm,
    allowed=_own,
    icon="calendar-event",
)
def renew_feed(person: Person, *, by: Actor, key: str) -> None:
    """A new secret address; a calendar program that knows the old one is told nothing more."""
    FeedKey.objects.filter(person=person).delete()
    FeedKey(person=person, key=key).save()
