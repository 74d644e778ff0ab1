"""Google Cloud as one value; what it needs is imported when it is used."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from posture.domain.check import Check
from posture.domain.cloud import AccountType, Cloud, Wording
from posture.domain.collector import Collector, Member
from posture.domain.connection import Connection
from posture.domain.evidence import Unread
from posture.domain.gcp.connection import GcpConnection
from posture.domain.gcp.names import locate
from posture.domain.gcp.regions import REGIONS
from posture.settings import Settings


def _checks() -> Sequence[Check[Any]]:
    from posture.checks import gcp  # noqa: PLC0415  # help texts need none
    from posture.checks.catalog import checks_in  # noqa: PLC0415  # as above

    return checks_in(gcp)


def _collector(settings: Settings) -> Collector:
    from posture.collectors.gcp.catalog import COLLECTORS  # noqa: PLC0415  # a cloud's own imports
    from posture.collectors.gcp.connect import GcpCollector  # noqa: PLC0415  # as above

    return GcpCollector(settings, COLLECTORS)


def _least_privilege() -> Mapping[str, Any]:
    from posture.collectors.gcp.catalog import COLLECTORS  # noqa: PLC0415  # a cloud's own imports
    from posture.collectors.gcp.permissions import read_only_role  # noqa: PLC0415  # as above

    return read_only_role(COLLECTORS)


@cache
def _permission(unread: Unread) -> str | None:
    from posture.collectors.gcp.permissions import permission  # noqa: PLC0415  # as above

    return permission(unread)


async def _members(settings: Settings, connection: Connection, parent: str) -> Sequence[Member]:
    from posture.collectors.gcp.connect import GcpCollector  # noqa: PLC0415  # a cloud's own imports
    from posture.collectors.gcp.projects import members, require_parent  # noqa: PLC0415  # as above

    options = connection.options
    if not isinstance(options, GcpConnection):
        raise TypeError(f"{type(options).__name__} is not a connection to Google Cloud")
    require_parent(parent)
    session = await GcpCollector(settings, ()).open_listing(connection)
    try:
        return await members(session, options, parent)
    finally:
        await session.close()


GCP = Cloud(
    name="gcp",
    title="Google Cloud",
    wording=Wording(
        resource_id="full resource name",
        least_privilege="custom role",
        region="europe-west1",
        services="storage,compute",
        grant=("gcloud iam roles create posture --project=PROJECT --file=posture-read-only.json",),
    ),
    account_type=AccountType(11, "GCP Project"),
    connection=GcpConnection,
    locate=locate,
    checks=_checks,
    collector=_collector,
    least_privilege=_least_privilege,
    permission=_permission,
    members=_members,
    member_options=frozenset({"project_id"}),
    member_choice="parent",
    required=frozenset({"project_id"}),
    regions=REGIONS,
)
