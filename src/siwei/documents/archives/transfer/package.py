"""What goes with the files: a BagIt bag (RFC 8493) as ZIP with EAD3, list, receipt, signatures, written as it is sent.

Nothing is kept on the server: the bag is made of the records whenever it is asked for, in memory that does not grow.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator

from siwei.documents.archives import ead3
from siwei.documents.archives.models import Campaign
from siwei.documents.archives.transfer.actions import newest, pdf_of
from siwei.documents.archives.transfer.listing import described, items_of, sheet
from siwei.documents.archives.transfer.receipt import receiver

#: bytes that are joined before they are sent
PIECE = 1 << 16
ALGORITHMS = ("sha256", "sha512")
#: of every entry, so that the same records give the same bytes
MOMENT = (2017, 1, 1, 0, 0, 0)


class _Sent(io.RawIOBase):
    """A file that is written once from front to back; what was written is taken away and sent."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes-like, as zipfile gives them
        self._kept += data
        return len(data)

    def taken(self, least: int = 1) -> bytes:
        """What was written since, when it is enough to be sent."""
        if len(self._kept) < least:
            return b""
        found = bytes(self._kept)
        self._kept.clear()
        return found


def bag(campaign: Campaign) -> Iterator[bytes]:
    """The ZIP of the bag, piece by piece."""
    out = _Sent()
    sums: dict[str, list[tuple[str, str]]] = {name: [] for name in ALGORITHMS}
    tags: list[tuple[str, str]] = []
    octets = streams = 0
    root = campaign.number
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as whole:
        for name, content in payload(campaign):
            hashes = {algorithm: hashlib.new(algorithm) for algorithm in ALGORITHMS}
            with whole.open(_entry(f"{root}/data/{name}"), "w", force_zip64=True) as entry:
                for piece in content:
                    entry.write(piece)
                    octets += len(piece)
                    for one in hashes.values():
                        one.update(piece)
                    if sent := out.taken(PIECE):
                        yield sent
            streams += 1
            for algorithm, one in hashes.items():
                sums[algorithm].append((one.hexdigest(), f"data/{name}"))
        for name, text in _tags(campaign, octets, streams, sums):
            whole.writestr(_entry(f"{root}/{name}"), text.encode())
            tags.append((hashlib.sha256(text.encode()).hexdigest(), name))
        whole.writestr(_entry(f"{root}/tagmanifest-sha256.txt"), _manifest(tags).encode())
    yield out.taken(0)


def payload(campaign: Campaign) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Names and bytes of what is handed over."""
    yield "items.csv", sheet(campaign)
    yield "ead.xml", _ead(campaign)
    found = newest(campaign)
    if found is not None:
        yield "receipt.pdf", (pdf_of(found),)
        for side, signature in (("agency", found.giver_signature), ("archives", found.receiver_signature)):
            if signature is not None:
                yield f"receipt-{side}.p7s", (bytes(signature),)


def _ead(campaign: Campaign) -> Iterator[bytes]:
    pieces = ead3.fonds(
        campaign.fonds.name_zh, described(campaign), identifier=campaign.number, title=campaign.title(),
        repository=receiver(), on=campaign.handed_over_on or campaign.opened_on,
    )  # fmt: skip
    for piece in pieces:
        yield piece.encode()


def _tags(
    campaign: Campaign, octets: int, streams: int, sums: dict[str, list[tuple[str, str]]]
) -> Iterator[tuple[str, str]]:
    """bagit.txt, bag-info.txt and the manifests of the payload."""
    yield "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    told = (
        ("Source-Organization", campaign.fonds.agency.name_zh), ("External-Identifier", campaign.number),
        ("External-Description", f"{campaign.fonds.name_zh} {items_of(campaign).count()}"),
        ("Bagging-Date", (campaign.handed_over_on or campaign.opened_on).isoformat()),
        ("Payload-Oxum", f"{octets}.{streams}"), ("Bag-Software-Agent", "Siwei"),
    )  # fmt: skip
    yield "bag-info.txt", "".join(f"{name}: {value}\n" for name, value in told)
    for algorithm, lines in sums.items():
        yield f"manifest-{algorithm}.txt", _manifest(lines)


def _manifest(lines: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{checksum}  {name}\n" for checksum, name in lines)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
