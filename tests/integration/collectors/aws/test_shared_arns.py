"""RDS, DocumentDB and Neptune share a listing and the form of ARNs: each cluster is one asset."""

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.verdict import VerdictStatus
from tests.emulator.recorded import recorded
from tests.integration.collectors.aws.engine import run
from tests.integration.collectors.aws.recordings import docdb

pytestmark = pytest.mark.anyio

ENCRYPTED = {
    "aws_rds_database_storage_encrypted",
    "aws_docdb_cluster_encrypted",
    "aws_neptune_cluster_encrypted",
}
CHOSEN = [one for one in checks(CLOUDS) if one.id in ENCRYPTED]
CALL = "rds:DescribeDBClusters"


@pytest.mark.parametrize(
    ("cluster", "check_id"),
    [
        ("papers", "aws_docdb_cluster_encrypted"),
        ("graph", "aws_neptune_cluster_encrypted"),
        ("aurora", "aws_rds_database_storage_encrypted"),
    ],
)
async def test_a_named_cluster_is_of_the_service_of_its_engine(cluster: str, check_id: str) -> None:
    arn = f"{docdb.PLACE}:{cluster}"
    async with recorded({CALL: docdb.ANSWERS[CALL]}) as endpoint:
        outcome = await run(endpoint.url, CHOSEN, resource_ids=[arn])
    assert outcome.evaluation.counts == {VerdictStatus.FAIL: 1}
    assert [(one.check_id, one.resource_id) for one in outcome.evaluation.failures] == [
        (check_id, arn)
    ]
    assert endpoint.calls[CALL] == 1
