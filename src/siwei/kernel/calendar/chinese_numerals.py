"""Chinese numerals both ways: 一百零六 is 106, 一○六 too, 廿七 is 27, 三萬五 is 35,000."""

from __future__ import annotations

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
_FORMS = {c: n for n, c in enumerate("零壹貳參肆伍陸柒捌玖")} | {"〇": 0, "○": 0, "兩": 2, "两": 2, "叁": 3}
DIGITS: dict[str, int] = _DIGITS | _FORMS
UNITS: dict[str, int] = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
TENS: dict[str, int] = {"廿": 20, "卅": 30, "卌": 40}
GROUPS: dict[str, int] = {"兆": 10**12, "億": 10**8, "萬": 10**4}
CHARACTERS = "".join([*DIGITS, *UNITS, *TENS, *GROUPS])


def read_chinese(text: str) -> int:
    """The value of a Chinese numeral.

    Understands place names (一百零六), bare digits (一○六), the forms for cheques (壹佰), 廿 and 卅, a
    unit alone (百 = 100) and the spoken short form, whose last digit stands one place down (一百五 = 150).
    Raises ValueError for anything else, 百千 and 十萬億 included.
    """
    if not text:
        raise ValueError("An empty text is not a numeral.")
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = 0
    rest = text
    short = 1  # what a single last digit is worth in the spoken form: 三萬五
    for name, worth in GROUPS.items():
        head, found, tail = rest.partition(name)
        if found:
            total += (_section(head, 1) if head else _bare_group(text, total)) * worth
            rest, short = tail, worth // 10
    if rest:
        total += _section(rest, short)
    return total


def write_chinese(number: int) -> str:
    """The numeral in plain characters: 106 is 一百零六, 10 is 十, 20,010 is 二萬零一十. Not below zero."""
    if not 0 <= number < 10**16:
        raise ValueError(f"{number} cannot be written: from 0 up to 10 to the power of 16.")
    if number == 0:
        return "零"
    parts: list[str] = []
    rest = number
    for name, worth in (*GROUPS.items(), ("", 1)):
        section, rest = divmod(rest, worth)
        if section:
            gap = parts and (section < 1000 or number // worth // 10**4 % 10**4 == 0)
            parts.append(("零" if gap else "") + _write_section(section) + name)
    written = "".join(parts)
    return written[1:] if written.startswith("一十") else written


def _bare_group(text: str, total: int) -> int:
    if total:
        raise ValueError(f"{text} is not a numeral: a group has no number before it.")
    return 1


def _section(text: str, short: int) -> int:
    """A numeral below 10,000; `short` is what a lone digit is worth after a larger group."""
    if len(text) == 1 and text in DIGITS:
        return DIGITS[text] * short
    total, pending, last = 0, -1, 10_000
    after_zero = False
    for char in text:
        if char in TENS and pending < 0 and last > 10:
            total, last, after_zero = total + TENS[char], 10, False
        elif char in UNITS and UNITS[char] < last and pending != 0:
            last = UNITS[char]
            total, pending, after_zero = total + max(pending, 1) * last, -1, False
        elif char in DIGITS and pending < 0:
            after_zero = after_zero or DIGITS[char] == 0
            pending = DIGITS[char] or -1
        else:
            raise ValueError(f"{text} is not a numeral.")
    if pending > 0:
        spoken = 10 < last < 10_000 and not after_zero
        total += pending * (last // 10 if spoken else 1)
    return total


def _write_section(section: int) -> str:
    written, gap = "", False
    for name, worth in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = section // worth % 10
        if digit:
            written += ("零" if gap and written else "") + "零一二三四五六七八九"[digit] + name
        gap = digit == 0
    return written
