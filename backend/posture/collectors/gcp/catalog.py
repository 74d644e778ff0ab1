"""All Google Cloud collectors."""

from typing import Any

from posture.collectors.collecting import AssetCollector
from posture.collectors.gcp import (
    agents,
    apikeys,
    compute,
    data,
    gke,
    iam,
    logging,
    network,
    notebooks,
    serverless,
    sql,
    storage,
    vertexai,
)
from posture.collectors.gcp.collecting import ProjectClient

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (
    *agents.COLLECTORS,
    *apikeys.COLLECTORS,
    *compute.COLLECTORS,
    *data.COLLECTORS,
    *gke.COLLECTORS,
    *iam.COLLECTORS,
    *logging.COLLECTORS,
    *network.COLLECTORS,
    *notebooks.COLLECTORS,
    *serverless.COLLECTORS,
    *sql.COLLECTORS,
    *storage.COLLECTORS,
    *vertexai.COLLECTORS,
)
