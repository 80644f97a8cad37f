"""Sealed: frozen in the database, explained when today differs, and caught when somebody meddles."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from tests.toy.actions import RUNNER, ask, set_out
from tests.toy.models import Errand

from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.records.writing import writing
from siwei.report.actions import check, correct, enter_figure, excuse, publish, seal, send_back, submit, withdraw
from siwei.report.explaining import changed_rows, corrections
from siwei.report.models import EnteredFigure, Report, SealedFigure, SealedRow
from siwei.report.roles import EDITOR, SECTION_HEAD
from siwei.report.sealing import sealed
from siwei.report.tests.conftest import DRILLS, ROOMS, SYSTEM
from siwei.report.verification import differences, faults
from siwei.report.year import draft, figures_of

pytestmark = pytest.mark.django_db


def kept(report):
    """The seal as it lies in the database."""
    return sealed(report)


def changes(report):
    """Figures that differ today."""
    return differences(report, kept(report))


def rows(report, figure, actor=SYSTEM):
    """The rows of a difference."""
    return changed_rows(kept(report).seal, figure, actor)


def test_half_open_years_count_their_own_days(house):
    found = {figure.id: figure for figure in figures_of(106)}[ROOMS]
    assert found.value == Decimal(3)  # March, New Year's Day and New Year's Eve of 2017
    assert found.evidence_count == 3


def test_a_report_with_standing_findings_is_not_checked(house):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="130%"):
        check(Report.objects.get(), by=house)
    assert Report.objects.get().state == "draft"


def test_an_excuse_lapses_when_the_numbers_change(house):
    report = Report.objects.get()
    found = next(f for f in draft(106).findings() if f.rule == "growth")
    excuse(report, by=house, finding=found.id, reason="as printed")
    entry = EnteredFigure.objects.get(figure="opendata.datasets.growth")
    correct(entry, by=house, value=Decimal(44), source="another page", note="misread")
    from siwei.report.actions import standing

    assert found.id in [f.id for f in standing(report, draft(106).findings())]


def test_who_edits_does_not_approve(house, actor):
    from siwei.report.actions import approve

    report = Report.objects.get()
    for finding in draft(106).findings():
        if finding.severity.blocks:
            excuse(report, by=house, finding=finding.id, reason="as printed")
    check(report, by=house)
    both = actor("both", EDITOR, SECTION_HEAD)
    submit(report, by=both)
    with pytest.raises(NotAllowed):
        approve(report, by=both)
    send_back(report, by=actor("chief", SECTION_HEAD), note="the growth")
    assert report.state == "draft"
    with pytest.raises(ActionRefused):
        withdraw(report, by=both, note="too late")


def test_only_an_approved_report_is_sealed(house):
    with pytest.raises(ActionRefused):
        seal(Report.objects.get(), by=house)


def test_a_fresh_seal_is_whole_and_nothing_differs(sealed_house):
    assert kept(sealed_house).seal.hash == sealed_house.seal_hash
    assert faults(sealed_house, kept(sealed_house)) == ()
    assert changes(sealed_house) == ()
    assert SealedRow.objects.filter(figure__figure=ROOMS).count() == 3


@pytest.mark.parametrize("sql", [
    "UPDATE report_sealedfigure SET value = 1004",
    "DELETE FROM report_sealedrow",
    "UPDATE report_seal SET hash = ''",
])  # fmt: skip
def test_the_database_refuses_to_change_what_is_sealed(sealed_house, sql):
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def meddle(sql, *parameters):
    """What somebody with the keys of the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, parameters)
        cursor.execute("SET session_replication_role = DEFAULT")


def named(report):
    return {fault.about for fault in faults(report, kept(report))}


def test_a_changed_value_is_caught_by_name(sealed_house):
    meddle("UPDATE report_sealedfigure SET value = 1004 WHERE figure = %s", ROOMS)
    assert named(sealed_house) == {ROOMS}


def test_a_changed_content_is_caught_by_name(sealed_house):
    forged = "UPDATE report_sealedfigure SET content = jsonb_set(content, '{value}', '\"44\"') WHERE figure = %s"
    meddle(forged, "gazette.issues")
    assert "gazette.issues" in named(sealed_house)


