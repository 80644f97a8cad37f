"""The two commands."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.toy.actions import RUNNER, ask

from siwei.report.editions import data_package, edition
from siwei.report.tests.conftest import ADDED, COMPUTED, ROOMS


def run(capsys, *words):
    call_command(*words)
    return capsys.readouterr().out


def test_figures_as_json_give_id_value_kind_evidence_and_definition(house, capsys):
    rows = {row["id"]: row for row in json.loads(run(capsys, "figures", "106", "--json"))}
    assert len([row for row in rows.values() if not row.get("added")]) == 120
    assert len(rows) == 132
    assert (rows[ROOMS]["value"], rows[ROOMS]["kind"], rows[ROOMS]["evidence_count"]) == ("3", "computed", 3)
    assert rows["jobs.paper_saved"]["value"] == "1025475"
    assert rows["works.skylight_wind_pressure"]["source"]
    assert all(row["definition"]["zh"] and row["definition"]["en"] for row in rows.values())


def test_check_fails_while_something_stands(house, capsys):
    with pytest.raises(CommandError):
        call_command("report", "106", "--check")
    assert "13 ÷ 10 = 130%" in capsys.readouterr().out


def test_seal_refuses_a_draft(house):
    with pytest.raises(CommandError):
        call_command("report", "106", "--seal")


def test_verify_is_quiet_about_a_whole_report(sealed_house, capsys):
    assert "0 of 132 figures differ" in run(capsys, "report", "106", "--verify")


def test_verify_names_what_changed_and_who(sealed_house, actor, capsys):
    import datetime

    ask(by=actor("rosa", RUNNER), what=ROOMS, opened_on=datetime.date(2017, 5, 5))
    with pytest.raises(CommandError, match="changed since sealing"):
        call_command("report", "106", "--verify")
    said = capsys.readouterr().out
    assert f"{ROOMS}: sealed 3" in said
    assert "rosa" in said
    assert "+1  ER106-" in said


def test_a_package_is_verified_without_touching_the_database(sealed_house, tmp_path, capsys, django_assert_num_queries):
    path = tmp_path / "package.zip"
    path.write_bytes(data_package(edition(106)))
    with django_assert_num_queries(0):
        assert "the package is whole" in run(capsys, "report", "106", "--verify", "--package", str(path))
    with pytest.raises(CommandError, match="tampered"):
        call_command("report", "106", "--verify", "--package", str(path), "--expect", "0" * 64)
    with pytest.raises(CommandError, match="not of 107"):
        call_command("report", "107", "--verify", "--package", str(path))


def test_counting_a_year_costs_one_query_a_measure(house, django_assert_max_num_queries):
    from siwei.report.year import figures_of

    with django_assert_max_num_queries(len(COMPUTED) + len(ADDED) + 1):  # a measure each and the entered figures
        figures_of(106)
