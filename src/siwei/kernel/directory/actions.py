"""Accounts: opening, mending, closing them, and setting passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import ADMINISTRATOR, STAFF, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.directory.models import Person, Post, Unit
from siwei.kernel.directory.passwords import password_rules, temporary_password


class PostForm(ActionForm):
    """The post somebody holds: its unit and title."""

    unit = forms.ModelChoiceField(Unit.objects.select_related("agency"), label=_("Unit"))
    post = forms.CharField(label=_("Post"), max_length=120, help_text=_("As the office writes it, such as 科員."))
    rank = forms.IntegerField(
        label=_("Rank"),
        min_value=1,
        max_value=9,
        initial=9,
        required=False,
        help_text=_("1 is the head of the office."),
    )
    note = forms.CharField(label=_("Note"), required=False, help_text=_("For example the number of the order."))


class DetailsForm(ActionModelForm):
    """Names and how to reach somebody."""

    class Meta:
        model = Person
        fields = ("name_zh", "name_en", "email", "phone")


class AccountForm(DetailsForm):
    """A new account."""

    unit = PostForm.base_fields["unit"]
    post = PostForm.base_fields["post"]
    rank = PostForm.base_fields["rank"]

    class Meta:
        model = Person
        fields = ("username", "name_zh", "name_en", "email", "phone")


class OwnPasswordForm(ActionForm):
    """One's password before, and twice the new one."""

    old = forms.CharField(label=_("Password until now"), widget=forms.PasswordInput, strip=False)
    password = forms.CharField(label=_("New password"), widget=forms.PasswordInput, strip=False)
    again = forms.CharField(label=_("New password again"), widget=forms.PasswordInput, strip=False)

    def clean(self) -> dict[str, Any]:
        """Only the new password goes on."""
        given = super().clean() or self.cleaned_data
        person = self.record
        assert isinstance(person, Person)
        if "old" in given and not person.check_password(given["old"]):
            self.add_error("old", gettext("This is not your password."))
        if "password" in given:
            if given["password"] != given.get("again"):
                self.add_error("again", gettext("The two entries differ."))
            try:
                validate_password(given["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return {"password": given.get("password", "")}


def post_of(unit: Unit, name: str, rank: int | None = None) -> Post:
    """The post of that title in the unit, made when it is new."""
    held, _new = Post.objects.get_or_create(unit=unit, name_zh=name.strip(), defaults={"rank": rank or 9})
    return held


def _remember(person: Person) -> None:
    """Keep the hash of the password that ends now, and drop those too old to matter."""
    if person.has_usable_password() and not person.password_temporary:
        person.past_passwords.create(hash=person.password)
    old = person.past_passwords.order_by("-at").values_list("pk", flat=True)[password_rules().remembered :]
    person.past_passwords.filter(pk__in=list(old)).delete()


def _open(person: Person, actor: Actor) -> str | None:
    return None if person.is_active else gettext("This account is closed.")


def _open_and_not_own(person: Person, actor: Actor) -> str | None:
    if actor.person == person:
        return gettext("Another administrator does this for you.")
    return _open(person, actor)


def _closed(person: Person, actor: Actor) -> str | None:
    return gettext("This account is open.") if person.is_active else None


def _own(person: Person, actor: Actor) -> str | None:
    return None if actor.person == person else gettext("Everybody changes only his own password.")


@creates(Person, role=ADMINISTRATOR, label=_("Open an account"), form=AccountForm, icon="user-plus")
def open_account(
    *, by: Actor, username: str, unit: Unit | None = None, post: Post | str | None = None, rank: int | None = None,
    **fields: Any,
) -> Person:  # fmt: skip
    """Open an account. `password`, when given, is a hash; without one nobody signs in until one is set."""
    held = post_of(unit, post, rank) if unit is not None and isinstance(post, str) else post
    person = Person(username=username, **fields)
    person.post = held if isinstance(held, Post) else None
    if person.password:
        person.password_on = timezone.localdate()
    else:
        person.set_unusable_password()
    person.save()
    return person


@action(
    Person, role=ADMINISTRATOR, label=_("Set a temporary password"), form=ActionForm, allowed=_open_and_not_own,
    style="primary", icon="key",
    help=_("The password is shown once. It must be changed at the first sign-in; the one until now ends at once."),
)  # fmt: skip
def set_temporary_password(person: Person, *, by: Actor) -> str:
    """Set and give back a password that serves for one sign-in."""
    text = temporary_password()
    _remember(person)
    person.set_password(text)
    person.password_on, person.password_temporary = timezone.localdate(), True
    return text


@action(Person, role=ADMINISTRATOR, label=_("Change post"), form=PostForm, allowed=_open)
def change_post(person: Person, *, by: Actor, unit: Unit, post: str, rank: int | None = None, note: str = "") -> None:
    """Move somebody to a post. Roles stay as they are: ending them is an act of its own."""
    person.post = post_of(unit, post, rank)


@action(Person, role=ADMINISTRATOR, label=_("Change details"), form=DetailsForm, allowed=_open)
def change_details(person: Person, /, *, by: Actor, **fields: Any) -> None:
    """Mend names and addresses."""
    for name, value in fields.items():
        setattr(person, name, value)


@action(Person, role=STAFF, label=_("Change password"), form=OwnPasswordForm, allowed=_own, icon="key")
def change_password(person: Person, *, by: Actor, password: str) -> None:
    """Set one's own password; the hash until now is remembered, so that it is not taken again too soon."""
    _remember(person)
    person.set_password(password)
    person.password_on, person.password_temporary = timezone.localdate(), False


@action(
    Person, role=ADMINISTRATOR, label=_("Close the account"), form=ReasonForm, allowed=_open_and_not_own,
    style="danger", icon="user-off",
)  # fmt: skip
def close_account(person: Person, *, by: Actor, note: str) -> None:
    """Nobody signs in with it any more, tokens included; the person stays in every history."""
    person.is_active = False


@action(Person, role=ADMINISTRATOR, label=_("Open the account again"), form=ReasonForm, allowed=_closed)
def reopen_account(person: Person, *, by: Actor, note: str) -> None:
    """Somebody came back."""
    person.is_active = True
