"""CodeBuild: a careless project, and one that only members of the team build."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:codebuild:{HOME}:{ACCOUNT_ID}:project"
LISTINGS = {"codebuild:ListProjects"}
PULLS = {"type": "EVENT", "pattern": "PUSH,PULL_REQUEST_CREATED"}
TEAM = {"type": "ACTOR_ACCOUNT_ID", "pattern": "^1234$"}
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
WRONG = (
    "variables_without_secrets",
    "source_without_credentials",
    "private",
    "webhook_senders_restricted",
    "unprivileged",
    "logs_encrypted",
)
FAILED: dict[str, set[str]] = {
    f"{PLACE}/bad": {f"codebuild_project_{one}" for one in WRONG},
    f"{PLACE}/good": set(),
    f"{PLACE}/silent": {"codebuild_project_logged"},
}
CALLS: dict[str, int] = {}
