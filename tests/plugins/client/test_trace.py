"""`TRACEPARENT` and `TRACESTATE` are sent on as far as W3C Trace Context allows."""

import pytest

from posture_client.trace import trace_from_environ
from tests.plugins.client.scripted import Reply, scripted
from tests.plugins.client.test_transport import client_of

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (PARENT, PARENT),
        (f"00-{TRACE}-{SPAN}-00", f"00-{TRACE}-{SPAN}-00"),
        (f"00-{TRACE}-{SPAN}-03", f"00-{TRACE}-{SPAN}-03"),
        # Later versions: what is known of them, in our own.
        (f"01-{TRACE}-{SPAN}-01", PARENT),
        (f"cc-{TRACE}-{SPAN}-09-what-will-be", PARENT),
        (f"cc-{TRACE}-{SPAN}-08", f"00-{TRACE}-{SPAN}-00"),
    ],
)
def test_a_trace_is_sent_on(given: str, sent: str) -> None:
    assert trace_from_environ({"TRACEPARENT": given}) == {"traceparent": sent}


@pytest.mark.parametrize(
    "given",
    [
        "",
        "nothing of the kind",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN.upper()}-01",
        f"00-{TRACE[1:]}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-1",
        f"00-{TRACE}-{SPAN}-01-what-is-not",
        f"0-{TRACE}-{SPAN}-01",
        f"cc-{TRACE}-{SPAN}-01.what-is-not",
        f"{PARENT}\n",
        f" {PARENT}",
        f"{PARENT}\r\nX-Evil: 1",
        f"cc-{TRACE}-{SPAN}-01\r\nX-Evil: 1",
        f"00-{TRACE.replace('4', '٤')}-{SPAN}-01",
    ],
)
def test_an_invalid_trace_is_ignored_with_its_state(given: str) -> None:
    assert trace_from_environ({"TRACEPARENT": given, "TRACESTATE": "vendor=1"}) == {}


def test_without_a_trace_nothing_is_sent() -> None:
    assert trace_from_environ({}) == {}
    assert trace_from_environ({"TRACESTATE": "vendor=1"}) == {}


def members(count: int) -> str:
    return ",".join(f"k{number}=1" for number in range(count))


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("vendor=1", "vendor=1"),
        ("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
        ("a=1 , b=2\t,\tc=3", "a=1,b=2,c=3"),
        ("a=1,,b=2,", "a=1,b=2"),
        ("tenant@system=x,0a_-*/=!~ y", "tenant@system=x,0a_-*/=!~ y"),
        (f"{'k' * 256}={'v' * 256}", f"{'k' * 256}={'v' * 256}"),
        (members(32), members(32)),
    ],
)
def test_a_state_is_sent_on(given: str, sent: str) -> None:
    found = trace_from_environ({"TRACEPARENT": PARENT, "TRACESTATE": given})
    assert found == {"traceparent": PARENT, "tracestate": sent}


@pytest.mark.parametrize(
    "given",
    [
        "",
        ",",
        "vendor",
        "=1",
        "vendor=",
        "Vendor=1",
        "vendor =1",
        "vendor=a=b",
        "vendor=ü",
        "@vendor=1",
        "vendor=1\r\nX-Evil: 1",
        "a=1,b",
        f"{'k' * 257}=1",
        f"k={'v' * 257}",
        members(33),
    ],
)
def test_an_invalid_state_does_not_change_the_trace(given: str) -> None:
    found = trace_from_environ({"TRACEPARENT": PARENT, "TRACESTATE": given})
    assert found == {"traceparent": PARENT}


def test_a_malformed_trace_does_not_keep_a_request_from_being_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRACEPARENT", f"{PARENT}\r\nX-Evil: 1")
    with scripted(Reply(body={"data": []})) as server, client_of(server) as client:
        client.list_runs()
    assert not {"traceparent", "tracestate", "x-evil"} & server.requests[0].headers.keys()
