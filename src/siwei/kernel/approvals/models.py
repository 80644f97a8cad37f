"""The routing slip: who has to agree to a record, in which order, and who stood in for whom.

A slip is a row of steps. Every step of the lowest undecided order is active; the slip is approved when no
step is left. Five verbs move it: submit, approve, insert, return, withdraw. Rounds stay: a slip that is returned to
whoever submitted it is closed and the next submission makes a new one; one that is returned to an earlier step
asks that step and those after it again, in new rows, and what was said before stays where it was said.
A step remembers which content its decider saw, as a digest, and what he signed it with.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import KERNEL_ROLES, Actor, Role, holders
from siwei.kernel.access.models import Grant, oversees
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.directory.models import Person, Unit
from siwei.kernel.records.models import (
    About,
    Guarded,
    GuardedAboutQuerySet,
    GuardedQuerySet,
    Record,
    RecordQuerySet,
    type_of,
)
from siwei.kernel.records.said import SaidField

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise


class DeputyQuerySet(RecordQuerySet):
    """Who stands in for whom."""

    def visible_to(self, actor: Actor) -> Self:
        """Both sides; administrators and auditors see all."""
        if oversees(actor):
            return self.all()
        if actor.person is None:
            return self.none()
        return self.filter(models.Q(person=actor.person) | models.Q(deputy=actor.person))

    def away(self, day: datetime.date | None = None) -> Self:
        """Absences that last on a day (today), whether or not somebody stands in."""
        day = day or timezone.localdate()
        return self.filter(since__lte=day, until__gt=day)

    def today(self) -> Self:
        """Appointments that hold today, of people whose accounts are open.

        Whoever became administrator or auditor meanwhile stands in for nobody (RULES 11).
        """
        day = timezone.localdate()
        open_ = self.filter(since__lte=day, until__gt=day, person__is_active=True, deputy__is_active=True)
        apart = Grant.objects.on(day).filter(role__in=[role.code for role in KERNEL_ROLES])
        return open_.exclude(deputy__in=apart.values("person"))


class Deputy(Record):
    """Who acts for a person who is away from a day to a day; rank 1 is asked first. `deputy` empty: nobody yet.

    `why` decides in whose name a document leaves meanwhile (公文程式條例 art. 4).
    """

    class Why(models.TextChoices):
        LEAVE = "leave", _("On leave")
        TRIP = "trip", _("Away on duty")
        VACANT = "vacant", _("The post is vacant")

    person = models.ForeignKey(Person, models.CASCADE, related_name="deputies", verbose_name=_("Absent person"))
    deputy = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="deputy_of", verbose_name=_("Deputy")
    )
    since = models.DateField(_("First day"))
    until = models.DateField(_("To (the first day back)"))
    rank = models.PositiveSmallIntegerField(_("Order (1 is asked first)"), default=1)
    why = models.CharField(_("Kind of absence"), max_length=10, choices=Why.choices, default=Why.LEAVE)

    objects = DeputyQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes managers for instance variables

    class Meta:
        ordering = ["person", "since", "rank"]
        constraints = [
            # an empty period is one that was ended before it began
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="deputy_period"),
            models.CheckConstraint(condition=~models.Q(person=models.F("deputy")), name="deputy_not_oneself"),
        ]
        verbose_name = _("deputy")

    def __str__(self) -> str:
        if self.deputy is None:
            return gettext("%(person)s, whose place nobody takes") % {"person": self.person}
        return gettext("%(deputy)s for %(person)s") % {"deputy": self.deputy, "person": self.person}

    def business_date(self) -> datetime.date:
        """The first day of the absence."""
        return self.since


def without_deputy(people: Iterable[Person], day: datetime.date | None = None) -> list[Person]:
    """Those of `people` who are away on a day (today) and whose place nobody takes: no step may wait for them."""
    asked = list(people)
    away = set(Deputy.objects.away(day).filter(person__in=asked).values_list("person", flat=True))
    if not away:
        return []
    served = set(Deputy.objects.today().filter(person__in=away).exclude(deputy=None).values_list("person", flat=True))
    return [person for person in asked if person.pk in away - served]


class Slip(About, Guarded):
    """One round of approval of a record."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    #: in whose place it was submitted, when a deputy did
    submitted_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)

    objects = GuardedAboutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "round"], name="approvals_one_round"),
            models.UniqueConstraint(
                fields=["content_type", "object_id"], condition=models.Q(state="open"), name="approvals_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} round {self.round}"

    def submitters(self) -> list[Person]:
        """Who submitted it, and in whose place; neither decides it."""
        return [one for one in (self.submitted_by, self.submitted_for) if one is not None]

    def active(self) -> list[SlipStep]:
        """Steps that wait for a decision now: those of the lowest undecided order."""
        waiting = [step for step in self.steps.all() if step.state == SlipStep.State.WAITING]
        lowest = min((step.order for step in waiting), default=0)
        return [step for step in waiting if step.order == lowest] if self.state == self.State.OPEN else []

    def decided(self) -> list[SlipStep]:
        """Steps that were approved, in their order: those to which it can be returned."""
        return [step for step in self.steps.all() if step.state == SlipStep.State.APPROVED]


class SlipStep(Guarded):
    """A decision asked of a person, or of whoever holds a role (in a unit); an advisory one asks for an opinion only.

    `digest` is the content that its decider saw, `signature` what he signed it with where he did.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")
        SKIPPED = "skipped", _("Not asked any more")

    slip = models.ForeignKey(Slip, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    label = SaidField(default=str)
    role = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    behalf = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    opinion = models.TextField(blank=True)
    advisory = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    signature = models.BinaryField(null=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["slip", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.order}. {self.label or self.role}"

    def deciders(self) -> list[Person]:
        """The people asked, without deputies."""
        if self.person:
            return [self.person]
        return holders(Role(self.role, ""), self.unit)


@dataclass(frozen=True)
class Step:
    """A step to be put on a slip; steps of one `order` are asked in parallel."""

    order: int
    role: Role | None = None
    unit: Unit | None = None
    person: Person | None = None
    label: str | Promise = ""
    advisory: bool = False


def slip_of(record: Record) -> Slip | None:
    """The open slip of a record."""
    slips = Slip.objects.about(record).filter(state=Slip.State.OPEN)
    found: Slip | None = slips.prefetch_related("steps__person", "steps__unit").first()
    return found


def rounds_of(record: Record) -> QuerySet[Slip]:
    """All rounds of a record, oldest first, with their steps."""
    return Slip.objects.about(record).prefetch_related("steps__decided_by", "steps__behalf").order_by("round")


def submit(record: Record, steps: Iterable[Step], *, by: Actor) -> Slip:
    """Begin a round. Only inside an action. A second open round is refused by the database."""
    slip = Slip(content_type=type_of(record), object_id=record.pk, submitted_by=by.person, submitted_for=by.behalf)
    slip.round = Slip.objects.about(record).count() + 1
    slip.save()
    SlipStep.objects.bulk_create([_row(slip, step, step.order) for step in steps])
    return slip


def _row(slip: Slip, step: Step, order: int) -> SlipStep:
    return SlipStep(
        slip=slip,
        order=order,
        role=step.role.code if step.role else "",
        unit=step.unit,
        person=step.person,
        label=step.label or (step.role.label if step.role else ""),
        advisory=step.advisory,
    )


def insert(record: Record, steps: Sequence[Step], *, before: bool = True) -> Slip:
    """Put steps on the open slip, side by side, before the active ones or right after them. Only inside an action."""
    slip = slip_of(record)
    active = slip.active() if slip else []
    if slip is None or not active:
        raise NotAllowed(gettext("There is no open routing slip."))
    at = active[0].order + (0 if before else 1)
    _make_room(slip, at, 1)
    SlipStep.objects.bulk_create([_row(slip, step, at) for step in steps])
    return slip


def _make_room(slip: Slip, at: int, room: int) -> None:
    """Move what is still to be asked from the order `at` on so far back."""
    later = SlipStep.objects.filter(slip=slip, state=SlipStep.State.WAITING, order__gte=at)
    later.update(order=models.F("order") + room)


def decidable(record: Record, actor: Actor) -> SlipStep | None:
    """The active step that is `actor`'s to decide now, in the place he takes; None when there is none.

    Nobody approves what he submitted, himself or through a deputy (RULES 11: who asks does not approve).
    """
    slip = slip_of(record)
    if slip is None or not _is_there(actor) or any(map(actor.speaks_for, slip.submitters())):
        return None
    return next((step for step in slip.active() if actor.place in step.deciders()), None)


def _is_there(actor: Actor) -> bool:
    """Whether the actor has a place today: his own, or one that he was appointed to."""
    if actor.person is None:
        return False
    return actor.behalf is None or Deputy.objects.today().filter(person=actor.behalf, deputy=actor.person).exists()


def may_decide(record: Record, actor: Actor) -> str | None:
    """`allowed` of an approving action: a sentence when it is not this actor's turn."""
    if actor.is_system or decidable(record, actor):
        return None
    return _not_yours()


def _not_yours() -> str:
    return gettext("This step of the routing slip is not yours to decide.")


def _decide(record: Record, by: Actor, state: SlipStep.State, opinion: str, **kept: Any) -> tuple[Slip, SlipStep]:
    step = decidable(record, by)
    if step is None or by.person is None:
        raise NotAllowed(_not_yours())
    step.state, step.decided_by, step.decided_at, step.opinion = state, by.person, timezone.now(), opinion
    step.behalf = by.behalf
    for name, value in kept.items():
        setattr(step, name, value)
    step.save()
    slip: Slip = Slip.objects.prefetch_related("steps").get(pk=step.slip_id)
    return slip, step


def approve(
    record: Record,
    *,
    by: Actor,
    opinion: str = "",
    digest: str = "",
    signature: bytes | None = None,
    final: bool = False,
) -> bool:
    """Decide the actor's step; True when it was the last one. Only inside an action.

    `final`: it is decided with this step, and whoever stands behind it is not asked any more.
    """
    slip, _step = _decide(record, by, SlipStep.State.APPROVED, opinion, digest=digest, signature=signature)
    if slip.active() and not final:
        return False
    SlipStep.objects.filter(slip=slip, state=SlipStep.State.WAITING).update(state=SlipStep.State.SKIPPED)
    slip.state = Slip.State.APPROVED
    slip.save()
    return True


def send_back(record: Record, *, by: Actor, opinion: str, to: SlipStep | None = None, digest: str = "") -> None:
    """Return the record to whoever submitted it, which closes the round, or to an earlier step of this round.

    The earlier step and all after it are asked again, in new rows behind the old ones, which stay as they were said.
    """
    passed = SlipStep.objects.filter(slip=slip_of(record), state=SlipStep.State.APPROVED)
    if to is not None and not passed.filter(pk=to.pk).exists():
        raise NotAllowed(gettext("It is returned to a step of this round that was decided before."))
    slip, step = _decide(record, by, SlipStep.State.RETURNED, opinion, digest=digest)
    if to is None:
        slip.state = Slip.State.RETURNED
        slip.save()
        return
    # those asked beside the one who returned it wait until the steps before them were asked again
    room = step.order - to.order + 1
    _make_room(slip, step.order, room)
    again: dict[object, SlipStep] = {}
    for one in slip.steps.all():
        passed = to.order < one.order <= step.order and one.state != SlipStep.State.WAITING
        if one == to or passed:
            again.setdefault((one.role, one.unit_id, one.person_id), _again(one, one.order + room))
    SlipStep.objects.bulk_create(again.values())


def _again(step: SlipStep, order: int) -> SlipStep:
    """The same question once more."""
    return SlipStep(
        slip_id=step.slip_id,
        order=order,
        role=step.role,
        unit_id=step.unit_id,
        person_id=step.person_id,
        label=step.label,
        advisory=step.advisory,
    )


def withdraw(record: Record) -> None:
    """Take the open round back. Only inside an action of whoever submitted it."""
    slip = slip_of(record)
    if slip is None:
        raise NotAllowed(gettext("There is no open routing slip."))
    slip.state = Slip.State.WITHDRAWN
    slip.save()


def waiting_for(actor: Actor) -> list[SlipStep]:
    """Active steps that are the actor's to decide today, oldest first: what waits for a signature."""
    if actor.person is None or not _is_there(actor):
        return []
    roles = [code for code, _unit in actor.grants]
    asked = SlipStep.objects.filter(state=SlipStep.State.WAITING, slip__state=Slip.State.OPEN).filter(
        models.Q(person=actor.place) | models.Q(person=None, role__in=roles)
    )
    steps = (
        asked.exclude(slip__submitted_by__in=[actor.person, actor.place])
        .exclude(slip__submitted_for__in=[actor.person, actor.place])
        .select_related("slip__submitted_by", "unit", "person")
        .prefetch_related("slip__steps")
        .order_by("slip__submitted_at", "order", "pk")
    )
    return [step for step in steps if step in step.slip.active() and actor.place in step.deciders()]
