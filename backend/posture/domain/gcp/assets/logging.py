"""Assets of Cloud Logging and Monitoring: what a project exports, and what raises an alarm."""

from typing import NamedTuple

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset


class LogSink(NamedTuple):
    """A sink that exports logs.

    Attributes:
        filter: which logs; empty for all.
        excludes: whether it leaves some of them out.
    """

    name: str
    filter: str
    disabled: bool
    excludes: bool


class ProjectLogging(GcpAsset, frozen=True, kw_only=True):
    """The logs of a project.

    Attributes:
        sinks: its own sinks, without those that Google makes in every project.
        alarms: the filters of logs that raise an alarm, by a metric or by themselves.
    """

    service = "logging"
    family = Family.LOGGING
    host = "cloudresourcemanager"
    paths = ("projects/*",)

    sinks: Fact[tuple[LogSink, ...]]
    alarms: Fact[tuple[str, ...]]
