"""Files made to harm: each refused with the code of its reason, none opened, none half taken; and a fuzz test."""

from __future__ import annotations

import dataclasses
import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siwei.documents.content.model import Attached, Content, Party, Recipient
from siwei.documents.exchange.envelope import (
    LIMITS,
    Envelope,
    EnvelopeRefused,
    Reason,
    manifest,
    pack,
    read,
    read_di,
    unpack,
    write,
)

CITY = Party("高雄市政府", "agency", "397000000A")
LETTER = Content(
    "函",
    CITY,
    "檢送資料",
    recipients=(Recipient(Party("甲局", "agency", "397360000G")),),
    attachments=(Attached("a.pdf"),),
)
WRITTEN = write(LETTER)
DI = WRITTEN.di.decode()
GOOD = Envelope(WRITTEN.di, WRITTEN.di_name, WRITTEN.sw, WRITTEN.named([b"%PDF-1.4"]), b"signature")
PACKED = pack(GOOD)


def code_of(call, *args):
    with pytest.raises(EnvelopeRefused) as refusal:
        call(*args)
    assert refusal.value.sentence
    return refusal.value.code


def head(subset):
    """The letter with another internal subset."""
    begin, end = DI.index("[") + 1, DI.index("]>")
    return (DI[:begin] + subset + DI[end:]).encode()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (head('<!ENTITY l0 "ha">' + LAUGHS), Reason.ENTITY),
        (head('<!ENTITY file SYSTEM "file:///etc/passwd">'), Reason.ENTITY),
        (head('<!ENTITY web SYSTEM "http://127.0.0.1:1/x">'), Reason.ENTITY),
        (head('<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;'), Reason.ENTITY),
        (head("<!ENTITY % p \"<!ENTITY x 'y'>\"> %p;"), Reason.ENTITY),
        (head("%undefined;"), Reason.ENTITY),
        (head("<!ATTLIST 速別 代碼 CDATA '最速件'>"), Reason.DECLARATION),
        (head("<!ELEMENT 函 ANY>"), Reason.DECLARATION),
        (head("".join(f'<!ENTITY A{n} SYSTEM "{n}.pdf" NDATA _X>' for n in range(400))), Reason.TOO_MANY),
        (DI.replace("檢送資料", "&nowhere;").encode(), Reason.ENTITY),
        (DI.replace("檢送資料", "&ATTCH1;").encode(), Reason.NOT_WELL_FORMED),
        (DI.replace("檢送資料", "&#0;").encode(), Reason.NOT_WELL_FORMED),
        (DI.replace("檢送資料", "<b>" * 60 + "</b>" * 60).encode(), Reason.TOO_DEEP),
        (DI.replace("檢送資料", "<b/>" * 60_000).encode(), Reason.TOO_DEEP),
        (DI.replace("檢送資料", "x" * LIMITS.text).encode(), Reason.TOO_LARGE),
        (DI.replace("UTF-8", "UTF-7").encode(), Reason.ENCODING),
        (DI.replace("UTF-8", "Big5").encode(), Reason.ENCODING),
        (DI.encode("utf-16"), Reason.ENCODING),
        (b"\xef\xbb\xbf" + DI.replace("UTF-8", "Big5").encode(), Reason.ENCODING),
        (DI.replace("檢送", "\x01").encode(), Reason.NOT_WELL_FORMED),
        (DI.split(">", 2)[0].encode() + b"?>", Reason.NOT_WELL_FORMED),
        (b"", Reason.NOT_WELL_FORMED),
        ("<函/>".encode(), Reason.NO_HEAD),
        (DI.replace("104_2_utf8", "97_2").encode(), Reason.VERSION),
        (DI.replace("104_2_utf8", "evil").encode(), Reason.VERSION),
        (DI.replace("104_2_utf8", "104_1_utf8").encode(), Reason.ROOT),
        (DI.replace("DOCTYPE 函", "DOCTYPE 公告").encode(), Reason.ROOT),
        (DI.replace("104_2_utf8", "104_3_utf8").replace("DOCTYPE 函", "DOCTYPE 公告").encode(), Reason.ROOT),
        (WRITTEN.sw, Reason.ROOT),
        (DI.replace("<函>", '<函 xmlns="http://example.org">').encode(), Reason.ROOT),
        (DI.replace("<函>", '<函 onload="x">').encode(), Reason.GRAMMAR),
        (DI.replace('代碼="普通件"', '代碼="火速"').encode(), Reason.GRAMMAR),
        (DI.replace("<年月日/>", "<年月日>後天</年月日>").encode(), Reason.VALUE),
        (DI.replace("<年月日/>", "<年月日>106年2月30日</年月日>").encode(), Reason.VALUE),
    ],
)
def test_a_hostile_document_is_refused(data, code):
    assert code_of(read_di, data) == code


