"""ECR: an image that is kept well, a base image that anybody may take, and a cache unwatched."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME, Account, allow, policy
from tests.emulator.account.kms import DATA_KEY

_PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
_PARTNER = {"AWS": "arn:aws:iam::999988887777:root"}
_WELL: dict[str, Any] = {
    "imageTagMutability": "IMMUTABLE",
    "imageScanningConfiguration": {"scanOnPush": True},
    "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": DATA_KEY},
}
_UNTAGGED = {
    "rulePriority": 1,
    "selection": {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 14,
    },
    "action": {"type": "expire"},
}
_NOW = datetime.now(UTC).replace(microsecond=0)


def seed(aws: Account, n: int) -> None:
    """Make 4 repositories and the registry's settings, and 10 repositories more per `n`."""
    story(aws)
    _repository(aws, "scanned/by-rule", {}, _image("v1", 5, status="FAILED"))
    build = allow([*_PULL, "ecr:PutImage"], Principal=_PARTNER)
    _repository(aws, "shared/tools", _WELL, policy_text=policy(build))
    aws.client("ecr").put_registry_scanning_configuration(
        scanType="BASIC",
        rules=[
            {
                "scanFrequency": "SCAN_ON_PUSH",
                "repositoryFilters": [{"filter": "scanned/*", "filterType": "WILDCARD"}],
            }
        ],
    )
    cached = {"ecrRepositoryPrefix": "docker-hub", "upstreamRegistryUrl": "registry-1.docker.io"}
    seen = cached | {"ecrRepositoryPrefix": "scanned/quay"}
    aws.stub(
        "ecr:DescribePullThroughCacheRules", {"pullThroughCacheRules": [cached, seen]}, region=HOME
    )
    for i in range(10 * n):
        _repository(aws, f"team-{i:02}/app", (_WELL, {})[i % 2])


def story(aws: Account) -> None:
    """Make 2 repositories."""
    old = _image("v1", 90, CRITICAL=3)
    pulled = policy(allow(_PULL, Principal=_PARTNER))
    _repository(aws, "shop/web", _WELL, old, _image("v2", 2, MEDIUM=4), policy_text=pulled)
    aws.client("ecr").put_lifecycle_policy(
        repositoryName="shop/web", lifecyclePolicyText=json.dumps({"rules": [_UNTAGGED]})
    )
    everybody = policy(allow(_PULL, Principal="*"))
    _repository(aws, "base/node", {}, _image("18", 400, CRITICAL=2, HIGH=11), policy_text=everybody)


def _image(tag: str, days_ago: int, *, status: str = "COMPLETE", **found: int) -> dict[str, Any]:
    return {
        "registryId": ACCOUNT_ID,
        "imageDigest": f"sha256:{tag.encode().hex():0>64}",
        "imageTags": [tag],
        "imagePushedAt": (_NOW - timedelta(days=days_ago)).timestamp(),
        "imageScanStatus": {"status": status},
        "imageScanFindingsSummary": {"findingSeverityCounts": found},
    }


def _repository(
    aws: Account,
    name: str,
    settings: dict[str, Any],
    *images: dict[str, Any],
    policy_text: str = "",
) -> None:
    client = aws.client("ecr")
    client.create_repository(repositoryName=name, **settings)
    if policy_text:
        client.set_repository_policy(repositoryName=name, policyText=policy_text)
    if images:
        details = [one | {"repositoryName": name} for one in images]
        aws.stub("ecr:DescribeImages", {"imageDetails": details}, region=HOME, repositoryName=name)
