"""Assets of AWS CloudTrail: trails, and what all trails together record of a region."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.assets.s3 import Grant, PublicAccessBlock
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact

MANAGEMENT = "Management"
DATA = "Data"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSelector:
    """Events that a trail records.

    Attributes:
        category: `Management`, `Data` or another of CloudTrail's words.
        reads: whether it takes calls that only read.
        writes: whether it takes calls that change something.
        resource_types: types of resources whose data events it takes.
        resources: ARNs, or beginnings of ARNs, that it is limited to; empty for all.
        limited: whether it takes only events with certain names, sources or callers.
        sources: event sources that it is limited to; empty for all.
    """

    category: str
    reads: bool = True
    writes: bool = True
    resource_types: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    limited: bool = False
    sources: tuple[str, ...] = ()

    def takes_data_of(self, resource_type: str, arn: str = "") -> bool:
        """Return whether it records data events of a resource type: of one ARN, or of all."""
        if self.category != DATA or self.limited or resource_type not in self.resource_types:
            return False
        if not self.resources:
            return True
        return bool(arn) and any(arn.startswith(one) for one in self.resources)


@dataclass(frozen=True, slots=True)
class Recording:
    """What a trail that logs takes of a region's events."""

    trail: str
    selectors: tuple[EventSelector, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudTrailTrail(AwsAsset):
    """A trail, in the region it was made in.

    Attributes:
        log_group: ARN of the CloudWatch log group it delivers to.
        logs_delivered_hours_ago: since the last delivery to that log group; None before the first.
        delivery_error: S3's error code when the last log file could not be delivered.
        insights: kinds of unusual activity that are looked for.
        bucket: where the log files go; the facts about it begin with `bucket_`.
    """

    service = "cloudtrail"
    family = Family.LOGGING
    arn = ArnShape("cloudtrail", "trail/")

    multi_region: bool
    organization: bool
    log_file_validation: bool
    kms_key: str | None
    log_group: str | None
    bucket: str
    logging: Fact[bool]
    delivery_error: Fact[str | None]
    logs_delivered_hours_ago: Fact[int | None]
    insights: Fact[tuple[str, ...]]
    bucket_public_access_block: Fact[PublicAccessBlock]
    bucket_account_public_access_block: Fact[PublicAccessBlock]
    bucket_policy: Fact[Policy | None]
    bucket_grants: Fact[tuple[Grant, ...]]
    bucket_logging_target: Fact[str | None]
    bucket_mfa_delete: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudTrailRegion(AwsAsset):
    """What the trails that see a region, wherever they were made, record of it.

    Attributes:
        logging_trails: names of the trails that are switched on.
        recordings: what each of those takes.
    """

    service = "cloudtrail"
    family = Family.LOGGING
    arn = ArnShape("cloudtrail", "region")

    logging_trails: Fact[tuple[str, ...]]
    recordings: Fact[tuple[Recording, ...]]
