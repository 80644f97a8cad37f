"""Why an envelope is refused: a code that programs read and a sentence that people read, in each one's language."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from siwei.kernel.records.said import Said, said


class Reason(StrEnum):
    """Codes of reasons; they travel between installations and never change their meaning."""

    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NOT_A_CONTAINER = "not_a_container"
    BAD_NAME = "bad_name"
    DOUBLE_NAME = "double_name"
    BOMB = "bomb"
    MANIFEST = "manifest"
    DIGEST = "digest"
    MISSING_FILE = "missing_file"
    EXTRA_FILE = "extra_file"
    ENCODING = "encoding"
    NOT_WELL_FORMED = "not_well_formed"
    NO_HEAD = "no_head"
    VERSION = "version"
    ROOT = "root"
    ENTITY = "entity"
    DECLARATION = "declaration"
    TOO_DEEP = "too_deep"
    GRAMMAR = "grammar"
    VALUE = "value"
    ROSTER = "roster"
    STATE_SECRET = "state_secret"  # noqa: S105  # a class of documents
    SIGNATURE = "signature"
    NOT_A_MEMBER = "not_a_member"
    NOT_KEPT = "not_kept"


class EnvelopeRefused(Exception):  # noqa: N818  # what a sender is told, not an error of the program
    """Nothing of the envelope was taken. `code` names the reason, `sentence` says it; both go back to the sender."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code, self.sentence = code, sentence

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


def sentences() -> dict[str, Said]:
    """The sentence of each reason, with the places of its values."""
    return {
        Reason.TOO_LARGE: said("%(name)s is larger than %(most)s bytes."),
        Reason.TOO_MANY: said("There are more than %(most)s files."),
        Reason.NOT_A_CONTAINER: said("This is no envelope: %(why)s"),
        Reason.BAD_NAME: said("The file name “%(name)s” is not allowed."),
        Reason.DOUBLE_NAME: said("The file name “%(name)s” stands more than once."),
        Reason.BOMB: said("%(name)s unpacks to more than it says or may."),
        Reason.MANIFEST: said("The list of files cannot be read: %(why)s"),
        Reason.DIGEST: said("%(name)s is not the file that was signed."),
        Reason.MISSING_FILE: said("The file %(name)s is named but was not delivered."),
        Reason.EXTRA_FILE: said("The file %(name)s was delivered but is named nowhere."),
        Reason.ENCODING: said("%(name)s is not in an encoding that is taken: %(why)s"),
        Reason.NOT_WELL_FORMED: said("%(name)s is not well-formed: %(why)s"),
        Reason.NO_HEAD: said("%(name)s does not say by which definition it was written."),
        Reason.VERSION: said("%(name)s is of a version that is not read: %(version)s"),
        Reason.ROOT: said("The root %(root)s of %(name)s does not belong to its definition."),
        Reason.ENTITY: said("%(name)s holds an entity that is not allowed: %(entity)s"),
        Reason.DECLARATION: said("%(name)s declares elements or attributes of its own."),
        Reason.TOO_DEEP: said("%(name)s is nested too deeply or has too many elements."),
        Reason.VALUE: said("%(place)s holds a value that cannot be read: %(value)s"),
        Reason.ROSTER: said("The roster does not belong to the document: %(why)s"),
        Reason.STATE_SECRET: said("State secrets do not travel by this exchange: %(level)s"),
        Reason.SIGNATURE: said("The signature does not hold: %(why)s"),
        Reason.NOT_A_MEMBER: said("%(code)s is not in the address book."),
        Reason.NOT_KEPT: said("The document could not be registered: %(why)s"),
    }


def fault_sentence(reason: str, place: str, expected: tuple[str, ...]) -> Said:
    """A fault of the grammar in words."""
    words = {
        "unknown": said("%(place)s: this element or attribute does not exist."),
        "misplaced": said("%(place)s may not stand here; expected: %(expected)s."),
        "missing": said("%(place)s: something is missing; expected: %(expected)s."),
        "text": said("%(place)s: text may not stand here."),
        "code": said("%(place)s: this code is not in the list."),
        "entity": said("%(place)s: this file is not declared in the head."),
    }[reason]
    return words % {"place": place, "expected": "、".join(expected) or "—"}


def refuse(reason: Reason, **values: Any) -> EnvelopeRefused:
    """The refusal to raise; values are cut short, because they come out of a hostile file."""
    cut = {name: str(value)[:120] for name, value in values.items()}
    return EnvelopeRefused(reason.value, sentences()[reason] % cut)
