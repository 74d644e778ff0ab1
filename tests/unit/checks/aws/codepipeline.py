"""Cases of CodePipeline's checks: pipelines."""

from posture.domain.aws.assets.codepipeline import Pipeline
from tests.unit.checks.evaluating import DENIED, FAIL, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {Pipeline: {"secrets": (), "by_token": ()}}
PIPELINES: list[Row] = [
    ("without_secrets", {"secrets": ("Build/test: TOKEN (secret)",)}, FAIL),
    ("without_secrets", {"secrets": DENIED}, UNKNOWN),
    ("github_connected", {"by_token": ("Source/code",)}, FAIL),
]
CASES = rows("aws_codepipeline_pipeline", PIPELINES)
