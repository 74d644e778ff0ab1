"""Cases of CodeArtifact's checks: domains and repositories."""

from posture.domain.aws.assets.codeartifact import ArtifactDomain, ArtifactRepository
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import DENIED, FAIL, UNKNOWN, Compliant, Row, rows

ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "codeartifact:*", "Resource": "*"}
OPEN = policy({"Statement": ANYONE})
COMPLIANT: Compliant = {ArtifactDomain: {"policy": None}, ArtifactRepository: {"policy": None}}
POLICIES: list[Row] = [
    ("domain_policy_not_public", {"policy": OPEN}, FAIL),
    ("domain_policy_not_public", {"policy": DENIED}, UNKNOWN),
    ("repository_policy_not_public", {"policy": OPEN}, FAIL),
    ("repository_policy_not_public", {"policy": DENIED}, UNKNOWN),
]
CASES = rows("aws_codeartifact", POLICIES)
