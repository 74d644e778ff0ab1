"""Checks of desktops of Amazon WorkSpaces."""

from posture.domain.aws.assets.workspaces import Workspace
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed


@check(
    severity=Severity.MEDIUM,
    finding_title="Volume of a WorkSpace is not encrypted",
    remediation="Create the WorkSpace again with encrypted volumes; migrate the user's data.",
    terraform="""
        resource "aws_workspaces_workspace" "this" {
          root_volume_encryption_enabled = true
          user_volume_encryption_enabled = true
          volume_encryption_key          = aws_kms_key.this.arn
        }
    """,
    reference="https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html",
)
def aws_workspaces_workspace_encrypted(workspace: Workspace) -> Verdict:
    """WorkSpace's volumes are encrypted.

    Images and snapshots of the volumes, which hold a user's files, are then encrypted too.
    """
    if not workspace.plain_volumes:
        return passed()
    return failed(f"Not encrypted: {', '.join(workspace.plain_volumes)}.")
