"""A program of its own: a file by stdin, the words of its pages by stdout, each page as soon as it is read.

Given are the type of the file and where tesseract is, or nothing. A PDF's page that has text is taken at its word;
one that has none, a scan, is drawn and read like a picture. Imports nothing of the house, so that it starts at once.
"""

import resource
import subprocess
import sys
from io import BytesIO

PDF = "application/pdf"
LANGUAGES = "chi_tra+eng"
MEMORY = 2 << 30
PAGES = 60
#: a scan is drawn with 200 dots an inch, and never larger than this side
SCALE, SIDE = 200 / 72, 5000
#: so few characters on a page are a stamp of the scanner
STAMP = 12


def main(mime: str, tesseract: str) -> None:
    """Writes what is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    content = sys.stdin.buffer.read()
    if mime == PDF:
        _pdf(content, tesseract)
    else:
        _say(_picture(content, tesseract))


def _pdf(content: bytes, tesseract: str) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), PAGES)):
        page = document[number]
        words = page.get_textpage().get_text_range()
        if len(words.strip()) < STAMP and tesseract:
            scale = min(SCALE, SIDE / max(page.get_width(), page.get_height(), 1))
            drawn = BytesIO()
            picture = page.render(scale=scale, grayscale=True).to_pil()
            picture.save(drawn, "PNG")
            words = _picture(drawn.getvalue(), tesseract)
        _say(words)


def _picture(content: bytes, tesseract: str) -> str:
    command = [tesseract, "stdin", "stdout", "-l", LANGUAGES]
    done = subprocess.run(command, input=content, capture_output=True, check=False)  # noqa: S603  # no shell, no name
    return done.stdout.decode("utf-8", "replace")


def _say(words: str) -> None:
    sys.stdout.buffer.write(words.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:3])
