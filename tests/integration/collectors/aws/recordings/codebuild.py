"""CodeBuild: a careless project, one that only members of the team build, and report groups."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:codebuild:{HOME}:{ACCOUNT_ID}:project"
REPORTS = PLACE.replace("project", "report-group")
LISTINGS = {"codebuild:ListProjects", "codebuild:ListReportGroups"}
PULLS = {"type": "EVENT", "pattern": "PUSH,PULL_REQUEST_CREATED"}
TEAM = {"type": "ACTOR_ACCOUNT_ID", "pattern": "^1234$"}
EXPORTS: dict[str, dict[str, Any]] = {
    "plain": {"exportConfigType": "S3", "s3Destination": {"encryptionDisabled": True}},
    "kept": {"exportConfigType": "NO_EXPORT"},
}
ANSWERS: dict[str, Recording] = {
    "codebuild:ListProjects": {"projects": ["bad", "good"]},
    "codebuild:BatchGetProjects": {
        "projects": [
            {
                "arn": f"{PLACE}/bad",
                "name": "bad",
                "source": {"type": "GITHUB", "location": "https://u:t0ken@github.com/a/b.git"},
                "environment": {
                    "privilegedMode": True,
                    "environmentVariables": [
                        {"name": "AWS_ACCESS_KEY_ID", "value": "x", "type": "PLAINTEXT"},
                    ],
                },
                "projectVisibility": "PUBLIC_READ",
                "webhook": {"filterGroups": [[PULLS, TEAM], [PULLS]]},
                "logsConfig": {
                    "cloudWatchLogs": {"status": "DISABLED"},
                    "s3Logs": {"status": "ENABLED", "encryptionDisabled": True},
                },
            },
            {
                "arn": f"{PLACE}/good",
                "name": "good",
                "source": {"type": "GITHUB", "location": "https://github.com/a/b.git"},
                "environment": {
                    "environmentVariables": [
                        {"name": "TOKEN", "value": "app/token", "type": "SECRETS_MANAGER"},
                    ],
                },
                "webhook": {"filterGroups": [[PULLS, TEAM]]},
            },
            {
                "arn": f"{PLACE}/silent",
                "name": "silent",
                "source": {"type": "NO_SOURCE"},
                "environment": {},
                "logsConfig": {"cloudWatchLogs": {"status": "DISABLED"}},
            },
        ]
    },
}
ANSWERS |= {
    "codebuild:ListReportGroups": {"reportGroups": [f"{REPORTS}/{one}" for one in EXPORTS]},
    "codebuild:BatchGetReportGroups": {
        "reportGroups": [
            {"arn": f"{REPORTS}/{name}", "name": name, "exportConfig": exports}
            for name, exports in EXPORTS.items()
        ]
    },
}
WRONG = (
    "variables_without_secrets",
    "source_without_credentials",
    "private",
    "webhook_senders_restricted",
    "unprivileged",
    "logs_encrypted",
)
FAILED: dict[str, set[str]] = {
    f"{REPORTS}/plain": {"codebuild_report_group_encrypted"},
    f"{REPORTS}/kept": set(),
    f"{PLACE}/bad": {f"codebuild_project_{one}" for one in WRONG},
    f"{PLACE}/good": set(),
    f"{PLACE}/silent": {"codebuild_project_logged"},
}
CALLS: dict[str, int] = {}
