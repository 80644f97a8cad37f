"""People, roles, deputies, tokens, stops of work and job orders, as lists and pages."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actions import give, make, role_choices
from siwei.kernel.access.actor import ADMINISTRATOR, AUDITOR, Actor
from siwei.kernel.access.models import Grant, Token, oversees
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.approvals.models import Deputy
from siwei.kernel.calendar.actions import enter
from siwei.kernel.calendar.models import ClosureDay
from siwei.kernel.directory.actions import open_account
from siwei.kernel.directory.models import Person
from siwei.kernel.house.actions import is_locked, order
from siwei.kernel.house.models import JobOrder
from siwei.kernel.records.actions import link
from siwei.kernel.records.links import Link, name_of
from siwei.kernel.screens.screen import Filter, FilterKind, Rows, Screen, Section, View
from siwei.kernel.sheets.column import Column, Kind

OVERSEERS = (ADMINISTRATOR, AUDITOR)


def _own_or_overseen(person: Any, actor: Actor) -> bool:
    return oversees(actor) or actor.person == person


def _in_force(rows: Rows, _actor: Actor) -> Rows:
    return rows.filter(pk__in=Grant.objects.on().values("pk"))


def _not_over(rows: Rows, _actor: Actor) -> Rows:
    return rows.filter(until__gt=timezone.localdate())


ROLE = Column("role", _("Role"), Grant.role_label, sort="role")
GRANT_COLUMNS = (ROLE, Column("unit", _("Unit"), lambda grant: grant.unit or _("everywhere")), "since", "until")
DEPUTY_COLUMNS = ("deputy", "since", "until", "rank", "why")
ABSENT = Column("person", _("Absent person"), lambda deputy: str(deputy.person), sort="person__username")
UNIT = Column("unit", _("Unit"), "post__unit", sort="post__unit__code")

PEOPLE = Screen(
    record=Person,
    slug="people",
    title=_("People"),
    icon="users",
    columns=(
        Column("name", _("Full name"), lambda person: person.name, sort="name_zh"),
        "username",
        UNIT,
        Column("post", _("Post"), "post", sort="post__rank"),
        "phone",
        "email",
        "is_active",
    ),
    filters=(
        Filter("unit", _("Unit"), FilterKind.RECORD, path="post__unit"),
        Filter("agency", _("Agency"), FilterKind.RECORD, path="post__unit__agency"),
        Filter("post", _("Post"), FilterKind.TEXT, path="post__name_zh"),
    ),
    views=(
        View("open", _("Open accounts"), lambda rows, _actor: rows.filter(is_active=True)),
        View("closed", _("Closed accounts"), lambda rows, _actor: rows.filter(is_active=False)),
    ),
    order=("post__unit__code", "post__rank", "username"),
    related=("post__unit__agency",),
    create=(open_account,),
    history_roles=OVERSEERS,
    sections=(
        Section(
            _("Person"),
            (
                "username",
                "name_zh",
                "name_en",
                Column("agency", _("Agency"), "post__unit__agency"),
                UNIT,
                Column("post", _("Post")),
                "phone",
                "email",
                "is_active",
                "invented",
            ),
        ),
        Section(
            _("Roles"),
            GRANT_COLUMNS,
            rows=lambda person: person.grants.select_related("unit").order_by("role"),
            visible=_own_or_overseen,
            empty=_("No role: may do what everybody with an account may do."),
        ),
        Section(
            _("Deputies"),
            DEPUTY_COLUMNS,
            rows=lambda person: person.deputies.select_related("deputy").order_by("-since", "rank"),
            visible=_own_or_overseen,
            empty=_("Nobody stands in."),
        ),
        Section(
            _("Sign-in"),
            (
                Column("last_login", _("Last sign-in"), kind=Kind.DATETIME),
                "password_on",
                "password_temporary",
                Column("two_steps", _("Two-step sign-in"), is_mfa_enabled, kind=Kind.BOOL),
                Column("locked", _("Locked after wrong passwords"), is_locked, kind=Kind.BOOL),
            ),
            visible=_own_or_overseen,
            side=True,
        ),
    ),
)

GRANTS = Screen(
    record=Grant,
    slug="roles",
    title=_("Roles given"),
    icon="user-check",
    columns=(Column("person", _("Person"), lambda grant: str(grant.person), sort="person__username"), *GRANT_COLUMNS),
    filters=(
        Filter("person"),
        Filter("role", kind=FilterKind.CHOICE, choices=lambda _actor: role_choices()),
        Filter("unit"),
        Filter("since"),
    ),
    views=(View("now", _("In force"), _in_force),),
    order=("person__username", "role"),
    related=("person", "unit"),
    create=(give,),
    sections=(Section(_("Role"), (Column("person", _("Person"), kind=Kind.RECORD), *GRANT_COLUMNS)),),
)

DEPUTIES = Screen(
    record=Deputy,
    slug="deputies",
    title=_("Deputies"),
    icon="user-share",
    columns=(ABSENT, *DEPUTY_COLUMNS),
    filters=(Filter("person"), Filter("deputy"), Filter("since")),
    views=(View("now", _("Now and to come"), _not_over),),
    order=("-since", "rank"),
    related=("person", "deputy"),
    create=(appoint,),
    help=_("A deputy decides routing slips for the absent person from the first day until before the day of return."),
    sections=(Section(_("Deputy"), ("person", *DEPUTY_COLUMNS)),),
)

CLOSURES = Screen(
    record=ClosureDay,
    slug="closures",
    title=_("Stops of work"),
    icon="cloud-storm",
    columns=("date", "part", Column("districts", _("Districts"), wide=True), "reason", "withdrawn"),
    filters=(Filter("date"), Filter("part"), Filter("withdrawn")),
    order=("-date", "part"),
    create=(enter,),
    help=_("Days on which work stopped by order. Open due dates are computed anew within five minutes."),
    sections=(Section(_("Stop of work"), ("date", "part", "districts", "reason", "withdrawn")),),
)

TOKENS = Screen(
    record=Token,
    slug="tokens",
    title=_("Tokens for programs"),
    icon="key",
    columns=("label", "person", "until"),
    filters=(Filter("until"),),
    views=(View("now", _("In force"), _not_over),),
    order=("until",),
    related=("person",),
    create=(make,),
    help=_("With a token a program acts in your name, with your roles. Its text is shown once."),
    sections=(Section(_("Token"), ("label", "person", "until")),),
)

JOBS = Screen(
    record=JobOrder,
    slug="jobs",
    title=_("Jobs"),
    icon="settings-automation",
    columns=(Column("job", _("Job"), JobOrder.job_label, sort="job"), "ordered_on"),
    roles=OVERSEERS,
    create=(order,),
    sections=(Section(_("Job order"), (Column("job", _("Job"), JobOrder.job_label), "ordered_on")),),
)

ENDS = (
    Column("one", _("Record"), lambda link: name_of(link.record)),
    "relation",
    Column("other", _("Other record"), lambda link: name_of(link.other)),
    "note",
    "linked_on",
    "removed_on",
)

LINKS = Screen(
    record=Link,
    slug="links",
    title=_("Links between records"),
    icon="link",
    columns=ENDS,
    filters=(Filter("relation"), Filter("linked_on")),
    views=(View("now", _("Standing"), lambda rows, _actor: rows.filter(removed_on=None)),),
    order=("-linked_on",),
    prefetch=("record", "other"),
    create=(link,),
    in_menu=False,
    sections=(Section(_("Record"), ENDS),),
)
