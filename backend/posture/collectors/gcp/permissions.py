"""The least-privilege role of Google Cloud, made from the calls that collectors declare."""

from collections.abc import Iterable
from typing import Any

from posture.collectors.collecting import AssetCollector
from posture.collectors.gcp.collecting import ProjectClient
from posture.collectors.gcp.errors import DENIED
from posture.collectors.gcp.operations import OPERATIONS
from posture.domain.evidence import Unread

# Calls of every run, whatever its checks.
ALWAYS = frozenset({"cloudresourcemanager:projects.get", "serviceusage:services.list"})
# Permissions that a custom role of a project cannot have.
# Source: https://cloud.google.com/iam/docs/custom-roles-permissions-support
NOT_IN_PROJECT_ROLES = frozenset(
    {"resourcemanager.folders.getIamPolicy", "resourcemanager.organizations.getIamPolicy"}
)


def permission(unread: Unread) -> str | None:
    """Return the permission that would allow a denied call; None if it was not denied."""
    if unread.reason not in DENIED or unread.call not in OPERATIONS:
        return None
    return OPERATIONS[unread.call].permission or None


def read_only_role(collectors: Iterable[AssetCollector[ProjectClient, Any]]) -> dict[str, Any]:
    """Return the definition of a custom role that allows the calls of these collectors."""
    calls = ALWAYS.union(*(one.all_calls for one in collectors))
    needed = {OPERATIONS[call].permission for call in calls} - NOT_IN_PROJECT_ROLES - {""}
    return {
        "title": "Posture read only",
        "description": "Reads the settings that posture evaluates.",
        "stage": "GA",
        "includedPermissions": sorted(needed),
    }
