"""Cases of EFS's checks: file systems and access points."""

from typing import Any

from posture.checks.aws import efs
from posture.domain.aws.assets.efs import EfsAccessPoint, EfsFileSystem, MountTarget
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant

OPERATOR = {"AWS": "arn:aws:iam::123456789012:role/app"}
MOUNT = "elasticfilesystem:ClientMount"
ROOT = "elasticfilesystem:ClientRootAccess"
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}


def statement(principal: object, action: str = MOUNT, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # members of a statement
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"} | more


def having(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"policy": policy({"Statement": list(statements)})}


def refusing(principal: object = "*", action: str = "*", **more: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return statement(principal, action, **{"Effect": "Deny", "Condition": PLAIN} | more)


def mounted(*zones: str, public: bool = False) -> dict[str, Any]:
    return {"mount_targets": tuple(MountTarget(f"subnet-{one}", one, public) for one in zones)}


COMPLIANT: Compliant = {
    EfsFileSystem: {
        "account_id": "123456789012",
        "encrypted": True,
        "one_zone": None,
        "own_key": True,
        "backed_up": True,
        **having(statement(OPERATOR), refusing()),
        **mounted("a", "b"),
    },
    EfsAccessPoint: {"user": 1000, "path": "/app"},
}
KEY = efs.aws_efs_file_system_encrypted_with_own_key
PUBLIC = efs.aws_efs_file_system_policy_not_public
TLS = efs.aws_efs_file_system_tls_required
AS_ROOT = efs.aws_efs_file_system_root_access_named
ZONES = efs.aws_efs_file_system_several_zones
PRIVATE = efs.aws_efs_file_system_mounted_in_private_subnets
USER = efs.aws_efs_access_point_user_enforced
DIRECTORY = efs.aws_efs_access_point_directory_enforced
THROUGH: dict[str, Any] = {
    "Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}
}
CASES = [
    Case(efs.aws_efs_file_system_encrypted, {"encrypted": False}, FAIL),
    Case(KEY, {"own_key": False}, FAIL),
    Case(KEY, {"own_key": False, "encrypted": False}, NOT_APPLICABLE),
    Case(PUBLIC, {"policy": None}, FAIL, "has no policy"),
    Case(PUBLIC, having(statement("*")), FAIL, MOUNT),
    Case(PUBLIC, having(statement({"AWS": "*"}, **THROUGH)), PASS),
    Case(
        PUBLIC,
        having(statement("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})),
        PASS,
    ),
    Case(TLS, {"policy": None}, FAIL),
    Case(TLS, having(statement(OPERATOR)), FAIL),
    Case(TLS, having(refusing(OPERATOR)), FAIL),
    Case(TLS, having(refusing({"AWS": "*"}, "elasticfilesystem:Client*")), PASS),
    Case(TLS, having(refusing(action="elasticfilesystem:ClientWrite")), FAIL),
    Case(TLS, having(refusing(Condition={"Bool": {"aws:SecureTransport": "true"}})), FAIL),
    Case(
        TLS,
        having(refusing(Condition=PLAIN | {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}})),
        FAIL,
    ),
    Case(TLS, having(refusing(Resource="arn:aws:elasticfilesystem:::file-system/other")), FAIL),
    Case(AS_ROOT, having(statement("*", ROOT), refusing(OPERATOR, ROOT, Condition={})), FAIL),
    Case(AS_ROOT, having(statement("*", ROOT), refusing("*", ROOT, Condition={})), PASS),
    Case(AS_ROOT, {"policy": None}, FAIL),
    Case(AS_ROOT, having(statement("*", ROOT, **THROUGH)), FAIL, "may be root"),
    Case(AS_ROOT, having(statement("*", "elasticfilesystem:*")), FAIL),
    Case(AS_ROOT, having(statement("*")), PASS),
    Case(AS_ROOT, having(statement(OPERATOR, ROOT)), PASS),
    Case(efs.aws_efs_file_system_backed_up, {"backed_up": False}, FAIL),
    Case(ZONES, {"one_zone": "a"}, FAIL, "All files are stored in a"),
    Case(ZONES, mounted("a"), FAIL, "All mount targets are in a"),
    Case(ZONES, mounted(), NOT_APPLICABLE),
    Case(PRIVATE, mounted("a", public=True), FAIL, "subnet-a"),
    Case(PRIVATE, mounted(), NOT_APPLICABLE),
    Case(USER, {"user": None}, FAIL, "clients choose their user id"),
    Case(USER, {"user": 0}, FAIL, "root"),
    Case(DIRECTORY, {"path": "/"}, FAIL),
]
