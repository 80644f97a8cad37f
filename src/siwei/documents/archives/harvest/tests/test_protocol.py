"""OAI-PMH's arguments, errors and tokens, each as the protocol says; garbage is answered with its codes."""

import base64
import datetime
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siwei.documents.archives.harvest.protocol import Asked, ProtocolError, read_token, token, understood

MOMENTS = st.integers(0, 4_000_000_000).map(lambda second: datetime.datetime.fromtimestamp(second, datetime.UTC))


def code(**given):
    with pytest.raises(ProtocolError) as fault:
        understood({name.rstrip("_"): value if isinstance(value, list) else [value] for name, value in given.items()})
    return fault.value.code


@pytest.mark.parametrize(("given", "expected"), [
    ({}, "badVerb"), ({"verb": "Delete"}, "badVerb"), ({"verb": ["Identify", "Identify"]}, "badVerb"),
    ({"verb": "Identify", "set": "x"}, "badArgument"), ({"verb": "GetRecord", "identifier": "x"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
    ({"verb": "ListRecords"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2017"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2017-02-30"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2017-01-02", "until": "2017-01-01"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from_": "2017-01-02", "until": "2017-01-02T00:00:00Z"},
     "badArgument"),
    ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": "x", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "Identify", "resumptionToken": "x"}, "badArgument"),
])  # fmt: skip
def test_each_wrong_request_has_its_code(given, expected):
    assert code(**given) == expected


def test_until_holds_its_whole_day_or_second():
    days = understood({"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"], "until": ["2017-12-31"]})
    assert days.until == datetime.datetime(2018, 1, 1, tzinfo=datetime.UTC)
    second = understood({"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"], "until": ["2017-12-31T23:59:59Z"]})
    assert second.until == days.until


@given(
    st.sampled_from(["ListRecords", "ListIdentifiers"]), st.sampled_from(["oai_dc", "ead3"]), st.text(max_size=10),
    st.none() | MOMENTS, st.none() | MOMENTS, MOMENTS, st.integers(0, 2**62), st.integers(0, 2**50),
)  # fmt: skip
def test_a_token_holds_the_whole_request(verb, prefix, of, since, until, stamp, key, cursor):
    asked = Asked(verb, prefix, "", of, since, until, (stamp, key), cursor)
    assert read_token(token(asked)) == asked
    assert understood({"verb": [verb], "resumptionToken": [token(asked)]}) == asked


@given(st.text())
def test_what_is_no_token_is_refused(words):
    with pytest.raises(ProtocolError) as fault:
        read_token(words)
    assert fault.value.code == "badResumptionToken"


def forged(**changed):
    kept = {"v": "ListRecords", "p": "oai_dc", "s": "", "c": 3, "f": "", "u": "", "a": ["2017-01-02T00:00:00Z", 5]}
    return base64.urlsafe_b64encode(json.dumps({**kept, **changed}).encode()).decode().rstrip("=")


@pytest.mark.parametrize("changed", [
    {"c": float("inf")}, {"f": 5}, {"u": [1]}, {"a": ["2017-01-02T00:00:00Z", float("inf")]}, {"a": [None, 5]},
])  # fmt: skip
def test_a_forged_token_is_a_bad_token(changed):
    assert read_token(forged()).cursor == 3
    with pytest.raises(ProtocolError) as fault:
        read_token(forged(**changed))
    assert fault.value.code == "badResumptionToken"


def test_a_list_from_the_first_day_on_goes_on():
    asked = understood({"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"], "from": ["0001-01-01"]})
    assert asked.since is not None
    resumed = replace(asked, after=(asked.since, 1))
    assert read_token(token(resumed)) == resumed
