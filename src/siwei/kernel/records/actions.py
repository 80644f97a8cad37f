"""Linking two records and removing a link."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import STAFF, Actor
from siwei.kernel.actions.action import action, creates, locked
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.records.links import Link, linkable, name_of
from siwei.kernel.records.models import Case, Record, type_of
from siwei.kernel.search.finding import find, source

SHOWN = 5  # records named when several match


def reference(record: Record) -> str:
    """How a record is named in an address or a form: `venues.booking:17`."""
    return f"{record._meta.label_lower}:{record.pk}"


def referred(text: str, actor: Actor) -> Record | None:
    """The record of a reference, if the actor may see it."""
    label, _colon, key = text.partition(":")
    record_type = next((one for one in linkable() if one._meta.label_lower == label), None)
    if record_type is None or not (key.isascii() and key.isdigit()) or len(key) > 18:
        return None
    return cast("Record | None", record_type.objects.visible_to(actor).filter(pk=int(key)).first())


def found(text: str, actor: Actor, limit: int = 20) -> list[Record]:
    """Records that the actor may see by reference, number or words."""
    from siwei.kernel.module import screen_of

    known = referred(text, actor)
    if known is not None:
        return [known]
    types = tuple(one for one in linkable() if screen_of(one).open_to(actor))
    for record_type in types:
        if issubclass(record_type, Case):
            case = record_type.objects.visible_to(actor).filter(number=text.upper()).first()
            if case is not None:
                return [case]
    return find(text, [source(one.objects.visible_to(actor)) for one in types], size=limit).records


class LinkForm(ActionForm):
    """Which two records, and what one is to the other."""

    one = forms.CharField(label=_("Record"), max_length=200)
    relation = forms.ChoiceField(label=_("Relation"), choices=Link.Relation.choices)
    other = forms.CharField(label=_("Other record (number or words)"), max_length=200)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean_one(self) -> Record:
        """The record at this end."""
        return self._the_one("one")

    def clean_other(self) -> Record:
        """The record at the other end."""
        return self._the_one("other")

    def _the_one(self, name: str) -> Record:
        text = self.cleaned_data[name].strip()
        matches = found(text, self.actor or Actor.nobody(), SHOWN + 1)
        if not matches:
            raise ValidationError(gettext("You see no record called “%(text)s”.") % {"text": text})
        if len(matches) > 1:
            names = "、".join(record.title() for record in matches[:SHOWN])
            raise ValidationError(gettext("Several records match; write the number: %(names)s") % {"names": names})
        return matches[0]

    def clean(self) -> dict[str, Any]:
        """Two different records."""
        given = super().clean() or self.cleaned_data
        if given.get("one") is not None and given.get("one") == given.get("other"):
            self.add_error("other", gettext("A record is not linked to itself."))
        return given


@creates(Link, role=STAFF, label=_("Link records"), form=LinkForm, icon="link")
def link(*, by: Actor, one: Record, other: Record, relation: str = Link.Relation.RELATED, note: str = "") -> Link:
    """Put two records beside each other; both pages show it to whoever may see both."""
    ends = {"content_type": type_of(one), "object_id": one.pk, "other_type": type_of(other), "other_id": other.pk}
    for end in sorted((one, other), key=lambda end: (end._meta.label, end.pk)):
        locked(end)  # two people may link the same two from either end at once
    turned = Link.objects.standing().filter(
        content_type=ends["other_type"], object_id=other.pk, other_type=ends["content_type"], other_id=one.pk
    )
    if turned.exists():
        raise ValidationError({"other": _already(one, other)})
    made = Link(relation=relation, note=note, **ends)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise ValidationError({"other": _already(one, other)}) from error
    return made


def _already(one: Record, other: Record) -> str:
    return gettext("%(one)s and %(other)s are linked already.") % {"one": name_of(one), "other": name_of(other)}


def _stands(link: Link, actor: Actor) -> str | None:
    return None if link.removed_on is None else gettext("This link was removed.")


@action(Link, role=STAFF, label=_("Remove the link"), form=ActionForm, allowed=_stands, style="danger", icon="trash")
def unlink(link: Link, *, by: Actor) -> None:
    """The two stand apart again; that they were linked stays in the history."""
    link.removed_on = timezone.localdate()
