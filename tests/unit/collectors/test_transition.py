"""States in which the cloud still applies a change, and how long a run waits for its end."""

from collections.abc import Mapping
from typing import Any

import pytest

from posture.collectors.azure.catalog import COLLECTORS as AZURE
from posture.collectors.collecting import AssetCollector, Item
from posture.collectors.gcp.catalog import COLLECTORS as GCP
from posture.collectors.patience import IMPATIENT, Patience
from posture.domain.evidence import in_transition, may_change_soon

COLLECTORS: list[AssetCollector[Any, Any]] = [*AZURE, *GCP]
BY_TYPE = {one.asset_type.__name__: one for one in COLLECTORS}


@pytest.mark.parametrize(
    ("kind", "data", "state"),
    [
        ("StorageAccount", {"properties": {"provisioningState": "Updating"}}, "Updating"),
        ("StorageAccount", {"properties": {"provisioningState": "Succeeded"}}, None),
        ("StorageAccount", {"properties": {}}, None),
        ("GkeCluster", {"status": "RECONCILING"}, "RECONCILING"),
        ("GkeCluster", {"status": "RUNNING"}, None),
        ("SqlInstance", {"state": "PENDING_CREATE"}, "PENDING_CREATE"),
        ("RunService", {"reconciling": True}, "RECONCILING"),
        ("RunService", {"reconciling": False}, None),
        ("CloudFunction", {"state": "DEPLOYING"}, "DEPLOYING"),
        ("NotebookInstance", {"state": "PROVISIONING"}, "PROVISIONING"),
    ],
)
def test_the_state_of_a_change_is_known(
    kind: str, data: Mapping[str, Any], state: str | None
) -> None:
    assert BY_TYPE[kind].transition(Item("id", "name", data)) == state


def test_the_pauses_double_and_end_with_the_time() -> None:
    assert list(Patience(seconds=15, first_pause_seconds=1).pauses()) == [1, 2, 4, 8]
    assert list(Patience(seconds=4, first_pause_seconds=1).pauses()) == [1, 2, 1]
    assert list(IMPATIENT.pauses()) == []


@pytest.mark.parametrize(
    ("reason", "soon"),
    [
        ("NotFound", True),
        (in_transition("CREATING", "id").reason, True),
        ("AccessDenied", False),
        ("OtherAccount", False),
    ],
)
def test_a_reason_says_whether_to_look_again(reason: str, soon: bool) -> None:  # noqa: FBT001  # a case
    assert may_change_soon(reason) is soon
