"""Requests without a valid token: each address is limited, and the audit log does not grow."""

from typing import Any
from unittest.mock import Mock

import pytest

from posture.api.errors import ProblemError
from posture.api.refusals import OTHERS, Refusals, network_of
from posture.services.audit import AuditEntry
from posture.services.errors import UnavailableError
from posture.services.tokens import Caller
from posture.settings import Settings
from tests.promises import promise

pytestmark = pytest.mark.anyio

CALLER = Caller("token", "tenant", frozenset(), (), None, None, 1)


def refusals(**settings: Any) -> Refusals:  # noqa: ANN401  # as the settings
    return Refusals(Settings(**settings), clock=lambda: 0.0)


def request(ip: str | None, identified: Caller | None = None) -> Any:  # noqa: ANN401  # what is read of a context
    return Mock(client_ip=ip, identified=identified)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:2", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("nonsense", OTHERS),
        (None, OTHERS),
    ],
)
def test_an_ipv6_address_stands_for_its_network(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_each_address_has_a_bucket_and_the_number_of_addresses_is_limited() -> None:
    limited = refusals(refused_requests_bucket=1, refused_addresses=2)
    for ip in ("203.0.113.1", "203.0.113.2", "203.0.113.3"):
        limited.take(request(ip))
    for ip in ("203.0.113.1", "203.0.113.4"):
        with pytest.raises(ProblemError, match="rate_limited"):
            limited.take(request(ip))


async def test_the_first_of_a_minute_is_a_row_and_the_others_are_a_count() -> None:
    rows: list[AuditEntry] = []

    async def record(entry: AuditEntry) -> None:
        rows.append(entry)

    counted = refusals()
    asked = [
        (request("203.0.113.1"), "missing_token"),
        (request("203.0.113.1"), "missing_token"),
        (request("203.0.113.1"), "missing_token"),
        (request("203.0.113.1"), "invalid_token"),
        (request("203.0.113.2"), "missing_token"),
        (request("203.0.113.2", CALLER), "expired_token"),
        (request("203.0.113.2", CALLER), "expired_token"),
    ]
    first = [counted.is_first(context, reason, record) for context, reason in asked]
    await counted.write(record)
    await counted.write(record)

    assert first == [True, False, False, True, True, True, False]
    assert [(one.tenant_id, one.actor_ip, (one.after or {})["count"]) for one in rows] == [
        (None, "203.0.113.1", 2),
        ("tenant", "203.0.113.2", 1),
    ]
    assert counted.is_first(*asked[0], record)


@promise("limits", "Refused requests add few rows to the audit log, whatever their number")
async def test_the_rows_of_a_minute_are_limited_whatever_the_addresses() -> None:
    rows: list[AuditEntry] = []

    async def record(entry: AuditEntry) -> None:
        rows.append(entry)

    counted = refusals(refused_addresses=3)
    first = [
        counted.is_first(request(f"203.0.113.{number}"), "missing_token", record)
        for number in range(100)
    ]
    await counted.write(record)
    assert sum(first) == 4
    assert [(one.actor_ip, (one.after or {})["count"]) for one in rows] == [(OTHERS, 96)]


async def test_a_count_that_cannot_be_written_harms_nothing() -> None:
    async def record(_entry: AuditEntry) -> None:
        raise UnavailableError("full")

    counted = refusals()
    for _ in range(2):
        counted.is_first(request("203.0.113.1"), "missing_token", record)
    await counted.write(record)
    assert counted.is_first(request("203.0.113.1"), "missing_token", record)


def sent(token: bytes, **context: Any) -> Any:  # noqa: ANN401  # what is read of a context
    headers = {b"authorization": token, **context.pop("headers", {})}
    return Mock(headers=headers, **{"identified": None, "is_ambiguous": False, **context})


def test_tokens_that_were_not_found_are_remembered_up_to_a_number() -> None:
    limited = refusals(refused_addresses=2)
    for token in (b"Bearer a", b"Bearer b", b"Bearer c"):
        limited.remember(sent(token))
    known = [limited.is_unknown(sent(token)) for token in (b"Bearer a", b"Bearer b", b"Bearer c")]
    assert known == [False, True, True]


@pytest.mark.parametrize(
    ("seconds", "context"),
    [
        (5.0, {"identified": CALLER}),
        (5.0, {"is_ambiguous": True}),
        (5.0, {"headers": {b"cookie": b"session=1"}}),
        (0.0, {}),
    ],
)
def test_only_a_token_that_was_not_found_is_remembered(
    seconds: float, context: dict[str, Any]
) -> None:
    counted = refusals(refused_token_seconds=seconds)
    counted.remember(sent(b"Bearer a", **context))
    assert not counted.is_unknown(sent(b"Bearer a"))
