"""Cases of CloudFormation's checks: stacks."""

from posture.domain.aws.assets.cloudformation import Stack
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {Stack: {"secrets": ()}}
STACKS: list[Row] = [("without_secrets", {"secrets": ("output DbPassword (secret)",)}, FAIL)]
CASES = rows("aws_cloudformation_stack", STACKS)
