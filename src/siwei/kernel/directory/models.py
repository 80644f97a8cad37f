"""Tables of the directory: agency, unit, post, person, centre, place."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from siwei.kernel.records.models import Guarded, GuardedQuerySet, Record, RecordQuerySet
from siwei.kernel.records.writing import writing

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor


class Named(models.Model):
    """A row with a Traditional Chinese and an English name; prints in the reader's language."""

    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, Chinese where no English one is known."""
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name_zh


class Agency(Named):
    """An agency or school of the city, by its code of the personnel authority (機關代碼)."""

    code = models.CharField(_("Agency code"), max_length=12, unique=True)
    short_zh = models.CharField(_("Short name"), max_length=60, blank=True)
    level = models.CharField(_("Level"), max_length=20, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    sample = models.BooleanField(_("Sample data"), default=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")


class Unit(Named):
    """A unit inside an agency (科、室)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    code = models.CharField(_("Unit code"), max_length=20, unique=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")


class Post(Named):
    """A post (職稱) in a unit; its rank orders the levels that decide (1 = head of the office)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    rank = models.PositiveSmallIntegerField(_("Rank"), default=9)

    class Meta:
        ordering = ["unit", "rank"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")


class PersonQuerySet(RecordQuerySet):
    """People, and those of them that can sign in."""

    def visible_to(self, actor: Actor) -> Self:
        """The staff see the staff, as in an office's telephone list; what each may do stands in the grants."""
        return self.all() if actor.is_staff or actor.is_system else self.none()

    def active(self) -> Self:
        """People whose account is open."""
        return self.filter(is_active=True)


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]  # django-stubs: dynamic base
    """Makes accounts; Django's sign-in asks for these two methods by name."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        """An account with a hashed password, opened by whoever sits at the command line."""
        from siwei.kernel.access.actor import Actor
        from siwei.kernel.directory.actions import open_account

        if password:
            fields["password"] = make_password(password)
        return open_account(by=Actor.system("command line"), username=username, **fields)

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> Person:
        """Django's word for it; Siwei knows no account above its roles, so this is an ordinary one."""
        return self.create_user(username, password, **fields)


#: what people leave behind by using the house: the moment of signing in, a hash renewed in a stronger form, and
#: the language chosen last, in which mail is written to them
TRACES = {"last_login", "password", "language"}


class Person(Named, AbstractBaseUser, Record):
    """Somebody with an account: staff of the city. What they may do stands in `access.Grant`.

    `password_on` is the day the password was set (None: signs in without a password of ours);
    a temporary password must be changed at the first sign-in.
    """

    username = models.CharField(_("User name"), max_length=60, unique=True)
    email = models.EmailField(_("Mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("Post"), null=True, blank=True, related_name="people")
    language = models.CharField(_("Language"), max_length=10, blank=True, editable=False)
    is_active = models.BooleanField(_("Account open"), default=True)
    invented = models.BooleanField(_("Invented person of the sample"), default=False)
    password_on = models.DateField(_("Password set on"), null=True, editable=False)
    password_temporary = models.BooleanField(_("Password is temporary"), default=False, editable=False)

    searched = ("username", "name_zh", "name_en", "post__name_zh", "post__unit__name_zh")
    unkept = ("password", "last_login", "language")

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name_zh"]

    objects = PersonManager()  # type: ignore[misc]  # django-stubs takes managers for instance variables

    class Meta:
        ordering = ["username"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only actions write a person; signing in and choosing a language leave their traces."""
        traces = bool(kwargs.get("update_fields")) and set(kwargs["update_fields"]) <= TRACES
        with writing() if traces else nullcontext():
            super().save(*args, **kwargs)

    @property
    def unit(self) -> Unit | None:
        """The unit of the post held today."""
        return self.post.unit if self.post else None

    @property
    def agency(self) -> Agency | None:
        """The agency of the post held today."""
        return self.post.unit.agency if self.post else None

    def get_full_name(self) -> str:
        """What other programs call the name."""
        return self.name


class PastPassword(Guarded):
    """The hash of a password somebody had, so that it is not taken again too soon."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="past_passwords")
    hash = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-at"]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%F}"


class Centre(Named):
    """An administration centre (行政中心)."""

    code = models.SlugField(_("Code"), max_length=20, unique=True)
    address_zh = models.CharField(_("Address"), max_length=160)
    address_en = models.CharField(_("Address in English"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        verbose_name = _("centre")
        verbose_name_plural = _("centres")


class Place(Named):
    """A place in a centre: a floor, an office, a corridor, a hall."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="places")
    code = models.SlugField(_("Code"), max_length=40, unique=True)
    building = models.CharField(_("Building"), max_length=40, blank=True)
    floor = models.CharField(_("Floor"), max_length=10, blank=True)

    class Meta:
        ordering = ["centre", "building", "floor", "code"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
