"""All Google Cloud collectors."""

from typing import Any

from posture.collectors.collecting import AssetCollector
from posture.collectors.gcp import (
    apikeys,
    compute,
    iam,
    network,
    notebooks,
    storage,
    vertexai,
)
from posture.collectors.gcp.collecting import ProjectClient

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (
    *apikeys.COLLECTORS,
    *compute.COLLECTORS,
    *iam.COLLECTORS,
    *network.COLLECTORS,
    *notebooks.COLLECTORS,
    *storage.COLLECTORS,
    *vertexai.COLLECTORS,
)
