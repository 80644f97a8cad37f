"""What stands on the page of each type, and that PDF and ODT hold it."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from lxml import etree
from pypdf import PdfReader

from siwei.documents.content.ladder import read
from siwei.documents.content.model import Attached, Content, Gathering, Item, Party, Recipient, Secrecy, Section
from siwei.documents.content.numbers import IssueNumber
from siwei.documents.content.types import document_types
from siwei.documents.layout import Copying, GlyphMissingError, Seal, Slip, odt, pdf, sheet

CITY = Party("高雄市政府", code="397000000A")
LETTER = Content(
    "函",
    CITY,
    "檢送要點1份，請查照。",
    (Section("說明", items=read("一、依據辦法。\n二、要點如下：\n(一)全文。\n(二)申請表。")),),
    address="80203高雄市苓雅區四維三路2號",
    contacts=("承辦人：王小明（虛構）",),
    recipients=(
        Recipient(Party("本府各機關學校", "group")),
        Recipient(Party("高雄市議會"), "副本", with_attachments=False),
        Recipient(Party("都市發展局"), "副本"),
    ),
    date=datetime.date(2017, 10, 27),
    number=IssueNumber.issued("高市府秘文字", 106, 319001),
    attachment_note="如說明二",
    signature=("市長　○○○",),
)
MEETING = Content(
    "開會通知單",
    CITY,
    "研商會議",
    gathering=Gathering(
        (datetime.datetime(2017, 12, 1, 1, 30, tzinfo=datetime.UTC),),
        "第一會議室",
        (Party("陳大文（虛構）", "person", post="副秘書長"),),
        (Party("法制局"),),
    ),
)


NOON = datetime.datetime(2017, 10, 27, 4, tzinfo=datetime.UTC)


def words(made: bytes) -> list[str]:
    """The text of each page without blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]


def labels(lines) -> dict[str, str]:
    return {line.label: line.value for line in lines}


class TestLetter:
    def test_head_lines_in_their_order(self):
        head = sheet(LETTER).head
        assert [line.label for line in head] == [
            "受文者", "發文日期", "發文字號", "速別", "密等及解密條件或保密期限", "附件",
        ]  # fmt: skip
        assert labels(head)["發文日期"] == "中華民國106年10月27日"
        assert labels(head)["發文字號"] == "高市府秘文字第10631900100號"

    def test_foot_says_who_gets_the_attachments(self):
        assert labels(sheet(LETTER).foot) == {"正本": "本府各機關學校", "副本": "高雄市議會、都市發展局(含附件)"}

    def test_ladder(self):
        body = [(one.mark, one.depth) for one in sheet(LETTER).body]
        assert body == [("主旨", 0), ("說明", 0), ("一、", 1), ("二、", 1), ("(一)", 2), ("(二)", 2)]

    def test_a_single_item_has_no_mark(self):
        body = sheet(Content("函", CITY, sections=(Section("說明", items=(Item("復貴會來函。"),)),))).body
        assert [(one.mark, one.text) for one in body] == [("說明", "復貴會來函。")]

    def test_own_copy_names_its_addressee(self):
        copy = Copying(recipient=Recipient(Party("某某職業工會")))
        assert labels(sheet(LETTER, copy).head)["受文者"] == "某某職業工會"

    def test_two_attachments_are_numbered(self):
        letter = Content("函", CITY, attachments=(Attached("甲.odt"), Attached("乙.odt")))
        assert labels(sheet(letter).head)["附件"] == "1.甲.odt、2.乙.odt"

    def test_secrecy_with_its_end(self):
        secret = sheet(Content("函", CITY, "內容", secrecy=Secrecy("密", "至110年12月31日解密")))
        assert labels(secret.head)["密等及解密條件或保密期限"] == "密（至110年12月31日解密）"
        assert "內容" not in secret.title


class TestOtherTypes:
    def test_notice_has_no_recipient_and_no_urgency(self):
        notice = sheet(Content("公告", CITY, "事", recipients=LETTER.recipients, address="地址"))
        assert [line.label for line in notice.head] == ["發文日期", "發文字號", "附件"]
        assert (notice.foot, notice.contacts) == ((), ())

    def test_order_has_no_urgency(self):
        assert not {"速別", "密等及解密條件或保密期限"} & set(labels(sheet(Content("令", CITY)).head))

    def test_meeting(self):
        page = sheet(MEETING)
        assert {one.mark: one.text for one in page.body}["開會時間"] == "中華民國106年12月1日(星期五)上午9時30分"
        assert labels(page.foot) == {"出席者": "法制局"}

    @pytest.mark.parametrize(("hour", "said"), [(4, "下午12時"), (5, "下午1時"), (16, "上午12時")])
    def test_hours(self, hour, said):
        when = datetime.datetime(2017, 12, 1, hour, tzinfo=datetime.UTC)
        page = sheet(Content("會勘通知單", CITY, gathering=Gathering((when,))))
        assert {one.mark: one.text for one in page.body}["會勘時間"].endswith(said.replace("上午12時", "上午0時"))

    @pytest.mark.parametrize("kind", list(document_types()))
    def test_every_type_makes_pdf_and_odt(self, kind):
        content = Content(kind, CITY, "檢送要點", (Section("說明", items=(Item("甲"), Item("乙"))),))
        assert "檢送要點" in words(pdf(sheet(content)))[0]
        assert "檢送要點" in odt_text(odt(sheet(content)))


