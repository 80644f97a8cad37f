"""What archives have to choose from: grounds, disposition, secrecy, access and why it is limited (RULES 2.3, 2.8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def retention_words(years: int | None) -> str:
    """As it stands on a file in the office's own words: 10年, 永久, or nothing where it is not known."""
    return "" if years is None else f"{years}年" if years else "永久"


class Ground(models.TextChoices):
    """Why a class is kept for ever (機關檔案保存年限及銷毀辦法 art. 3)."""

    POLICY = "policy", _("Important systems, decisions and plans")
    LAW = "law", _("Important laws and regulations")
    ORGANISATION = "organisation", _("Organisation and duties of the agency")
    NATION = "nation", _("Value for building the country or for administration")
    EVIDENCE = "evidence", _("Evidence for administration")
    PROPERTY = "property", _("Evidence for property")
    RIGHTS = "rights", _("Rights of persons or of the public")
    SCIENCE = "science", _("Value for science")
    HISTORY = "history", _("Value for history and culture")
    NOTABLE = "notable", _("Notable or unique cases")
    ORDERED = "ordered", _("Kept for ever by law")
    OTHER = "other", _("Other value worth keeping for ever")


class Disposition(models.TextChoices):
    """清理處置 (art. 5)."""

    NATIONAL = "national", _("National archive")
    AGENCY = "agency", _("Kept by the agency")
    APPRAISE = "appraise", _("Appraised at the end")
    DESTROY = "destroy", _("Destroyed by procedure")


#: 密等: of what is classified the archive keeps number and keeper only
SECRECY = [
    ("", _("Not classified")),
    ("密", _("Classified")),
    ("機密", _("State secret")),
    ("極機密", _("High state secret")),
    ("絕對機密", _("Top state secret")),
]


class Access(models.TextChoices):
    """應用限制."""

    OPEN = "open", pgettext_lazy("access to archives", "Open")
    LIMITED = "limited", pgettext_lazy("access to archives", "Limited")
    CLOSED = "closed", pgettext_lazy("access to archives", "Not open")


class Limit(models.TextChoices):
    """The seven grounds of art. 18 of the Archives Act on which use may be refused."""

    SECRET = "secret", _("Secrets of the state")
    CRIME = "crime", _("Criminal matters")
    TRADE = "trade", _("Trade secrets of industry and commerce")
    EXAM = "exam", _("Papers of scholarship and ability examinations")
    PERSONNEL = "personnel", _("Personnel and pay")
    DUTY = "duty", _("Duty of secrecy by law or contract")
    INTEREST = "interest", _("Public interest or rights of third parties")
