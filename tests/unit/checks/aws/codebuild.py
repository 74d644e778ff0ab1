"""Cases of CodeBuild's checks: projects and report groups."""

from posture.domain.aws.assets.codebuild import BuildProject, ReportGroup
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
    },
    ReportGroup: {"plain_exports": False},
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
GROUPS: list[Row] = [
    ("encrypted", {"plain_exports": True}, FAIL),
    ("encrypted", {"plain_exports": None}, NOT_APPLICABLE),
]
CASES = [
    *rows("aws_codebuild_project", PROJECTS),
    *rows("aws_codebuild_report_group", GROUPS),
]