class TestSeal:
    def test_only_on_the_sealed_version(self):
        assert sheet(LETTER, Copying(copy="正本")).seal is None
        assert sheet(LETTER, Copying(copy="正本", sealed=True)).seal == Seal("square", "高雄市政府印")

    @pytest.mark.parametrize("copy", ["抄本", "影本", "譯本"])
    def test_not_on_copies(self, copy):
        assert sheet(LETTER, Copying(copy=copy, sealed=True)).seal is None

    def test_not_on_a_draft(self):
        assert sheet(LETTER, Copying(sealed=True, draft=True)).seal is None

    def test_notice_of_meeting_gets_the_strip(self):
        meeting = MEETING.issued(datetime.date(2017, 11, 1), LETTER.number or IssueNumber())
        assert sheet(meeting, Copying(sealed=True)).seal == Seal("strip", "高雄市政府")


class TestPdf:
    def test_tagged_and_titled(self):
        reader = PdfReader(io.BytesIO(pdf(sheet(LETTER))))
        assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
        assert str(reader.root_object["/Lang"]).lower().startswith("zh")
        assert reader.metadata
        assert reader.metadata.title == "高雄市政府函：檢送要點1份，請查照。"

    def test_same_bytes_again(self):
        assert pdf(sheet(LETTER)) == pdf(sheet(LETTER))

    def test_pages_numbered_and_joined(self):
        many = tuple(Item(f"第{place}點應由專人辦理並定期檢討，檢討結果登錄備查。") for place in range(80))
        pages = words(pdf(sheet(Content("函", CITY, "主旨", (Section("說明", items=many),)))))
        count = len(pages)
        assert count > 2
        for place, page in enumerate(pages, 1):
            assert f"第{place}頁共{count}頁" in page
            joints = {n for n in range(count + 1) if f"騎縫{n}" in page}
            assert joints == {n for n in (place - 1, place) if 0 < n < count}

    def test_one_page_has_no_joint(self):
        assert "騎縫" not in words(pdf(sheet(LETTER)))[0]

    def test_marks_on_every_page(self):
        secret = Content("函", CITY, "x", (Section("說明", items=tuple(Item("甲") for _ in range(90))),),
                         secrecy=Secrecy("密", "永久"))  # fmt: skip
        for page in words(pdf(sheet(secret, Copying(draft=True)))):
            assert "稿本（未發文）" in page
            assert page.count("密") >= 2

    def test_markup_in_a_document_stays_text(self):
        hostile = '#panic("x") *b* $x$ \\ @a <b> `c` #sys.inputs'
        assert "".join(hostile.split()) in words(pdf(sheet(Content("函", CITY, hostile))))[0]

    def test_a_character_that_no_face_has_is_named(self):
        with pytest.raises(GlyphMissingError) as caught:
            pdf(sheet(Content("函", CITY, "請查照\U000f0000。")))
        assert "\U000f0000" in str(caught.value)

    def test_slip(self):
        slip = (Slip("股長", "李（虛構） 代 周（虛構）", NOON, "如擬"),)
        page = words(pdf(sheet(Content("簽", Party("文書科", "unit"), "事"), Copying(slip=slip))))[0]
        assert "106/10/2712:00" in page
        assert "如擬" in page


def odt_text(made: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parsed = [etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")]
        assert archive.namelist()[0] == "mimetype"
    return "\n".join(str(root.xpath("string()")) for root in parsed)


class TestOdt:
    def test_holds_the_same_lines(self):
        text = odt_text(odt(sheet(LETTER, Copying("106/010101/1", "10"))))
        for said in ("檔　　號：106/010101/1", "高市府秘文字第10631900100號", "(二)申請表。", "市長　○○○"):
            assert said in text

    def test_markup_and_control_characters(self):
        assert "<b>&amp;" in odt_text(odt(sheet(Content("函", CITY, "<b>&amp;\x00\x0b"))))

    def test_same_bytes_again(self):
        assert odt(sheet(LETTER)) == odt(sheet(LETTER))
