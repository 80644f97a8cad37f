"""A document on paper: `sheet` says what stands on the page, `pdf` and `odt` set it.

from siwei.documents.layout import Copying, Slip, odt, pdf, sheet

pdf(sheet(content, Copying(file_number="106/010101/1", retention="10", copy="正本")))
"""

from siwei.documents.layout.odt import odt
from siwei.documents.layout.pdf import GlyphMissingError, pdf
from siwei.documents.layout.sheet import Copying, Seal, Sheet, Slip, sheet

__all__ = ["Copying", "GlyphMissingError", "Seal", "Sheet", "Slip", "odt", "pdf", "sheet"]
