"""WorkSpaces: one with a plain volume, and one that is encrypted."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:workspaces:{HOME}:{ACCOUNT_ID}:workspace"
LISTINGS = {"workspaces:DescribeWorkspaces"}
ENCRYPTED = {"RootVolumeEncryptionEnabled": True, "UserVolumeEncryptionEnabled": True}
ANSWERS: dict[str, Recording] = {
    "workspaces:DescribeWorkspaces": {
        "Workspaces": [
            {"WorkspaceId": "ws-1", "State": "AVAILABLE", "UserVolumeEncryptionEnabled": True},
            {"WorkspaceId": "ws-2", "State": "AVAILABLE"} | ENCRYPTED,
            {"WorkspaceId": "ws-3", "State": "TERMINATING"},
        ]
    },
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/ws-1": {"workspaces_workspace_encrypted"},
    f"{PLACE}/ws-2": set(),
}
CALLS: dict[str, int] = {}