NAMES = [
    "../a.pdf", "/etc/passwd", "C:\\a.pdf", "a\\b.pdf", "a/b.pdf", "a\0.pdf", "a\n.pdf", "\u202efdp.exe",
    "con", "NUL.txt", "COM1.pdf", ".htaccess", "..",
    ".", "", " a.pdf", "a.pdf ", "a.", "a" * 300, "a:b", "a*?.pdf", "\ud800.pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_a_trick_is_refused(name):
    assert code_of(pack, dataclasses.replace(GOOD, attachments=((name, b"x"),))) == Reason.BAD_NAME


@pytest.mark.parametrize("name", ["a/../../x.di", "x.exe", "x", "../x.di"])
def test_a_document_has_a_plain_name_too(name):
    assert code_of(pack, dataclasses.replace(GOOD, di_name=name)) == Reason.BAD_NAME


@pytest.mark.parametrize("other", ["A.PDF", "a.pdf", "ａ.pdf", "x.DI", "x.sw"])
def test_a_name_that_some_system_takes_for_another_is_refused(other):
    twice = dataclasses.replace(GOOD, di_name="x.di", attachments=(("a.pdf", b"1"), (other, b"2")))
    assert code_of(pack, twice) == Reason.DOUBLE_NAME


def zipped(files, method=zipfile.ZIP_STORED):
    """A ZIP as any program writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return out.getvalue()


def changed(old, new):
    assert old in PACKED
    return PACKED.replace(old, new, 1)


def with_size(size):
    """The sizes that the first header declares."""
    return PACKED[:18] + struct.pack("<2I", size, size) + PACKED[26:]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Reason.NOT_A_CONTAINER),
        (b"no archive", Reason.NOT_A_CONTAINER),
        (PACKED[:-1], Reason.NOT_A_CONTAINER),
        (PACKED + b"more", Reason.NOT_A_CONTAINER),
        (b"MZ" + PACKED, Reason.NOT_A_CONTAINER),
        (PACKED[:40], Reason.BOMB),
        (with_size(2**31), Reason.BOMB),
        (zipped([("manifest.txt", b"0" * 10_000_000)], zipfile.ZIP_DEFLATED), Reason.BOMB),
        (zipped([("manifest.txt", b""), ("manifest.p7s", b"")]), Reason.NOT_A_CONTAINER),
        (b"\0" * (LIMITS.total + 1), Reason.TOO_LARGE),
        (changed(b"attachments/3", b"attachments/4"), Reason.MISSING_FILE),
        (changed(b"%PDF-1.4", b"%PDF-1.5"), Reason.DIGEST),
        (changed("檢送資料".encode(), "檢送文件".encode()), Reason.DIGEST),
    ],
)
def test_a_hostile_container_is_refused(data, code):
    assert code_of(unpack, data) == code


def test_too_many_files_are_refused():
    many = dataclasses.replace(GOOD, attachments=tuple((f"{n}.txt", b"") for n in range(200)))
    assert code_of(pack, many) == Reason.TOO_MANY


def test_an_archive_with_two_directories_is_refused():
    """What a lenient program would read from the end and another from the start."""
    other = pack(dataclasses.replace(GOOD, signature=b"other"))
    assert code_of(unpack, PACKED + other) == Reason.NOT_A_CONTAINER


def test_any_archive_program_opens_what_is_packed():
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[:2] == ["manifest.txt", "manifest.p7s"]
        assert archive.read("manifest.txt") == manifest(GOOD)
    assert unpack(PACKED) == GOOD


def test_the_signature_is_not_part_of_what_is_signed():
    assert manifest(dataclasses.replace(GOOD, signature=b"")) == manifest(GOOD)


@pytest.mark.parametrize(
    ("envelope", "code"),
    [
        (dataclasses.replace(GOOD, attachments=()), Reason.MISSING_FILE),
        (dataclasses.replace(GOOD, attachments=(*GOOD.attachments, ("b.pdf", b"x"))), Reason.EXTRA_FILE),
        (dataclasses.replace(GOOD, sw=None), Reason.MISSING_FILE),
        (dataclasses.replace(GOOD, sw=GOOD.di), Reason.ROOT),
        (dataclasses.replace(GOOD, sw=b"\xff"), Reason.ENCODING),
    ],
)
def test_files_and_what_the_document_names_must_agree(envelope, code):
    assert code_of(read, unpack(pack(envelope))) == code


@settings(max_examples=300)
@given(at=st.integers(0, len(PACKED) - 1), new=st.binary(max_size=6), cut=st.integers(0, 6))
def test_no_changed_container_passes(at, new, cut):
    """Bytes changed, cut or put in anywhere: refused, or the very same envelope but for its signature."""
    data = PACKED[:at] + new + PACKED[at + cut :]
    try:
        found = unpack(data)
    except EnvelopeRefused:
        return
    assert data == PACKED or dataclasses.replace(found, signature=b"") != dataclasses.replace(GOOD, signature=b"")
    assert pack(found) == data


@settings(max_examples=300)
@given(
    at=st.integers(0, len(WRITTEN.di) - 1),
    new=st.one_of(st.binary(max_size=8), st.sampled_from([b"<", b"&x;", b"]]>", b"<!--", b"<![CDATA["])),
    cut=st.integers(0, 8),
)
def test_a_changed_document_is_read_or_refused(at, new, cut):
    try:
        read_di(WRITTEN.di[:at] + new + WRITTEN.di[at + cut :])
    except EnvelopeRefused as refusal:
        assert refusal.code in set(Reason)  # noqa: PT017  # it need not be refused


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused(data):
    assert code_of(unpack, data)
    assert code_of(read_di, data)
