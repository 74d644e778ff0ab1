"""`posture policy`: the permissions that reading an account takes."""

import click

from posture.cli.exits import CommandError, Exit
from posture.cli.options import verbatim
from posture.cli.output import show_json


@click.group()
def policy() -> None:
    """Print what a worker must be allowed in an account."""


@policy.command(
    epilog=verbatim(
        "posture policy aws > posture-read-only.json",
        "aws iam put-role-policy --role-name posture --policy-name posture-read-only \\",
        "  --policy-document file://posture-read-only.json",
    )
)
def aws() -> None:
    """Print the least-privilege IAM policy: the reads of the collectors, and nothing else."""
    from posture.bootstrap import aws_policy  # noqa: PLC0415  # seconds of imports

    try:
        document = aws_policy()
    except ModuleNotFoundError as error:
        advice = "Install it with the package: `pip install 'posture[aws]'`."
        raise CommandError("the AWS SDK is not installed", Exit.USAGE, advice=advice) from error
    show_json(document)
