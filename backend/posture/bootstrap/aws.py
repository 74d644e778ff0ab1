"""AWS as one value; what it needs is imported when it is used."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from posture.domain.aws.arn import locate
from posture.domain.aws.connection import AwsConnection
from posture.domain.aws.regions import REGIONS
from posture.domain.check import Check
from posture.domain.cloud import AccountType, Cloud, Wording
from posture.domain.collector import Collector, Member
from posture.domain.connection import Connection
from posture.domain.evidence import Unread
from posture.domain.locked_object import PutLocked
from posture.settings import Settings

if TYPE_CHECKING:
    from posture.collectors.aws.collecting import RegionClient
    from posture.collectors.collecting import AssetCollector


def _checks() -> Sequence[Check[Any]]:
    from posture.checks import aws  # noqa: PLC0415  # help texts need none
    from posture.checks.catalog import checks_in  # noqa: PLC0415  # as above

    return checks_in(aws)


def _collector(settings: Settings) -> Collector:
    from posture.collectors.aws.connect import AwsCollector  # noqa: PLC0415  # half a second of imports

    return AwsCollector(settings, _collectors)


def _collectors() -> "Sequence[AssetCollector[RegionClient, Any]]":
    from posture.collectors.aws.catalog import COLLECTORS  # noqa: PLC0415  # the first call needs none

    return COLLECTORS


def _least_privilege() -> Mapping[str, Any]:
    from posture.collectors.aws.catalog import COLLECTORS  # noqa: PLC0415  # half a second of imports
    from posture.collectors.aws.permissions import read_only_policy  # noqa: PLC0415  # as above

    return read_only_policy(COLLECTORS)


@cache
def _permission(unread: Unread) -> str | None:
    from posture.collectors.aws.permissions import permission  # noqa: PLC0415  # as above

    return permission(unread)


async def _members(settings: Settings, connection: Connection, role: str) -> Sequence[Member]:
    from posture.collectors.aws.connect import AwsCollector  # noqa: PLC0415  # half a second of imports
    from posture.collectors.aws.organization import members  # noqa: PLC0415  # as above

    session = await AwsCollector(settings, tuple).open_session(connection)
    try:
        return await members(session, role=role)
    finally:
        await session.close()


def locked_objects(settings: Settings) -> PutLocked:
    """Return what writes objects to a bucket with object lock."""
    from posture.collectors.aws.locked_objects import LockedObjects  # noqa: PLC0415  # half a second of imports

    return LockedObjects(settings).put


AWS = Cloud(
    name="aws",
    title="AWS",
    wording=Wording(
        resource_id="ARN",
        least_privilege="IAM policy",
        region="eu-central-1",
        services="s3,iam",
        grant=(
            "# A policy is at most 6,144 characters long: this makes one of each 150 actions.",
            "for part in 0 1 2; do",
            '  jq ".Statement[0].Action |= .[$part * 150:($part + 1) * 150]" \\',
            "    posture-read-only.json > part.json",
            "  arn=$(aws iam create-policy --policy-name posture-read-only-$part \\",
            "    --policy-document file://part.json --query Policy.Arn --output text)",
            '  aws iam attach-role-policy --role-name posture --policy-arn "$arn"',
            "done",
        ),
    ),
    account_type=AccountType(10, "AWS Account"),
    connection=AwsConnection,
    locate=locate,
    checks=_checks,
    collector=_collector,
    least_privilege=_least_privilege,
    permission=_permission,
    members=_members,
    member_options=frozenset({"role_arn"}),
    regions=REGIONS,
    # botocore's own HTTP client, which only its search for credentials uses: 35 ms.
    deferred=("urllib3", "botocore.awsrequest", "botocore.httpsession"),
)
