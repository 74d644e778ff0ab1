"""The toy cloud as one value."""

from collections.abc import Mapping, Sequence
from typing import Any

from posture.checks.catalog import checks_in
from posture.domain.check import Check
from posture.domain.cloud import AccountType, Cloud, Wording
from posture.domain.collector import Member
from posture.domain.connection import Connection
from posture.settings import Settings
from tests.integration.toycloud import checks
from tests.integration.toycloud.collectors import COLLECTORS, ToyCollector
from tests.integration.toycloud.domain import ToyConnection, locate


def _checks() -> Sequence[Check[Any]]:
    return checks_in(checks)


def _least_privilege() -> Mapping[str, Any]:
    return {"allow": sorted(frozenset().union(*(one.all_calls for one in COLLECTORS)))}


async def _members(_settings: Settings, connection: Connection, role: str) -> Sequence[Member]:
    return [Member(account_id=role, name=role, options=connection.options)]


TOY = Cloud(
    name="toy",
    title="Toy Cloud",
    wording=Wording("id", "grant", "north", "store", ("toy grant posture-read-only.json",)),
    account_type=AccountType(99, "Other"),
    connection=ToyConnection,
    locate=locate,
    checks=_checks,
    collector=ToyCollector,
    least_privilege=_least_privilege,
    permission=lambda unread: unread.call if unread.reason == "Forbidden" else None,
    members=_members,
    member_options=frozenset(),
)
