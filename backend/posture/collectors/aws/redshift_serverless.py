"""Collector of Amazon Redshift Serverless: workgroups and namespaces, from their listings."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.redshift_serverless import RedshiftNamespace, RedshiftWorkgroup
from posture.domain.evidence import Unread

WORKGROUPS_CALL = "redshift-serverless:ListWorkgroups"
NAMESPACES_CALL = "redshift-serverless:ListNamespaces"
LARGEST_PAGE = 100
DELETED = "DELETING"
UNNAMED = Unread("AdministratorNotListed", NAMESPACES_CALL)
CHANGING = in_state("creating", "modifying", path=("status",))


def _workgroup(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("status") == DELETED:
        return None
    return Item(one["workgroupArn"], one["workgroupName"], one)


def _workgroup_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    parameters = {
        each["parameterKey"]: each["parameterValue"] for each in one.get("configParameters") or ()
    }
    return {
        "public": one["publiclyAccessible"],
        # Workgroups from before 2025 have no such parameter, and accept both.
        "tls_required": parameters.get("require_ssl", "").lower() == "true",
        "vpc_routing": one.get("enhancedVpcRouting", False),
    }


def _namespace(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("status") == DELETED:
        return None
    return Item(one["namespaceArn"], one["namespaceName"], one)


def _namespace_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "logs": tuple(sorted(item.data.get("logExports") or ())),
        "administrator": item.data.get("adminUsername") or UNNAMED,
    }


WORKGROUPS = AssetCollector(
    asset_type=RedshiftWorkgroup,
    regional=True,
    calls=(WORKGROUPS_CALL,),
    items=listing(WORKGROUPS_CALL, "workgroups", _workgroup, maxResults=LARGEST_PAGE),
    listed=_workgroup_listed,
    transition=CHANGING,
)

NAMESPACES = AssetCollector(
    asset_type=RedshiftNamespace,
    regional=True,
    calls=(NAMESPACES_CALL,),
    items=listing(NAMESPACES_CALL, "namespaces", _namespace, maxResults=LARGEST_PAGE),
    listed=_namespace_listed,
    transition=CHANGING,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (WORKGROUPS, NAMESPACES)
