"""The words of files that came are found: of a PDF that has text, and of a picture with tesseract."""

import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from siwei.documents.content.model import Content, Party, Recipient, Section
from siwei.documents.correspondence import ocr
from siwei.documents.correspondence.actions.receiving import receive
from siwei.documents.correspondence.jobs import read_files
from siwei.documents.correspondence.models import Incoming, IncomingText
from siwei.documents.layout.pdf import pdf
from siwei.documents.layout.sheet import Copying, sheet
from siwei.kernel.search.matching import matching

TODAY = datetime.date(2017, 6, 1)
WORDS = "打狗公園歷史文獻調查研究補助計畫審查"
TO = (Recipient(Party("高雄市政府民政局")),)
CONTENT = Content(
    "函", Party("高雄市政府秘書處"), WORDS, (Section("說明", "請於期限內函復。"),), recipients=TO, date=TODAY
)


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf(sheet(CONTENT, Copying()))


@pytest.fixture(scope="module")
def drawn(printed) -> bytes:
    """The same page as a picture."""
    import pypdfium2

    page = pypdfium2.PdfDocument(printed)[0].render(scale=200 / 72).to_pil()
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def as_scan(picture: bytes) -> bytes:
    """A PDF whose page is a picture and nothing else, as an office's scanner makes it."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").save(out, "PDF", resolution=200)
    return out.getvalue()


def registered(house, content: bytes, name: str, **given) -> Incoming:
    return receive(
        by=house("registrar"), agency=house.agency, sender_name="高雄市政府民政局", subject="函送資料",
        opened_on=timezone.localdate(), files=[ContentFile(content, name)], **given,
    )  # fmt: skip


def test_the_text_of_a_pdf_is_found(house, printed):
    incoming = registered(house, printed, "letter.pdf")
    assert not matching(Incoming.objects.all(), "歷史文獻").exists()
    assert read_files(TODAY) == 1
    assert list(matching(Incoming.objects.all(), "歷史文獻")) == [incoming]
    assert read_files(TODAY) == 0, "once is enough"


def test_a_classified_document_is_read_and_found_by_nobody(house, printed):
    registered(house, printed, "letter.pdf", secrecy="密", secret_until="辦畢後解密")
    read_files(TODAY)
    assert WORDS[:6] in IncomingText.objects.get().scanned
    assert not matching(Incoming.objects.all(), "歷史文獻").exists()


@pytest.mark.skipif(not ocr.reader(), reason="no tesseract with chi_tra on this machine")
@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_the_words_of_a_picture_are_found(house, drawn, kind):
    incoming = registered(house, drawn if kind == "png" else as_scan(drawn), f"scan.{kind}")
    read_files(TODAY)
    assert list(matching(Incoming.objects.all(), "公園歷史文獻")) == [incoming], IncomingText.objects.get().scanned


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%broken", b"%PDF-1.4\n" + b"\xff" * 4000])
def test_a_damaged_file_stops_nothing(house, printed, content):
    registered(house, content, "broken.pdf")
    registered(house, printed, "letter.pdf")
    assert read_files(TODAY) == 2
    assert matching(Incoming.objects.all(), "歷史文獻").count() == 1
