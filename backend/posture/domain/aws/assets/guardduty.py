"""Assets of Amazon GuardDuty: detectors, and each region, with a detector or without one."""

from collections.abc import Mapping
from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact

ENABLED = "ENABLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardDutyRegion(AwsAsset):
    """A region, which GuardDuty watches or not.

    Attributes:
        detectors: status of each detector there; empty where there is none.
    """

    service = "guardduty"
    family = Family.LOGGING
    arn = ArnShape("guardduty", "region")

    detectors: Fact[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardDutyDetector(AwsAsset):
    """A detector.

    Attributes:
        status: `ENABLED`, or `DISABLED` while it is suspended.
        features: status of each protection plan, by GuardDuty's name.
        agents: status of each kind of machine that runtime monitoring puts its agent on.
        frequency: how soon changes of a finding are published: `FIFTEEN_MINUTES`, `ONE_HOUR` or
            `SIX_HOURS`.
        severe: how many findings of high or critical severity are not archived, by their type.
        administrator: the account that manages it for an organization; None without.
        member_count: accounts that this one manages.
        destinations: status of each place that findings are exported to.
    """

    service = "guardduty"
    family = Family.LOGGING
    arn = ArnShape("guardduty", "detector/")

    status: Fact[str]
    features: Fact[Mapping[str, str]]
    agents: Fact[Mapping[str, str]]
    frequency: Fact[str]
    severe: Fact[Mapping[str, int]]
    administrator: Fact[str | None]
    member_count: Fact[int]
    destinations: Fact[tuple[str, ...]]
