"""How numbers print; being written."""

from enum import StrEnum


class Style(StrEnum):
    PLAIN = "plain"
