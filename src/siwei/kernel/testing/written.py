"""How a record is written: by actions only, by those who may, in its states, and never with garbage."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.client import Client

from siwei.kernel.access.actor import ANYBODY, STAFF, Actor
from siwei.kernel.actions.action import Action, actions_for
from siwei.kernel.actions.errors import ActionRefused, NotAllowed, Stale
from siwei.kernel.actions.registry import actions_of
from siwei.kernel.events.models import history_of
from siwei.kernel.events.verify import faults
from siwei.kernel.records.models import AsSql, Record
from siwei.kernel.records.writing import WriteOutsideActionError
from siwei.kernel.search.index import searchable
from siwei.kernel.search.words import lexemes
from siwei.kernel.testing.subject import Subject, fields_of
from siwei.kernel.testing.values import GARBAGE, all_spoilt, files, plausible, spoilt
from siwei.kernel.testing.walk import Walk, undone


class Written(Subject):
    """Tests of actions and their forms."""

    def test_nothing_writes_it_outside_an_action(self, one: Record) -> None:
        rows = self.record._default_manager.filter(pk=one.pk)
        parts = [getattr(one, name).model() for name in one.parts]
        for write in (
            one.save,
            one.delete,
            rows.delete,
            lambda: rows.update(version=9),
            lambda: rows.bulk_create([self.record()]),
            lambda: rows.bulk_update([one], ["version"]),
            *(part.save for part in parts),
        ):
            with pytest.raises(WriteOutsideActionError):
                write()

    def test_its_history_begins_with_the_act_that_made_it(self, one: Record) -> None:
        events = list(history_of(one))
        one.refresh_from_db()
        assert events[0].act in {action.name for action in actions_of(self.record) if action.creates}
        assert [event.seq for event in events] == list(range(1, one.version + 1))
        assert list(faults((self.record,))) == []

    def test_in_sql_it_says_what_its_methods_say(self, one: Record) -> None:
        said = self.record.as_sql
        if said == AsSql():
            return
        with connection.cursor() as cursor:
            expressions = ", ".join([said.title, said.business_date, said.searched, *said.under])
            cursor.execute(f"SELECT {expressions} FROM {one._meta.db_table} WHERE id = %s", [one.pk])  # noqa: S608
            title, day, text, *under = cursor.fetchone()
        assert (title, day, tuple(under)) == (one.title(), one.business_date(), one.found_under())
        assert lexemes(text) == lexemes(searchable(one))

    def test_without_the_role_nothing_can_be_done(self, one: Record, visitor: Actor) -> None:
        for action in actions_of(self.record):
            if ANYBODY in action.roles:
                continue
            stranger = Actor.nobody() if STAFF in action.roles else visitor
            before = history_of(one).count()
            with pytest.raises(NotAllowed):
                action.run_new(stranger, {}) if action.creates else action.run(one, stranger, {})
            assert history_of(one).count() == before, action.name

    def test_out_of_its_state_nothing_can_be_done(self, one: Record, clerk: Actor) -> None:
        state = getattr(one, "state", None)
        for action in self.acts:
            if action.when and state not in action.when:
                with pytest.raises(ActionRefused):
                    action.run(one, clerk, {})
        one.refresh_from_db()
        assert getattr(one, "state", None) == state

    def test_who_saw_an_older_version_is_told(self, one: Record, clerk: Actor) -> None:
        for action in actions_for(one, clerk):
            with pytest.raises(Stale):
                action.run(one, clerk, {}, seen=one.version + 1)

    def test_each_form_that_makes_one_does_so(self, one: Record, clerk: Actor) -> None:
        for action in self.creating:
            if action.verb in self.elsewhere or action.refusal(None, clerk):
                continue
            with undone():
                values = plausible(action, None, clerk, self.given.get(action.verb, {}))
                made = action.submit(values, by=clerk, files=files(action, None, clerk))
                assert history_of(made).get().act == action.name

    def test_it_walks_through_its_whole_life_by_forms_alone(self, one: Record, clerk: Actor, colleague: Actor) -> None:
        """Every state is reached and every act done with plausible values, one event each, the chain unbroken."""

        def one_event_each(action: Action[Any, Any], record: Record, by: Actor) -> None:
            record.refresh_from_db()
            last = history_of(record).last()
            assert last is not None
            assert (last.act, last.seq) == (action.name, record.version)
            assert (last.hash, last.actor_name) == (record.head, by.name)

        walk = Walk((clerk, colleague), self.given, done=one_event_each)
        walk.run(one)
        known = {*walk.states, *walk.verbs, *self.elsewhere}
        left = [f"the state {state} is not reached" for state in self.screen.states if state not in known]
        left += [
            f"{action.verb}: {walk.refusals.get(action.verb, 'was never possible')}"
            for action in self.acts
            if action.verb not in known
        ]
        assert not left, "\n".join(left)
        stale = [name for name in self.elsewhere if name in {*walk.states, *walk.verbs}]
        assert stale == [], "reached all the same: take it out of `elsewhere`"

    def test_no_garbage_gets_past_a_form(self, one: Record, clerk: Actor, colleague: Actor) -> None:
        """Whatever is typed into one field of an otherwise good form is refused in words, or does no harm."""
        tried: set[str] = set()

        def try_all(record: Record) -> None:
            for action in actions_for(record, clerk):
                if action.verb not in tried:
                    tried.add(action.verb)
                    self._spoil(action, record, clerk)

        Walk((clerk, colleague), self.given, stop=try_all).run(one)
        for action in self.creating:
            self._spoil(action, None, clerk)

    def _spoil(self, action: Action[Any, Any], record: Record | None, clerk: Actor) -> None:
        good = plausible(action, record, clerk, self.given.get(action.verb, {}))
        for what, values in spoilt(good, fields_of(action)):
            with undone():
                try:
                    action.submit(values, by=clerk, record=record, files=files(action, record, clerk))
                except (ActionRefused, ValidationError):
                    pass
                except Exception as error:
                    error.add_note(f"{action.name} with {what}")
                    raise

    def test_pages_answer_garbage_in_words(self, one: Record, web: Client) -> None:
        for action in self.forms:
            address = self.screen.url_of_action(action, one)
            for what, values in all_spoilt(fields_of(action)):
                status = web.post(address, {**values, "seen": GARBAGE["huge number"]}).status_code
                assert status < 500, f"{action.name} with {what}"
