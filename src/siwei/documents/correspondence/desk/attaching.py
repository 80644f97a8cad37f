"""Attaching a file to a draft: the bytes are kept once, and a new version names them with their checksum."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from siwei.documents.content.model import Attached
from siwei.documents.correspondence.actions.assigning import of_handler
from siwei.documents.correspondence.actions.drafting import redraft
from siwei.documents.correspondence.actions.reading import read_letter
from siwei.documents.correspondence.models import Letter
from siwei.documents.correspondence.models.choices import WITH_THE_LETTER
from siwei.documents.correspondence.roles import HANDLER
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ActionForm
from siwei.kernel.files.models import attach, attachments_of
from siwei.kernel.records.said import said


def attached_to(letter: Letter) -> tuple[Attached, ...]:
    """Files that can go with the letter."""
    return tuple(
        Attached(one.name, one.sha256, one.size) for one in attachments_of(letter).filter(kind=WITH_THE_LETTER)
    )


class AttachForm(ActionForm):
    """One file."""

    file = forms.FileField(label=_("File"))


@action(
    Letter, when=[Letter.State.DRAFT], role=HANDLER, label=_("Add an attachment"), form=AttachForm, allowed=of_handler,
    icon="paperclip",
)  # fmt: skip
def add_attachment(letter: Letter, *, by: Actor, file: File[Any]) -> None:
    """It goes with the letter; the version that names it is a new one."""
    kept = attach(letter, file, by=by, kind=WITH_THE_LETTER)
    content = read_letter(letter, by)
    added = Attached(kept.name, kept.sha256, kept.size)
    others = tuple(one for one in content.attachments if one.sha256 != added.sha256)
    redraft.body(letter, by=by, content=replace(content, attachments=(*others, added)), note=said("Attachment added"))
