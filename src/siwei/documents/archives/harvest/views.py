"""The address that harvesters ask, by GET or POST: all six verbs of OAI-PMH 2.0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from siwei.documents.archives.ead3 import element, text
from siwei.documents.archives.harvest import protocol, records
from siwei.documents.archives.harvest.protocol import FORMATS, Asked, ProtocolError, stamp
from siwei.documents.archives.harvest.publishing import not_while_publishing
from siwei.documents.archives.models import Fonds, Published
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office

XML = "text/xml; charset=utf-8"
RETRY_AFTER = "60"


@csrf_exempt  # reads only, and harvesters hold no session
@require_http_methods(["GET", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """One answer; while the catalogue is being published: come again in a minute."""
    given = dict((request.POST if request.method == "POST" else request.GET).lists())
    address = request.build_absolute_uri(request.path)
    root = request.build_absolute_uri("/").rstrip("/")
    on = timezone.now()
    with not_while_publishing() as free:
        if not free:
            return HttpResponse(status=503, headers={"Retry-After": RETRY_AFTER})
        try:
            content = _content(protocol.understood(given), address, root)
        except ProtocolError as fault:
            shown: Mapping[str, Sequence[str]] = {} if fault.code in ("badVerb", "badArgument") else given
            return HttpResponse(protocol.answer(address, shown, on, [protocol.error(fault)]), content_type=XML)
    return HttpResponse(protocol.answer(address, given, on, [content]), content_type=XML)


def _content(asked: Asked, address: str, root: str) -> str:
    match asked.verb:
        case "Identify":
            made = _identify(address)
        case "ListMetadataFormats":
            made = _formats(asked)
        case "ListSets":
            made = _sets(asked)
        case "GetRecord":
            made = records.record(_one(asked.identifier), asked.prefix, root)
        case _:
            made = _list(asked, root)
    return element(asked.verb, made)


def _identify(address: str) -> str:
    first = Published.objects.order_by("stamp", "item_id").values_list("stamp", flat=True).first() or timezone.now()
    repository, mail = (str(office().setting(f"archives.{name}")) for name in ("repository", "repository_mail"))
    owner = Agency.objects.get(code=office().code).name_zh
    told = (
        ("repositoryName", f"{owner}檔案目錄"), ("baseURL", address), ("protocolVersion", "2.0"),
        ("adminEmail", mail), ("earliestDatestamp", stamp(first)), ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    )  # fmt: skip
    scheme = (
        '<oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier">'
        + element("scheme", "oai") + element("repositoryIdentifier", text(repository)) + element("delimiter", ":")
        + element("sampleIdentifier", text(records.identifier(1))) + "</oai-identifier>"
    )  # fmt: skip
    return "".join(element(name, text(value)) for name, value in told) + element("description", scheme)


def _one(identifier: str) -> Published:
    found: Published | None = records.told().filter(pk=records.key_of(identifier)).first()
    if found is None:
        raise ProtocolError("idDoesNotExist", "There is no such item.")
    return found


def _formats(asked: Asked) -> str:
    if asked.identifier:
        _one(asked.identifier)
    return "".join(
        element(
            "metadataFormat",
            element("metadataPrefix", prefix) + element("schema", schema) + element("metadataNamespace", namespace),
        )
        for prefix, (schema, namespace) in FORMATS.items()
    )


def _sets(asked: Asked) -> str:
    """A set for each fonds; all in one answer."""
    if asked.after is not None:
        raise ProtocolError("badResumptionToken", "The list of sets is given at once.")
    rows = Fonds.objects.select_related("agency").order_by("code")
    return "".join(
        element(
            "set",
            element("setSpec", text(one.code)) + element("setName", text(f"{one.name_zh}（{one.agency.name_zh}）")),
        )
        for one in rows
    )


def _list(asked: Asked, root: str) -> str:
    """A page of headers or records, and the token of the next; the last page of several ends with an empty one."""
    found = records.page(asked)
    shown, more = found[: records.PAGE], len(found) > records.PAGE
    if asked.verb == "ListIdentifiers":
        made = "".join(map(records.header, shown))
    else:
        made = "".join(records.record(one, asked.prefix, root) for one in shown)
    if more:
        last = shown[-1]
        following = replace(asked, after=(last.stamp, last.item_id), cursor=asked.cursor + len(shown))
        made += element("resumptionToken", protocol.token(following), cursor=str(asked.cursor))
    elif asked.after is not None:
        made += element("resumptionToken", "", cursor=str(asked.cursor))
    return made
