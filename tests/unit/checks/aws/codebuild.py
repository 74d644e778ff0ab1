"""Cases of CodeBuild's checks: projects."""

from posture.domain.aws.assets.codebuild import BuildProject
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Compliant, Row, rows

COMPLIANT: Compliant = {
    BuildProject: {
        "secrets": (),
        "sources_with_credentials": (),
        "public": False,
        "open_webhook": False,
        "privileged": False,
        "logged": True,
        "plain_logs": False,
    }
}
SENDERS = "webhook_senders_restricted"
PROJECTS: list[Row] = [
    ("variables_without_secrets", {"secrets": ("TOKEN (secret)",)}, FAIL),
    ("source_without_credentials", {"sources_with_credentials": ("GITHUB",)}, FAIL),
    ("private", {"public": True}, FAIL),
    (SENDERS, {"open_webhook": True}, FAIL),
    (SENDERS, {"open_webhook": None}, NOT_APPLICABLE),
    ("unprivileged", {"privileged": True}, FAIL),
    ("logged", {"logged": False}, FAIL),
    ("logged", {}, PASS),
    ("logs_encrypted", {"plain_logs": True}, FAIL),
]
CASES = rows("aws_codebuild_project", PROJECTS)
