"""Assets of AWS CloudTrail: trails, and what all trails together record in a region."""

from collections.abc import Iterable

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.assets.s3 import Grant, PublicAccessBlock
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact

MANAGEMENT = "Management"
DATA = "Data"


class FieldFilter(Struct, frozen=True, kw_only=True):
    """Conditions of a selector on one field of an event.

    A value must meet one of the positive conditions, if there are any, and none of the negative.
    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
    """

    equals: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    ends_with: tuple[str, ...] = ()
    not_equals: tuple[str, ...] = ()
    not_starts_with: tuple[str, ...] = ()
    not_ends_with: tuple[str, ...] = ()

    @property
    def selective(self) -> bool:
        """Return whether only values that meet a positive condition are admitted."""
        return bool(self.equals or self.starts_with or self.ends_with)

    @property
    def unrestricted(self) -> bool:
        """Return whether every value is admitted."""
        excluding = self.not_equals or self.not_starts_with or self.not_ends_with
        return not self.selective and not excluding

    def admits(self, value: str) -> bool:
        """Return whether events with this value of the field are recorded."""
        included = (
            value in self.equals
            or value.startswith(self.starts_with)
            or value.endswith(self.ends_with)
        )
        excluded = (
            value in self.not_equals
            or value.startswith(self.not_starts_with)
            or value.endswith(self.not_ends_with)
        )
        return (included or not self.selective) and not excluded


EVERY_VALUE = FieldFilter()


class EventSelector(Struct, frozen=True, kw_only=True):
    """Events that a trail records.

    Attributes:
        category: `Management`, `Data` or another category of CloudTrail.
        reads: whether it records read-only calls.
        writes: whether it records calls that change something.
        resource_types: types of resources whose data events it records.
        resources: filter of the ARNs of resources.
        names: filter of the names of events.
        sources: filter of the sources of events.
        limited: whether it has a filter of another field, such as the caller.
    """

    category: str
    reads: bool = True
    writes: bool = True
    resource_types: tuple[str, ...] = ()
    resources: FieldFilter = EVERY_VALUE
    names: FieldFilter = EVERY_VALUE
    sources: FieldFilter = EVERY_VALUE
    limited: bool = False

    def takes_data_of(
        self, resource_type: str, arn: str = "", *, names: Iterable[str] = ()
    ) -> bool:
        """Return whether it records the data events of a resource type.

        Args:
            resource_type: such as `AWS::S3::Object`.
            arn: of one resource; without it, all resources must be recorded.
            names: of the events that must be recorded; without them, all must be.
        """
        if self.category != DATA or self.limited or resource_type not in self.resource_types:
            return False
        service = resource_type.split("::")[1].lower()
        wanted = tuple(names)
        return (
            self.sources.admits(f"{service}.amazonaws.com")
            and (all(map(self.names.admits, wanted)) if wanted else self.names.unrestricted)
            and (self.resources.admits(arn) if arn else self.resources.unrestricted)
        )


class Recording(Struct, frozen=True):
    """The events of a region that a trail records."""

    trail: str
    selectors: tuple[EventSelector, ...]


class CloudTrailTrail(AwsAsset, frozen=True, kw_only=True):
    """A trail, in its home region.

    Attributes:
        log_group: ARN of the CloudWatch log group that it delivers to.
        logs_delivered_hours_ago: hours since the last delivery to the log group; None before the
            first.
        delivery_error: S3's error code if the last log file could not be delivered.
        insights: the types of Insights events that it records.
        bucket: name of the bucket for log files; facts about it begin with `bucket_`.
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


class CloudTrailRegion(AwsAsset, frozen=True, kw_only=True):
    """What all trails, of any home region, record in a region.

    Attributes:
        logging_trails: names of the trails whose logging is on.
        recordings: what each of those records.
    """

    service = "cloudtrail"
    family = Family.LOGGING
    arn = ArnShape("cloudtrail", "region")

    logging_trails: Fact[tuple[str, ...]]
    recordings: Fact[tuple[Recording, ...]]
