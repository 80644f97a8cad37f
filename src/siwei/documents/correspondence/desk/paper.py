"""A version as a page: what belongs to the copy and not to the content (draft, seal, slip, file number)."""

from __future__ import annotations

from siwei.documents.content.model import Content
from siwei.documents.correspondence.models import Document, Incoming, Letter, Version
from siwei.documents.layout import Copying, Sheet, Slip, sheet
from siwei.kernel.approvals.models import Slip as Round
from siwei.kernel.approvals.models import SlipStep, rounds_of
from siwei.kernel.calendar.roc import format_roc


def is_issued(letter: Letter, version: Version) -> bool:
    """Whether a version is the one that left: it bears the number under which the letter was issued."""
    number = version.read().number
    return letter.state in Letter.SENT and number is not None and str(number) == letter.issue_number


def letter_sheet(letter: Letter, version: Version, content: Content) -> Sheet:
    """The page of a version. Whatever has not left says 稿本 on every page; a memorandum bears its slip."""
    issued = is_issued(letter, version)
    concluded = letter.upward and letter.decided_digest == version.sha256
    return sheet(
        content,
        Copying(
            file_number=letter.file_number,
            retention=letter.retention,
            copy="正本" if issued else "",
            draft=not (issued or concluded),
            sealed=issued and letter.seals.exists(),
            slip=slips_of(letter, version) if letter.upward else (),
        ),
    )


def incoming_sheet(incoming: Incoming, content: Content) -> Sheet:
    """A received electronic document as it is printed: with page numbers, marks over the joints, and our numbers
    (機關公文電子交換作業辦法 art. 8).
    """
    received = (("收文字號", incoming.number), ("收文日期", format_roc(incoming.opened_on)))
    return sheet(content, Copying(file_number=incoming.file_number, retention=incoming.retention, received=received))


def slips_of(document: Document, version: Version) -> tuple[Slip, ...]:
    """Steps that were taken on exactly this version, in their order."""
    return tuple(_row(step) for one in rounds_of(document) for step in _steps(one) if step.digest == version.sha256)


def _steps(one: Round) -> list[SlipStep]:
    return [step for step in one.steps.all() if step.decided_at]


def _row(step: SlipStep) -> Slip:
    who = step.decided_by
    name = f"{who.post.name_zh if who.post else ''} {who.name_zh}".strip() if who else ""
    behalf = f" 代 {step.behalf.name_zh}" if step.behalf else ""
    return Slip(str(step.label), f"{name}{behalf}", step.decided_at, step.opinion)
