"""OAI-PMH 2.0 as pure values: what was asked, understood or refused with the protocol's own codes; tokens; answers."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from siwei.documents.archives.ead3 import element, text

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
#: arguments of each verb: those that must be given, and those that may
VERBS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
RESUMED = ("ListSets", "ListIdentifiers", "ListRecords")
FORMATS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
    "ead3": ("https://www.loc.gov/ead/ead3.xsd", "http://ead3.archivists.org/schema/"),
}
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ProtocolError(Exception):
    """An error of the protocol: its code, and words for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Asked:
    """What a harvester wants; times in UTC, `until` excluded; `after` is the last record that it has."""

    verb: str
    prefix: str = ""
    identifier: str = ""
    set: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    after: tuple[datetime.datetime, int] | None = None
    cursor: int = 0


def understood(given: Mapping[str, Sequence[str]]) -> Asked:
    """What the arguments ask. Raises badVerb, badArgument, badResumptionToken or cannotDisseminateFormat."""
    verbs = given.get("verb", ())
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise ProtocolError("badVerb", "The verb is missing, repeated or unknown.")
    verb = verbs[0]
    if doubled := [name for name, values in given.items() if len(values) > 1]:
        raise ProtocolError("badArgument", f"Given more than once: {', '.join(doubled)}.")
    values = {name: values[0] for name, values in given.items() if name != "verb"}
    if "resumptionToken" in values:
        return _resumed(verb, values)
    must, may = VERBS[verb]
    if missing := must - values.keys():
        raise ProtocolError("badArgument", f"Missing: {', '.join(sorted(missing))}.")
    if strange := values.keys() - must - may:
        raise ProtocolError("badArgument", f"Not understood: {', '.join(sorted(strange))}.")
    prefix = values.get("metadataPrefix", "")
    if "metadataPrefix" in must and prefix not in FORMATS:
        raise ProtocolError("cannotDisseminateFormat", f"Formats here are {', '.join(FORMATS)}.")
    since, until = _span(values)
    return Asked(verb, prefix, values.get("identifier", ""), values.get("set", ""), since, until)


def _resumed(verb: str, values: Mapping[str, str]) -> Asked:
    if verb not in RESUMED:
        raise ProtocolError("badArgument", "This verb has no resumption token.")
    if len(values) > 1:
        raise ProtocolError("badArgument", "A resumption token stands alone.")
    asked = read_token(values["resumptionToken"])
    if asked.verb != verb:
        raise ProtocolError("badResumptionToken", "The token belongs to another verb.")
    return asked


def _span(values: Mapping[str, str]) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """From the first moment up to, but without, the moment behind the last."""
    given = [values[name] for name in ("from", "until") if name in values]
    kinds = {_granularity(value) for value in given}
    if len(kinds) > 1:
        raise ProtocolError("badArgument", "from and until have different granularities.")
    since = _moment(values["from"]) if "from" in values else None
    until = _moment(values["until"]) if "until" in values else None
    if since is not None and until is not None and since > until:
        raise ProtocolError("badArgument", "from lies behind until.")
    if until is not None:
        try:
            until += datetime.timedelta(days=1) if kinds == {"day"} else datetime.timedelta(seconds=1)
        except OverflowError:
            until = None
    return since, until


def _granularity(value: str) -> str:
    if DAY.fullmatch(value):
        return "day"
    if SECOND.fullmatch(value):
        return "second"
    raise ProtocolError("badArgument", "Moments are written YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")


def _moment(value: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).replace(tzinfo=datetime.UTC)
    except ValueError as fault:
        raise ProtocolError("badArgument", f"{value} is no moment.") from fault


def stamp(moment: datetime.datetime) -> str:
    """A moment as the protocol writes it."""
    plain = moment.astimezone(datetime.UTC).replace(microsecond=0, tzinfo=None)
    return f"{plain.isoformat()}Z"  # strftime writes years before 1000 with fewer than four digits


def token(asked: Asked) -> str:
    """Everything that goes on with a list, so that the server keeps nothing of it."""
    kept = {
        "v": asked.verb, "p": asked.prefix, "s": asked.set, "c": asked.cursor,
        "f": stamp(asked.since) if asked.since else "", "u": stamp(asked.until) if asked.until else "",
        "a": [stamp(asked.after[0]), asked.after[1]] if asked.after else None,
    }  # fmt: skip
    return base64.urlsafe_b64encode(json.dumps(kept, separators=(",", ":")).encode()).decode().rstrip("=")


def read_token(words: str) -> Asked:
    """What a token goes on with. Raises ProtocolError for what is none of ours."""
    try:
        kept = json.loads(base64.urlsafe_b64decode(words.encode("ascii") + b"=" * (-len(words) % 4)))
        after = (_moment(str(kept["a"][0])), int(kept["a"][1]))
        asked = Asked(str(kept["v"]), str(kept["p"]), "", str(kept["s"]), after=after, cursor=int(kept["c"]))
        asked = replace(asked, since=_moment(str(kept["f"])) if kept["f"] else None,
                        until=_moment(str(kept["u"])) if kept["u"] else None)  # fmt: skip
    except (ValueError, LookupError, TypeError, OverflowError, binascii.Error, RecursionError, ProtocolError) as fault:
        raise ProtocolError("badResumptionToken", "The token is none of this catalogue.") from fault
    if asked.prefix not in FORMATS or not 0 <= after[1] < 2**63 or not 0 <= asked.cursor < 2**53:
        raise ProtocolError("badResumptionToken", "The token is none of this catalogue.")
    return asked


def answer(address: str, given: Mapping[str, Sequence[str]], on: datetime.datetime, content: Iterable[str]) -> str:
    """The whole answer; `given` are the arguments, or nothing when they were not understood."""
    told = {name: values[0] for name, values in given.items()}
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
        f"{element('responseDate', stamp(on))}{element('request', text(address), **told)}{''.join(content)}</OAI-PMH>"
    )


def error(fault: ProtocolError) -> str:
    """An error as the protocol tells it."""
    return element("error", text(str(fault)), code=fault.code)
