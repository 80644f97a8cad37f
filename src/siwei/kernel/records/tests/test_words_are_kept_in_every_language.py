"""What is said and kept is read by each reader in his own language; what a person typed stays as it was typed."""

import copy
import datetime
import json
import re
from pathlib import Path

import pytest
from django.utils.translation import gettext_lazy, override

import siwei
from siwei.kernel.records.said import Said, as_json, from_json, said, text_of

DAY = datetime.date(2017, 3, 1)


def again(words):
    """Through the database's form and back."""
    return from_json(json.loads(json.dumps(as_json(words))))


def test_kept_in_one_language_it_is_read_in_the_other():
    with override("en"):
        words = said("You are deputy of %(person)s") % {"person": "王"}
        assert words == "You are deputy of 王"
    with override("zh-hant"):
        assert again(words) == words.text() != words
        assert "王" in again(words)


def test_days_read_as_the_reader_writes_them():
    with override("en"):
        kept = as_json(said("From %(since)s until before %(until)s you decide for %(person)s.")
                       % {"since": DAY, "until": DAY, "person": "A"})  # fmt: skip
    with override("zh-hant"):
        assert "106" in from_json(kept)
    with override("en"):
        assert "2017-03-01" in from_json(kept)


def test_labels_and_records_among_the_values_are_kept_in_each_language():
    class Room:
        def __str__(self) -> str:
            return str(gettext_lazy("Person"))

    with override("en"):
        words = again(said("You are deputy of %(person)s") % {"person": Room()})
        assert words.endswith("Person")
    with override("zh-hant"):
        assert words.text().endswith(str(gettext_lazy("Person")))
        assert "Person" not in words.text()
        assert again(gettext_lazy("Person")) == str(gettext_lazy("Person"))


def test_what_a_person_typed_is_no_message():
    with override("zh-hant"):
        assert again("Person") == "Person"
        assert again("100 %(sure)s") == "100 %(sure)s"
        assert text_of("Person") == "Person"


def test_it_goes_wherever_text_goes():
    with override("en"):
        words = said("You are deputy of %(person)s") % {"person": "A"}
    assert f"{words}!" == "You are deputy of A!"
    assert copy.deepcopy(words).message == "You are deputy of %(person)s"
    assert isinstance(words, Said)


def test_what_was_never_said_is_refused():
    with pytest.raises(ValueError, match="nothing that was said"):
        from_json({"told": "x"})


def test_whoever_writes_duties_and_notices_says_them_in_every_language():
    """`gettext` would keep one language's wording; `said` of this room is used like it."""
    keeps = re.compile(r"^from siwei\.kernel\.\S+ import .*\b(notify|open_duty|start_clock)\b", re.MULTILINE)
    source = Path(siwei.__file__).parent
    wrong = [
        str(file.relative_to(source))
        for file in sorted(source.rglob("*.py"))
        if "tests" not in file.parts
        and keeps.search(text := file.read_text(encoding="utf-8"))
        and "import gettext as said" in text
    ]
    assert wrong == []
