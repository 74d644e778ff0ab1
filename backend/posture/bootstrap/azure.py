"""Azure as one value; what it needs is imported when it is used."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from posture.domain.azure.arm import locate
from posture.domain.azure.connection import AzureConnection
from posture.domain.azure.regions import REGIONS
from posture.domain.check import Check
from posture.domain.cloud import AccountType, Cloud, Wording
from posture.domain.collector import Collector, Member
from posture.domain.connection import Connection
from posture.domain.evidence import Unread
from posture.settings import Settings


def _checks() -> Sequence[Check[Any]]:
    from posture.checks import azure  # noqa: PLC0415  # help texts need none
    from posture.checks.catalog import checks_in  # noqa: PLC0415  # as above

    return checks_in(azure)


def _collector(settings: Settings) -> Collector:
    from posture.collectors.azure.catalog import COLLECTORS  # noqa: PLC0415  # a cloud's own imports
    from posture.collectors.azure.connect import AzureCollector  # noqa: PLC0415  # as above

    return AzureCollector(settings, COLLECTORS)


def _least_privilege() -> Mapping[str, Any]:
    from posture.collectors.azure.catalog import COLLECTORS  # noqa: PLC0415  # a cloud's own imports
    from posture.collectors.azure.permissions import read_only_role  # noqa: PLC0415  # as above

    return read_only_role(COLLECTORS)


def _further_permissions() -> Mapping[str, Sequence[str]]:
    from posture.collectors.azure.catalog import COLLECTORS  # noqa: PLC0415  # a cloud's own imports
    from posture.collectors.azure.permissions import graph_permissions  # noqa: PLC0415  # as above

    return graph_permissions(COLLECTORS, _checks())


@cache
def _permission(unread: Unread) -> str | None:
    from posture.collectors.azure.permissions import permission  # noqa: PLC0415  # as above

    return permission(unread)


async def _members(settings: Settings, connection: Connection, parent: str) -> Sequence[Member]:
    from posture.collectors.azure.connect import AzureCollector  # noqa: PLC0415  # a cloud's own imports
    from posture.collectors.azure.subscriptions import members, require_parent  # noqa: PLC0415  # as above

    options = connection.options
    if not isinstance(options, AzureConnection):
        raise TypeError(f"{type(options).__name__} is not a connection to Azure")
    require_parent(parent)
    session = await AzureCollector(settings, ()).open_listing(connection)
    try:
        return await members(session, options, parent)
    finally:
        await session.close()


AZURE = Cloud(
    name="azure",
    title="Azure",
    wording=Wording(
        resource_id="ARM id",
        least_privilege="custom role",
        region="westeurope",
        services="storage,network",
        grant=("az role definition create --role-definition @posture-read-only.json",),
    ),
    account_type=AccountType(6, "Azure AD Account"),
    connection=AzureConnection,
    locate=locate,
    checks=_checks,
    collector=_collector,
    least_privilege=_least_privilege,
    further_permissions=_further_permissions,
    permission=_permission,
    members=_members,
    member_options=frozenset({"subscription_id"}),
    member_choice="parent",
    required=frozenset({"subscription_id"}),
    regions=REGIONS,
)
