"""What templates of documents need: a section's items as they would be typed."""

from __future__ import annotations

from django import template

from siwei.documents.content import ladder
from siwei.documents.content.model import Section

register = template.Library()


@register.filter
def typed(section: Section) -> str:
    """The items with their marks, a line each."""
    return ladder.typed(section.items)
