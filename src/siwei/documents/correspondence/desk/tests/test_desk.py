"""The writing desk: what is typed becomes the content, rows grow without scripts, the preview keeps nothing."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from siwei.documents.content.model import Item
from siwei.documents.correspondence.actions import tables
from siwei.documents.correspondence.desk.attaching import add_attachment
from siwei.documents.correspondence.models import Letter
from siwei.kernel.directory.models import Agency
from siwei.kernel.files.models import attachments_of

DAY = datetime.date(2017, 5, 15)
NEW = "/correspondence/letters/new/draft/"


def rows(*recipients):
    """Columns of recipients as a browser sends them."""
    names = ("to_name", "to_copy", "to_way", "to_kind", "to_attachments")
    return {name: [one[place] for one in recipients] for place, name in enumerate(names)}


@pytest.fixture
def typed(house, word):
    """What a handler types."""

    def make(**given):
        civil = Agency.objects.get(code="397020000A")
        return {
            "unit": house.unit.pk, "kind": "函", "subject": "檢送調查表", "speed": "速件", "category": "general",
            "opened_on": DAY.isoformat(), "word": word.pk, "how": "single",
            "section_name": ["說明", "辦法"],
            "section_text": ["一、依據來函。\n二、如下：\n(一)甲。\n(二)乙。", "請惠復。"],
            **rows((civil.name_zh, "正本", "exchange", "agency", "1"), ("某某工會", "副本", "exchange", "agency", "0"),
                   ("王小明（虛構）", "正本", "hand", "person", "1"), ("", "正本", "exchange", "agency", "1")),
            "contacts": "承辦人：某甲（虛構）", "attachment_note": "如說明二", **given,
        }  # fmt: skip

    return make


@pytest.fixture
def handler(client, house, settings):
    client.force_login(house.person("handler"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


class TestNew:
    def test_page_offers_headings_and_names(self, handler, house):
        page = handler.get(NEW).content.decode()
        assert 'value="說明"' in page
        assert '<option value="公告事項">' in page
        assert f'<option value="{Agency.objects.get(code="397020000A").name_zh}">' in page

    def test_what_is_typed_becomes_the_content(self, handler, typed):
        answer = handler.post(NEW, typed())
        letter = Letter.objects.get()
        assert answer.status_code == 302
        content = letter.content()
        assert content.sections[0].items[1] == Item("如下：", (Item("甲。"), Item("乙。")))
        assert (content.sections[1].name, content.sections[1].text) == ("辦法", "請惠復。")
        first, second, third = content.recipients
        assert (first.party.code, first.copy, first.way, first.with_attachments) == (
            "397020000A", "正本", "exchange", True,
        )  # fmt: skip
        assert (second.party.code, second.copy, second.way, second.with_attachments) == ("", "副本", "paper", False)
        assert (third.party.kind, third.way) == ("person", "hand")
        assert content.contacts == ("承辦人：某甲（虛構）",)
        assert content.speed == "速件"

    def test_files_go_with_the_first_version_already(self, handler, typed):
        files = [SimpleUploadedFile(f"{name}.txt", name.encode()) for name in ("調查表", "名冊", "名冊")]
        handler.post(NEW, typed(enclosures=files))
        letter = Letter.objects.get()
        assert [one.name for one in letter.content().attachments] == ["調查表.txt", "名冊.txt"]
        kept = {one.sha256: one.kind for one in attachments_of(letter)}
        assert kept == {one.sha256: "with_letter" for one in letter.content().attachments}
        assert attachments_of(letter).count() == 2
        assert (letter.versions.count(), letter.version) == (1, 1)

    def test_a_file_that_is_not_taken_keeps_nothing(self, handler, typed):
        answer = handler.post(NEW, typed(enclosures=[SimpleUploadedFile("x.exe", b"MZ\x00\x01")]))
        assert answer.status_code == 422
        assert "x.exe" in answer.content.decode()
        assert not Letter.objects.exists()

    def test_free_heading(self, handler, typed):
        handler.post(NEW, typed(section_name=["經過：", "建議"]))
        assert [one.name for one in Letter.objects.get().content().sections] == ["經過", "建議"]

    @pytest.mark.parametrize("collective", [True, False])
    def test_group(self, handler, house, typed, collective):
        civil = Agency.objects.get(code="397020000A")
        tables.add_group.submit(
            {"agency": house.agency.pk, "name": "各局處", "collective": collective, "agencies": [civil.pk]},
            by=house("registrar"),
        )
        handler.post(NEW, typed(**rows(("各局處", "正本", "exchange", "agency", "1"))))
        (one,) = Letter.objects.get().content().recipients
        assert one.parties()[0].code == "397020000A"
        assert one.party.kind == ("group" if collective else "agency")

    def test_a_fault_keeps_what_was_typed(self, handler, typed):
        answer = handler.post(NEW, typed(subject="", secrecy="密"))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "data-error-summary" in page
        assert "(一)甲。" in page
        assert "某某工會" in page
        assert not Letter.objects.exists()

    def test_secrecy_needs_its_end(self, handler, typed):
        assert handler.post(NEW, typed(secrecy="密")).status_code == 422
        assert handler.post(NEW, typed(secrecy="密", secret_until="至110年12月31日")).status_code == 302

    @pytest.mark.parametrize(("what", "name"), [("section", "section_name"), ("recipient", "to_name")])
    def test_a_row_more_without_scripts(self, handler, typed, what, name):
        page = handler.post(NEW, typed(add=what)).content.decode()
        assert page.count(f'name="{name}"') == len(typed()[name]) + 1
        assert page.count("autofocus") == 1
        assert "檢送調查表" in page
        assert not Letter.objects.exists()

    def test_usual_headings_of_another_type(self, handler, typed):
        page = handler.post(NEW, typed(add="headings", kind="公告", section_text=["", "乙"])).content.decode()
        assert 'value="依據"' in page
        assert 'value="公告事項"' in page

    def test_meeting(self, handler, typed):
        given = typed(kind="開會通知單", meets_at="2017-06-01T09:30", place="第一會議室",
                      chair="陳大文（虛構） 副秘書長",
                      attendees="法制局\n主計處", contact="王", phone="1", remark="請自備環保杯。")  # fmt: skip
        handler.post(NEW, given)
        gathering = Letter.objects.get().content().gathering
        assert gathering is not None
        assert gathering.chair[0].post == "副秘書長"
        assert [one.name for one in gathering.attendees] == ["法制局", "主計處"]
        assert gathering.times[0].isoformat() == "2017-06-01T09:30:00+08:00"

    def test_memorandum_goes_up_from_a_unit(self, handler, house, typed):
        handler.post(NEW, typed(kind="簽", respectfully="處長\n市長"))
        content = Letter.objects.get().content()
        assert (content.sender.kind, content.sender.name) == ("unit", house.unit.name_zh)
        assert [one.post for one in content.respectfully] == ["處長", "市長"]

    def test_template(self, handler, house, drafted):
        content = drafted(first="一、範本文字。\n二、其二。").content().to_json()
        made = tables.add_template.submit(
            {"agency": house.agency.pk, "unit": house.unit.pk, "name": "例", "kind": "函", "subject": "範本主旨",
             "first": "一、範本文字。\n二、其二。", "content": content}, by=house("registrar"),
        )  # fmt: skip
        page = handler.get(f"{NEW}?template={made.pk}").content.decode()
        assert "範本文字" in page
        assert handler.get(f"{NEW}?template=999999").status_code == 404

    def test_who_may_not_draft_is_told(self, client, house):
        client.force_login(house.person("stranger"))
        assert client.get(NEW).status_code == 302

    def test_too_many_parts(self, handler, typed):
        many = [("某", "正本", "paper", "person", "1")] * 801
        assert handler.post(NEW, typed(**rows(*many))).status_code == 422


class TestAgain:
    def test_a_new_version_keeps_what_no_field_shows(self, handler, drafted, typed):
        letter = drafted()
        page = handler.get(f"/correspondence/letters/{letter.pk}/redraft/").content.decode()
        assert "復貴局來函。" in page
        answer = handler.post(f"/correspondence/letters/{letter.pk}/redraft/", typed(note="改主旨"))
        assert answer.status_code == 302
        assert [(one.nth, one.note) for one in letter.versions.all()] == [(1, ""), (2, "改主旨")]

    def test_nothing_changed_is_refused(self, handler, drafted):
        letter = drafted()
        content = letter.content()
        values = {"kind": "函", "subject": content.subject, "speed": "普通件", "section_name": ["說明"],
                  "section_text": ["一、復貴局來函。\n二、調查表已核對。"], "contacts": "\n".join(content.contacts),
                  **rows((content.recipients[0].party.name, "正本", "exchange", "agency", "1"))}  # fmt: skip
        answer = handler.post(f"/correspondence/letters/{letter.pk}/redraft/", values)
        assert answer.status_code == 422
        assert "Nothing changed." in answer.content.decode()

    def test_who_comes_second_is_told(self, handler, drafted, typed):
        letter = drafted()
        seen = letter.version
        handler.post(f"/correspondence/letters/{letter.pk}/redraft/", typed(subject="一"))
        answer = handler.post(f"/correspondence/letters/{letter.pk}/redraft/", typed(subject="二", seen=seen))
        assert answer.status_code == 409
        assert letter.versions.count() == 2

    def test_attachment_is_named_with_its_checksum(self, handler, house, drafted, typed):
        letter = drafted()
        file = SimpleUploadedFile("清冊.txt", "甲乙丙".encode())
        add_attachment(letter, by=house("handler"), file=file)
        (kept,) = letter.content().attachments
        assert (kept.name, kept.size) == ("清冊.txt", 9)
        url = f"/correspondence/letters/{letter.pk}/redraft/"
        assert "清冊.txt" in handler.get(url).content.decode()
        handler.post(url, typed(attached=[kept.sha256, "0" * 64]))
        assert letter.content().attachments == (kept,)
        handler.post(url, typed(subject="不附"))
        assert letter.content().attachments == ()


class TestPreview:
    def test_shows_the_page_and_keeps_nothing(self, handler, typed):
        page = handler.post(
            "/correspondence/desk/preview/", typed(section_text=["一、甲\n二、<b>乙", ""])
        ).content.decode()
        assert "受文者" in page
        assert "&lt;b&gt;乙" in page
        assert not Letter.objects.exists()

    def test_says_what_is_wrong(self, handler, typed):
        assert "no such type" in handler.post("/correspondence/desk/preview/", typed(kind="x")).content.decode()

    def test_needs_somebody(self, client, db):
        assert client.post("/correspondence/desk/preview/").status_code == 302


class TestPages:
    def test_draft_and_issued_page(self, handler, issued):
        letter = issued()
        base = f"/correspondence/letters/{letter.pk}/versions/"
        import io

        from pypdf import PdfReader

        def text(nth):
            answer = handler.get(f"{base}{nth}.pdf")
            assert answer["Content-Type"] == "application/pdf"
            return "".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())

        assert "稿本（未發文）" in text(1)
        assert "稿本" not in text(2)
        assert letter.issue_number in text(2)
        assert handler.get(f"{base}1.odt").content[:2] == b"PK"
        assert handler.get(f"{base}9.pdf").status_code == 404
        assert handler.get(f"{base}1.exe").status_code == 404

    def test_comparison(self, handler, drafted, typed):
        letter = drafted()
        handler.post(f"/correspondence/letters/{letter.pk}/redraft/", typed())
        page = handler.get(f"/correspondence/letters/{letter.pk}/compare/").content.decode()
        assert "<del>" in page
        assert "<ins>" in page
        assert "[removed:" in page
        assert handler.get(f"/correspondence/letters/{letter.pk}/compare/?before=7").status_code == 404

    def test_a_classified_document_is_for_its_readers(self, handler, client, house, drafted):
        letter = drafted(secrecy="密", secret_until="永久")
        assert handler.get(f"/correspondence/letters/{letter.pk}/versions/1.pdf").status_code == 200
        client.force_login(house.person("registrar"))
        assert client.get(f"/correspondence/letters/{letter.pk}/versions/1.pdf").status_code == 404
        assert client.get(f"/correspondence/letters/{letter.pk}/compare/").status_code == 404
