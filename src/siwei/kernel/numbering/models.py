"""Number series: one counter per code and ROC year, without gaps.

The counter's row stays locked until the transaction ends, so a number that was taken by an act that
failed is given back by the rollback. Take numbers late in a transaction: the next taker waits.
"""

from __future__ import annotations

from django.db import connection, models

TAKE = """
    INSERT INTO numbering_series (code, year, last) VALUES (%s, %s, %s)
    ON CONFLICT (code, year) DO UPDATE SET last = numbering_series.last + excluded.last
    RETURNING last
"""


class Series(models.Model):
    """The last number given out under a code in a ROC year."""

    code = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="numbering_one_series")]

    def __str__(self) -> str:
        return f"{self.code}{self.year}"


def take(code: str, year: int, count: int = 1) -> int:
    """The first of `count` new numbers of the series `code` in ROC year `year`.

    Must run inside a transaction; raises RuntimeError otherwise, because a number taken outside one
    could be lost.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"number {code}{year} taken outside a transaction")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [code, year, count])
        (last,) = cursor.fetchone()
    return int(last) - count + 1


def last_year(prefix: str) -> int | None:
    """The latest ROC year in which a series whose code begins so gave a number; None when none did."""
    found = Series.objects.filter(code__startswith=prefix).order_by("-year").values_list("year", flat=True)
    year: int | None = found.first()
    return year


def case_number(code: str, year: int, number: int) -> str:
    """A case number as it prints: `VN106-00001` (RULES appendix A)."""
    return f"{code}{year}-{number:05d}"