def test_a_removed_evidence_row_is_caught_by_name(sealed_house):
    row = SealedRow.objects.filter(figure__figure=ROOMS).values_list("pk", flat=True)[0]
    meddle("DELETE FROM report_sealedrow WHERE id = %s", row)
    assert named(sealed_house) == {ROOMS}


def test_a_changed_word_of_the_text_is_caught(sealed_house):
    meddle("UPDATE report_seal SET documents = jsonb_set(documents, '{texts,zh,entries,0,title}', '\"x\"')")
    assert named(sealed_house) == {"zh"}


def test_a_whole_forged_manifest_does_not_fit_the_history(sealed_house):
    meddle("UPDATE report_seal SET manifest = jsonb_set(manifest, '{by}', '\"nobody\"')")
    assert {"seal", "report", "history of the report"} <= named(sealed_house)


def test_a_change_after_sealing_is_explained_by_record_act_and_person(sealed_house, actor):
    runner = actor("rosa", RUNNER)
    new = ask(by=runner, what=ROOMS, opened_on=datetime.date(2017, 5, 5))
    (difference,) = changes(sealed_house)
    assert (difference.figure, difference.sealed.value, difference.change) == (ROOMS, 3, 1)
    (row,) = rows(sealed_house, ROOMS)
    assert (row.record, row.sealed, row.today, row.change) == (new, None, 1, 1)
    assert [(act.act, act.actor_name) for act in row.acts] == [("toy.errand.ask", "rosa")]


def test_a_part_is_explained_by_the_act_on_its_record(sealed_house, actor):
    """A stop has no history of its own; its errand has."""
    runner = actor("rosa", RUNNER)
    errand = Errand.objects.get(what=DRILLS)
    set_out(errand, by=runner, note="with the bicycle")
    (difference,) = changes(sealed_house)
    assert (difference.figure, difference.change) == (DRILLS, 1)
    (row,) = rows(sealed_house, DRILLS)
    assert row.record == errand
    assert [(act.act, act.note) for act in row.acts] == [("toy.errand.set_out", "with the bicycle")]


def test_a_row_changed_past_every_action_is_unexplained(sealed_house):
    moved = "UPDATE toy_errand SET opened_on = '2018-06-01' WHERE what = %s AND opened_on = '2017-03-01'"
    meddle(moved, ROOMS)
    (row,) = rows(sealed_house, ROOMS)
    assert (row.sealed, row.today, row.unexplained) == (1, None, True)


def test_a_secret_record_counts_without_a_name(sealed_house, actor):
    runner = actor("rosa", RUNNER)
    ask(by=runner, what=ROOMS, opened_on=datetime.date(2017, 5, 5), secret=True)
    (row,) = rows(sealed_house, ROOMS, runner)
    assert row.hidden
    assert row.change == 1


def test_a_corrected_entry_is_explained_and_the_derived_follow(sealed_house, house):
    entry = EnteredFigure.objects.get(figure="jobs.postings")
    correct(entry, by=house, value=Decimal(364), source="the register", note="one was forgotten")
    found = {d.figure for d in changes(sealed_house)}
    assert {"jobs.postings", "jobs.paper_saved", "jobs.toner_saved"} <= found
    (act,) = corrections(kept(sealed_house).seal, "jobs.postings")
    assert (act.actor_name, act.note) == ("editor", "one was forgotten")


def test_nobody_reads_a_report_that_is_not_published(sealed_house, house):
    from siwei.kernel.access.actor import Actor

    assert not Report.objects.visible_to(Actor.nobody()).exists()
    publish(sealed_house, by=house)
    assert Report.objects.visible_to(Actor.nobody()).exists()


def test_one_value_for_a_figure_and_a_year(house):
    from django.core.exceptions import ValidationError

    values = {"year": 106, "figure": "gazette.issues", "value": "108", "source": "x"}
    with pytest.raises(ValidationError, match=r"correct that one|更正"):
        enter_figure.submit(values, by=house)


def test_frozen_rows_are_written_in_actions_only(sealed_house):
    from siwei.kernel.records.writing import WriteOutsideActionError

    figure = SealedFigure.objects.all()[0]
    with pytest.raises(WriteOutsideActionError):
        figure.save()
    with pytest.raises(DatabaseError), transaction.atomic(), writing():
        figure.save()
