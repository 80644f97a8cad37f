"""Passages: the small part of Markdown, and that the office's own texts are whole."""

import pytest

from siwei.report.passages import PassageError, Reference, Words, load, parse
from siwei.report.tests.conftest import FOLDER, PACKAGES


def test_items_points_headings_and_figures_are_read():
    text = "1. **Halls**\n\n(1) In the year {venues.siwei.rooms} sessions,\nand more.\n\nPlain."
    heading, point, plain = parse(text, "venues", "en").paragraphs
    assert (heading.level, heading.heading, heading.text) == (1, True, "Halls")
    assert point.runs == (Words("In the year "), Reference("venues.siwei.rooms"), Words(" sessions, and more."))
    assert (plain.level, plain.heading) == (0, False)


@pytest.mark.parametrize("text", ["# Title", "2. second", "* star", "1. a **bold** word", "a {brace", "a {nodot} b"])
def test_what_is_no_mark_of_a_passage_is_refused(text):
    with pytest.raises(PassageError, match="venues"):
        parse(text, "venues", "zh")


def test_a_module_s_text_stands_before_the_office_s(tmp_path):
    (tmp_path / "passages").mkdir()
    for name in ("venues.md", "venues.en.md"):
        (tmp_path / "passages" / name).write_text("of the office", encoding="utf-8")
    own = load(["venues"], PACKAGES, tmp_path)
    assert own["venues", "en"].figures()
    assert load(["venues"], {}, tmp_path)["venues", "en"].paragraphs[0].text == "of the office"


def test_a_passage_in_one_language_only_is_left_out(tmp_path):
    (tmp_path / "passages").mkdir()
    (tmp_path / "passages" / "x.md").write_text("只有中文", encoding="utf-8")
    assert load(["x"], {}, tmp_path) == {}


def test_misprints_of_the_original_are_not_carried_over():
    """RULES 10 lists them."""
    texts = [p.read_text(encoding="utf-8") for p in (FOLDER / "passages").iterdir() if not p.name.endswith(".en.md")]
    for wrong in ("公式送達", "地方機機關", "辨理", "辨公", "禮品劵", "協助安菲律賓"):
        assert not any(wrong in text for text in texts)
