"""What is written is read back the same, for every type; older versions are read; faults name their place."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, find, given, settings
from lxml import etree

from siwei.documents.content.model import Content, Party, Recipient, Section
from siwei.documents.exchange.envelope import (
    CannotBeWritten,
    Envelope,
    EnvelopeRefused,
    pack,
    read,
    read_di,
    roster_of,
    unpack,
    write,
)
from siwei.documents.exchange.grammar import GrammarFault, check, grammar
from siwei.documents.exchange.grammar.automaton import Automaton
from siwei.documents.exchange.tests.contents import KINDS, contents

_BESIDE = (one / "shared/validators/tw-official-document-di-dtd" for one in Path(__file__).resolve().parents)
OFFICIAL = next((folder for folder in _BESIDE if folder.is_dir()), None)
CITY = Party("高雄市政府", "agency", "397000000A")
SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def as_sent(content):
    """The files of a content through the container and back."""
    written = write(content)
    files = [f"file {n}".encode() for n, _one in enumerate(content.attachments)]
    return written, unpack(pack(Envelope(written.di, written.di_name, written.sw, written.named(files), b"signed")))


def without_digests(content):
    named = tuple(dataclasses.replace(one, sha256="", size=0) for one in content.attachments)
    return dataclasses.replace(content, attachments=named)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read_back(kind):
    @SLOW
    @given(content=contents(kind))
    def trial(content):
        written, envelope = as_sent(content)
        document = read(envelope)
        assert without_digests(document.content) == content == without_digests(written.content)
        assert document.version == "104"
        assert document.roster == roster_of(content)
        assert all(len(one.sha256) == 64 and one.size for one in document.content.attachments)

    trial()


def official(name):
    if OFFICIAL is None:
        pytest.skip("the official definitions stand in ../shared/validators, which is not here")
    return etree.DTD(str(OFFICIAL / name))


def faults(dtd, data):
    """Faults by the official definition; it does not see the head of the file, so entities are unknown to it."""
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    dtd.validate(etree.fromstring(data, parser))
    return [str(one) for one in dtd.error_log.filter_from_errors() if one.type_name != "DTD_UNKNOWN_ENTITY"]


@pytest.mark.parametrize(
    ("kind", "name"), [*((kind, "104_2_utf8.dtd") for kind in ("函", "書函", "移文單")), ("簽", "104_5_utf8.dtd")]
)
def test_the_official_definitions_find_no_fault(kind, name):
    document, roster = official(name), official("104_roster_utf8.dtd")

    @SLOW
    @given(content=contents(kind))
    def trial(content):
        written = write(content)
        assert faults(document, written.di) == []
        assert written.sw is None or faults(roster, written.sw) == []

    trial()


def test_our_grammar_says_of_shared_elements_what_the_official_one_says():
    """Each official element that ours knows takes and refuses the same short rows of children."""
    dtd = official("104_2_utf8.dtd")
    names = {one.name: one for one in dtd.elements()}
    shared = [name for name in grammar() if name in names]
    assert len(shared) > 60
    for name in shared:
        ours, theirs = grammar()[name], names[name]
        wanted = {"empty": "empty", "mixed": "text", "element": "children"}[theirs.type]
        assert ours.kind == wanted, name
        given = {one.name: set(one.values()) for one in theirs.attributes()}
        for attribute, allowed in ours.attributes.items():
            assert attribute in given, name
            assert allowed.kind != "words" or allowed.words == given[attribute], name


@pytest.mark.parametrize(
    "root", ["函", "受文者", "正本", "副本", "發文字號", "條列", "聯絡人及電話", "敬陳", "發文機關"]
)
def test_rows_of_children_are_taken_as_the_official_grammar_takes_them(root):
    dtd = official("104_2_utf8.dtd")
    automaton = grammar()[root].children
    assert automaton is not None
    names = sorted({name for steps in automaton._graph.steps for name, _end in steps if name})
    longest = 4 if len(names) < 9 else 2
    rows = itertools.chain.from_iterable(itertools.product(names, repeat=n) for n in range(longest))
    for row in itertools.islice(rows, 900):
        places = automaton.start
        for name in row:
            places = automaton.follow(places, name)
        tree = etree.Element(root)
        for name in row:
            etree.SubElement(tree, name)
        dtd.validate(tree)
        own = [
            one
            for one in dtd.error_log.filter_from_errors()
            if one.type_name == "DTD_CONTENT_MODEL" and f"Element {root} " in one.message
        ]
        assert automaton.ends(places) == (not own), row


def letter(**changes):
    given = {
        "kind": "函", "sender": CITY, "subject": "檢送資料",
        "recipients": (Recipient(Party("甲局", "agency", "397360000G")),),
    }  # fmt: skip
    return Content(**{**given, **changes})


def test_a_letter_to_one_has_no_roster_and_the_code_of_its_recipient():
    to = Recipient(Party("某某職業工會", "agency", "EB00000000"))
    written = write(letter(recipients=(to,)), single=to)
    assert written.sw is None
    assert b"NDATA DI" not in written.di
    assert read_di(written.di).content.recipients == (to,)


def test_whom_the_roster_leaves_out_gets_paper():
    paper = Recipient(Party("乙公司"), "副本", way="paper", with_attachments=False)
    _written, envelope = as_sent(letter(recipients=(*letter().recipients, paper)))
    assert read(envelope).content.recipients[1] == paper


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (letter(recipients=()), "正本"),
        (letter(subject="a\x0bb"), "U\\+000B"),
        (Content("便簽", CITY), "no exchange format"),
        (Content("開會通知單", CITY, "x"), "開會時間"),
    ],
)
def test_what_the_format_demands_is_said_when_writing(content, words):
    with pytest.raises(CannotBeWritten, match=words):
        write(content)


def test_the_older_version_in_big5_is_read():
    text = write(letter(sections=(Section("說明", "依據辦理"),))).di.decode()
    old = text.replace('encoding="UTF-8"', 'encoding="Big5"').replace("104_2_utf8", "99_2_big5")
    old = old.replace("<密等/>", '<密等 代碼="普通"/>')
    found = read_di(old.encode("cp950"))
    assert found.version == "99"
    assert found.content.subject == "檢送資料"
    assert found.content.secrecy.level == ""


def test_a_byte_order_mark_a_path_and_foreign_marks_are_read():
    text = write(letter()).di.decode()
    text = text.replace('"104_2_utf8.dtd"', '"http://example.org/dtd/104_2_utf8.dtd"')
    items = '<條列 序號="（一）"><文字>甲</文字></條列><條列 序號="二、"><文字>乙</文字></條列>'
    text = text.replace("<正本>", f'<段落 段名="說明：">{items}</段落><正本>')
    found = read_di(b"\xef\xbb\xbf" + text.encode()).content
    assert [item.text for item in found.sections[0].items] == ["（一）甲", "乙"]


def test_a_notice_of_inspection_written_as_a_meeting_is_read():
    content = find(contents("會勘通知單"), lambda _one: True)
    text = write(content).di.decode().replace("104_B_utf8", "104_4_utf8")
    assert read_di(text.encode()).content.kind == "會勘通知單"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("<主旨>", "<旨>", "mismatched"),
        ("<速別", "<急別", "函/急別"),
        ('代碼="普通件"', '代碼="特急件"', "函/速別/@代碼"),
        ("<正本>", "<正本><本/>", "函/正本/本"),
        ("<地址/>", "", "函/聯絡方式"),
        ("<地址/>", "<地址/><地址/>", r"函/地址\[2\]"),
        ("<地址/>", "<地址/>啊", "函[:：]"),
        ('交換表單="表單"', '交換表單="別的"', "函/受文者/交換表/@交換表單"),
    ],
)
def test_faults_name_the_place(old, new, place):
    text = write(letter()).di.decode()
    assert old in text
    with pytest.raises(EnvelopeRefused, match=place):
        read_di(text.replace(old, new).encode())


def test_a_state_secret_is_refused():
    text = write(letter()).di.decode().replace("<密等/>", '<密等 代碼="極機密"/>')
    with pytest.raises(EnvelopeRefused) as refusal:
        read_di(text.encode())
    assert refusal.value.code == "state_secret"


def test_an_automaton_says_what_was_expected():
    model = Automaton("甲+ (乙 | 丙 丁?)* 戊")
    places = model.follow(model.start, "甲")
    assert model.expected(places) == ("甲", "乙", "丙", "戊")
    assert not model.ends(places)
    with pytest.raises(ValueError, match="left over"):
        Automaton("甲 )")


def test_the_first_fault_is_told():
    with pytest.raises(GrammarFault) as fault:
        check(etree.fromstring("<函><發文機關><全銜>甲</全銜></發文機關></函>"))
    assert fault.value.place == "函"
