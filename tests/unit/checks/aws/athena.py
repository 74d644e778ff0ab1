"""Cases of Athena's checks: workgroups."""

from posture.domain.aws.assets.athena import Workgroup
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, Compliant, Row, rows

COMPLIANT: Compliant = {
    Workgroup: {"unused_primary": False, "enforced": True, "encrypted": True, "metrics": True}
}
BY_FACT = {
    "settings_enforced": "enforced",
    "results_encrypted": "encrypted",
    "metrics_published": "metrics",
}
GROUPS: list[Row] = [
    *((name, {fact: False}, FAIL) for name, fact in BY_FACT.items()),
    *(
        (name, {fact: False, "unused_primary": True}, NOT_APPLICABLE)
        for name, fact in BY_FACT.items()
    ),
]
CASES = rows("aws_athena_workgroup", GROUPS)
