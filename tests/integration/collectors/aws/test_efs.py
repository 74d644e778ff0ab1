"""What the engine collects from EFS's answers, and with how many calls."""

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import Endpoint
from tests.emulator.recorded import ReceivedCall, Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "efs"]
ARN = f"arn:aws:elasticfilesystem:{HOME}:{ACCOUNT_ID}:"


def failed(outcome: Outcome) -> list[set[str]]:
    """Return what fails of each asset, the one with most failures last."""
    found: dict[str, set[str]] = {}
    for (check_id, resource), one in outcome.verdicts.items():
        failures = found.setdefault(resource, set())
        if one.status == "fail":
            failures.add(check_id.removeprefix("aws_efs_"))
    return sorted(found.values(), key=len)


async def test_file_systems_and_access_points_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,))
    assert failed(outcome) == [
        set(),
        set(),
        {"access_point_user_enforced", "access_point_directory_enforced"},
        {  # the emulator takes every key for the account's own
            "file_system_policy_not_public",
            "file_system_tls_required",
            "file_system_root_access_named",
            "file_system_several_zones",
        },
        {
            "file_system_encrypted",
            "file_system_policy_not_public",
            "file_system_tls_required",
            "file_system_root_access_named",
            "file_system_backed_up",
            "file_system_several_zones",
            "file_system_mounted_in_private_subnets",
        },
    ]
    assert outcome.reads.coverage == 1
    assert cloud.calls["efs:DescribeFileSystems"] == 1
    assert cloud.calls["efs:DescribeMountTargets"] == 3
    assert cloud.calls["ec2:DescribeRouteTables"] == 1


async def test_named_assets_are_read_without_listing_all(cloud: Endpoint) -> None:
    everything = await run(cloud.url, CHECKS, regions=(HOME,))
    (first, *_) = sorted(arn for _, arn in everything.verdicts if "access-point" in arn)
    cloud.calls.clear()
    received = [first, f"{ARN}file-system/fs-00000000000000000"]
    outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=received)
    assert {arn for _, arn in outcome.verdicts} == {first}
    assert not outcome.unlisted
    cloud.calls.pop("sts:GetCallerIdentity")
    assert cloud.calls == {"efs:DescribeAccessPoints": 1, "efs:DescribeFileSystems": 1}


async def test_a_key_that_aws_manages_is_not_the_accounts_own() -> None:
    systems = [
        {"FileSystemId": name, "FileSystemArn": f"{ARN}file-system/{name}", "Encrypted": True}
        | {"KmsKeyId": f"arn:aws:kms:{HOME}:{ACCOUNT_ID}:key/{name}"}
        for name in ("aws", "own")
    ]

    def describe(received: ReceivedCall) -> dict[str, object]:
        manager = "AWS" if received.names("aws") else "CUSTOMER"
        return {"KeyMetadata": {"KeyId": "k", "KeyManager": manager}}

    answers: dict[str, Recording] = {
        "efs:DescribeFileSystems": {"FileSystems": systems},
        "kms:DescribeKey": describe,
    }
    chosen = [one for one in CHECKS if one.id.endswith("own_key")]
    async with recorded(answers) as here:
        outcome = await run(here.url, chosen, regions=(HOME,))
    found = {arn.rpartition("/")[2]: one.status.value for (_, arn), one in outcome.verdicts.items()}
    assert found == {"aws": "fail", "own": "pass"}
