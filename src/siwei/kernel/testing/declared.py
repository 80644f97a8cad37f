"""What a record type declares: module, screen, title, actions, translations, and who may see it."""

from __future__ import annotations

import re

from django.utils.translation import override

from siwei.kernel.access.actor import ANYBODY, STAFF, SYSTEM, Actor
from siwei.kernel.actions.registry import actions_of
from siwei.kernel.module import roles
from siwei.kernel.records.models import Case, Record, RecordQuerySet
from siwei.kernel.screens.history import labels_of
from siwei.kernel.screens.screen import as_column
from siwei.kernel.testing.subject import Subject, fields_of

POINTERS = {"content_type", "object_id", "other_type", "other_id"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _of_kernel(name: str) -> bool:
    """The pointer of a row about any record; its page shows where it points."""
    return name.rsplit(".", 1)[-1] in POINTERS


class Declared(Subject):
    """Tests of the declarations."""

    def test_a_module_and_a_screen_show_it(self) -> None:
        assert self.screen in self.module.screens
        assert self.creating, "nothing makes one"
        assert len(self.screen.shown_columns) > 1

    def test_it_says_itself_who_may_see_it(self) -> None:
        assert type(self.record.objects.all()).visible_to is not RecordQuerySet.visible_to

    def test_it_has_a_title(self, one: Record) -> None:
        assert one.title().strip()
        assert f"{self.record.__name__} object" not in one.title()
        assert len(one.title()) <= 300

    def test_a_case_has_a_number_of_its_series_and_a_known_state(self, one: Record) -> None:
        if isinstance(one, Case):
            found = re.search(r"(\d{1,6})$", one.number)
            assert found is not None
            _code, year = one.series()
            assert one.number == one.numbered(year, int(found[1])), "the form that its type says it has"
            assert one.state in self.screen.states

    def test_what_stands_in_its_columns_and_sections_is_there(self, one: Record) -> None:
        of_sections = [column for section in self.screen.sections if not section.rows for column in section.columns]
        for column in (*self.screen.shown_columns, *of_sections):
            as_column(self.record, column).of(one)
        for name in one.parts:
            assert getattr(one, name).model._meta.get_fields()

    def test_every_action_has_label_role_and_states_that_exist(self) -> None:
        for action in actions_of(self.record):
            assert str(action.label).strip(), action.name
            assert action.roles, action.name
            for role in action.roles:
                assert role in (ANYBODY, STAFF, SYSTEM) or role.code in roles(), (
                    f"{action.name}: nobody declares {role.code}"
                )
            if issubclass(self.record, Case):
                assert {*action.when, *action.targets} <= set(self.screen.states), action.name

    def test_it_speaks_chinese(self) -> None:
        if not self.translated:
            return
        fields = {name: f.label for action in actions_of(self.record) for name, f in fields_of(action).items()}
        said = {
            **{action.name: action.label for action in actions_of(self.record)},
            **{f"state {code}": label for code, label in self.screen.states.items()},
            **{f"column {column.name}": column.label for column in self.screen.shown_columns},
            **{f"field {name}": label for name, label in fields.items() if label},
            **{f"history {name}": label for name, label in labels_of(self.record).items() if not _of_kernel(name)},
            "screen": self.screen.title,
            "name": self.record._meta.verbose_name,
        }
        with override("zh-hant"):
            silent = {what: str(text) for what, text in said.items() if not CHINESE.search(str(text))}
        with override("en"):
            mixed = {what: str(text) for what, text in said.items() if CHINESE.search(str(text))}
        assert (silent, mixed) == ({}, {})

    def test_the_clerk_sees_it(self, one: Record, clerk: Actor) -> None:
        assert self.record.objects.visible_to(clerk).filter(pk=one.pk).exists()

    def test_people_without_account_see_it_only_when_it_is_public(self, one: Record) -> None:
        for stranger in (Actor.nobody(), Actor.citizen("somebody", "somebody@example.org")):
            seen = self.record.objects.visible_to(stranger).filter(pk=one.pk).exists()
            assert not seen or self.public
