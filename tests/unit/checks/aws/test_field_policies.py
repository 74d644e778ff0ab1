"""Policies as users of scanners reported them, each with the verdict by AWS's own documentation.

They are kinds, not copies: what a condition, an exception or a principal really takes away.
"""

from typing import Any

import pytest

from posture.domain.aws.assets.iam import Document, MorePolicies
from posture.domain.aws.assets.s3 import PublicAccessBlock
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import CHECKS, build
from tests.unit.checks.reported.case import Reported
from tests.unit.checks.reported.iam import GRANTS, ROLE_TRUST
from tests.unit.checks.reported.resources import BUCKETS, FUNCTIONS, KEYS, PUBLIC
from tests.unit.checks.test_catalog import COMPLIANT

UNBLOCKED = {
    "public_access_block": PublicAccessBlock(),
    "account_public_access_block": PublicAccessBlock(),
}


@pytest.mark.parametrize(
    "case",
    [*ROLE_TRUST, *GRANTS, *KEYS, *BUCKETS, *FUNCTIONS],
    ids=lambda case: f"{case.check}: {case.name}",
)
def test_a_policy_is_evaluated_as_aws_documents_it(case: Reported) -> None:
    rule = CHECKS[case.check]
    kind = next(one for one in COMPLIANT if issubclass(one, rule.asset_type))
    found = policy({"Version": "2012-10-17", "Statement": list(case.statements)})
    facts: dict[str, Any] = {"policy": found}
    if case.check.startswith("aws_iam_role_"):
        facts = {"trust": found}
    elif case.check.startswith("aws_iam_policy_"):
        facts = {"documents": (Document("p", found),), "more_policies": MorePolicies()}
    elif case.check == PUBLIC:
        facts |= UNBLOCKED

    verdict = rule(build(kind, COMPLIANT[kind] | facts))

    assert verdict.status is case.status, verdict
