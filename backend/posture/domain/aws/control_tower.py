"""Roles of AWS Control Tower, which a service control policy keeps others from changing."""

from datetime import date
from typing import Final

from posture.domain.aws.pattern import matches
from posture.domain.dated import DatedFacts

# The resources of the control AWS-GR_IAM_ROLE_CHANGE_PROHIBITED, which cannot be turned off.
PROTECTED: Final[DatedFacts[tuple[str, ...]]] = DatedFacts(
    source="https://docs.aws.amazon.com/controltower/latest/controlreference/mandatory-controls.html",
    read_on=date(2026, 11, 29),
    facts=("aws-controltower-*", "*AWSControlTower*", "stacksets-exec-*"),
)


def is_control_tower(role_name: str) -> bool:
    """Return whether the name of a role is one of Control Tower's."""
    return any(matches(pattern, role_name) for pattern in PROTECTED.facts)
