"""Assets of Amazon GuardDuty: detectors, and regions with or without one."""

from collections.abc import Mapping

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact

ENABLED = "ENABLED"


class GuardDutyRegion(AwsAsset, frozen=True, kw_only=True):
    """A region, with or without GuardDuty.

    Attributes:
        detectors: status of each detector in the region; empty if there is none.
    """

    service = "guardduty"
    family = Family.LOGGING
    arn = ArnShape("guardduty", "region")

    detectors: Fact[tuple[str, ...]]


class GuardDutyDetector(AwsAsset, frozen=True, kw_only=True):
    """A detector.

    Attributes:
        status: `ENABLED`, or `DISABLED` while it is suspended.
        features: status of each protection plan, by GuardDuty's name.
        agents: status of automatic agent installation for each type of workload.
        frequency: how often updated findings are published: `FIFTEEN_MINUTES`, `ONE_HOUR` or
            `SIX_HOURS`.
        severe: number of unarchived findings of high or critical severity, by type.
        hiding: names of the suppression rules that archive findings of high severity whatever they
            are about.
        administrator: the account that manages the detector for an organization; None if none does.
        member_count: number of accounts that this account manages.
        destinations: status of each export destination of findings.
    """

    service = "guardduty"
    family = Family.LOGGING
    arn = ArnShape("guardduty", "detector/")

    status: Fact[str]
    features: Fact[Mapping[str, str]]
    agents: Fact[Mapping[str, str]]
    frequency: Fact[str]
    severe: Fact[Mapping[str, int]]
    hiding: Fact[tuple[str, ...]]
    administrator: Fact[str | None]
    member_count: Fact[int]
    destinations: Fact[tuple[str, ...]]
