"""`posture policy`: the permissions that reading an account takes."""

import click

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
    from posture.bootstrap.aws import AWS  # noqa: PLC0415  # seconds of imports

    show_json(AWS.least_privilege())
