"""The subscription itself: who administers it, Defender's plans, and its activity log."""

from collections.abc import Mapping
from typing import NamedTuple

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.diagnostics import DiagnosticSetting
from posture.domain.azure.roles import RoleAssignment
from posture.domain.evidence import Fact


class DefenderPlan(NamedTuple):
    """A plan of Microsoft Defender for Cloud; `partial` is set if some resources are left out."""

    enabled: bool
    partial: bool


class ActivityAlert(NamedTuple):
    """An enabled alert on the activity log of the whole subscription; texts are in lower case.

    Attributes:
        operation: the operation that it is about.
        narrowed: whether it is only about some levels, or about failed attempts.
        notifies: whether it has an action group.
    """

    operation: str
    narrowed: bool
    notifies: bool


class Subscription(AzureAsset, frozen=True, kw_only=True):
    """A subscription.

    Attributes:
        assignments: role assignments for it, those from above included.
        plans: Defender's plans by name in lower case; one that is missing is not offered.
        contacts: whether each contact for alerts of Defender is reached.
        diagnostics: the settings that export its activity log.
        alerts: the alerts on its activity log.
    """

    service = "subscription"
    family = Family.LOGGING
    arm_type = "Microsoft.Resources/subscriptions"

    assignments: Fact[tuple[RoleAssignment, ...]]
    plans: Fact[Mapping[str, DefenderPlan]]
    contacts: Fact[tuple[bool, ...]]
    diagnostics: Fact[tuple[DiagnosticSetting, ...]]
    alerts: Fact[tuple[ActivityAlert, ...]]
