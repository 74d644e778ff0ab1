"""Cases of WorkSpaces' checks."""

from posture.domain.aws.assets.workspaces import Workspace
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {Workspace: {"plain_volumes": ()}}
WORKSPACES: list[Row] = [("encrypted", {"plain_volumes": ("user",)}, FAIL)]
CASES = rows("aws_workspaces_workspace", WORKSPACES)
