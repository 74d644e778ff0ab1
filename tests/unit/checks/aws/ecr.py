"""Cases of ECR's checks: repositories and registries."""

from typing import Any

from posture.checks.aws import ecr
from posture.domain.aws.assets.ecr import (
    EcrRegistry,
    EcrRepository,
    PushedImage,
    Scanning,
    ScanRule,
)
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
)

OTHER = {"AWS": "arn:aws:iam::999988887777:root"}
OWN = {"AWS": "arn:aws:iam::123456789012:role/build"}


def scanning(frequency: str, *filters: str, kind: str = "ENHANCED") -> dict[str, Scanning]:
    return {"scanning": Scanning(kind, (ScanRule(frequency, filters),))}


def newest(scan: str | None, **findings: int) -> dict[str, PushedImage]:
    return {"newest": PushedImage(name="v1", scan=scan, findings=findings)}


def granting(principal: object, *actions: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # members of a statement
    statement = {"Effect": "Allow", "Principal": principal, "Action": list(actions)}
    return {"policy": policy({"Statement": statement | more})}


COMPLIANT: Compliant = {
    EcrRepository: {
        "name": "shop/web",
        "account_id": "123456789012",
        "scan_on_push": False,
        "mutability": "IMMUTABLE",
        "excluded_tags": (),
        "own_key": True,
        "policy": None,
        "lifecycle": True,
        **newest("COMPLETE", LOW=3),
        **scanning("CONTINUOUS_SCAN", "*"),
    },
    EcrRegistry: {"in_use": True, "cached": ("hub",), **scanning("SCAN_ON_PUSH", "*")},
}
ON_PUSH = ecr.aws_ecr_repository_scanned_on_push
TAGS = ecr.aws_ecr_repository_tags_immutable
PUBLIC = ecr.aws_ecr_repository_policy_not_public
CHANGED = ecr.aws_ecr_repository_changed_by_own_account_only
SCANNED = ecr.aws_ecr_repository_newest_image_scanned
SEVERE = ecr.aws_ecr_repository_newest_image_without_severe_findings
ENHANCED = ecr.aws_ecr_registry_scanning_enhanced
EVERY = ecr.aws_ecr_registry_scans_every_repository
CACHED = ecr.aws_ecr_registry_cached_images_scanned
PULL = "ecr:BatchGetImage"
CASES = [
    Case(ON_PUSH, scanning("MANUAL", "*"), FAIL),
    Case(ON_PUSH, scanning("SCAN_ON_PUSH", "shop/*"), PASS),
    Case(ON_PUSH, scanning("SCAN_ON_PUSH", "shop"), PASS),
    Case(ON_PUSH, scanning("SCAN_ON_PUSH", "web"), PASS),
    Case(ON_PUSH, scanning("SCAN_ON_PUSH", "web*"), FAIL),
    Case(ON_PUSH, scanning("MANUAL", "*") | {"scan_on_push": True}, PASS),
    Case(ON_PUSH, {"scan_on_push": True, "scanning": DENIED}, PASS),
    Case(TAGS, {"mutability": "MUTABLE"}, FAIL, "mutable"),
    Case(TAGS, {"mutability": "MUTABLE_WITH_EXCLUSION"}, FAIL, "with exclusion"),
    Case(TAGS, {"mutability": "IMMUTABLE_WITH_EXCLUSION"}, UNKNOWN, "without filters"),
    *(
        Case(TAGS, {"mutability": "IMMUTABLE_WITH_EXCLUSION", "excluded_tags": tags}, status, words)
        for tags, status, words in (
            (("latest",), PASS, "except latest"),
            (("dev-*", "latest"), PASS, "except dev-*, latest"),
            (("latest", "*"), FAIL, "every tag"),
        )
    ),
    Case(PUBLIC, granting("*", PULL), FAIL, PULL),
    Case(
        PUBLIC,
        granting("*", PULL, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
        PASS,
    ),
    Case(PUBLIC, granting(OTHER, PULL), PASS),
    Case(CHANGED, granting(OTHER, PULL), PASS),
    Case(CHANGED, granting(OTHER, PULL, "ecr:PutImage"), FAIL, "999988887777"),
    Case(CHANGED, granting(OTHER, "ecr:*"), FAIL),
    Case(CHANGED, granting(OWN, "ecr:*"), PASS),
    Case(ecr.aws_ecr_repository_lifecycle_policy_set, {"lifecycle": False}, FAIL),
    Case(ecr.aws_ecr_repository_encrypted_with_own_key, {"own_key": False}, FAIL),
    Case(SCANNED, newest(None), FAIL, "never done"),
    Case(SCANNED, newest("UNSUPPORTED_IMAGE"), FAIL, "unsupported"),
    Case(SCANNED, newest("ACTIVE"), PASS),
    Case(SCANNED, {"newest": None}, NOT_APPLICABLE),
    Case(SEVERE, newest("COMPLETE", HIGH=1), FAIL, "1 high"),
    Case(SEVERE, newest("COMPLETE", CRITICAL=2, HIGH=0), FAIL, "2 critical."),
    Case(SEVERE, newest("COMPLETE", MEDIUM=9), PASS),
    Case(SEVERE, newest("FAILED"), NOT_APPLICABLE),
    Case(SEVERE, {"newest": None}, NOT_APPLICABLE),
    Case(ENHANCED, scanning("SCAN_ON_PUSH", "*", kind="BASIC"), FAIL, "basic"),
    Case(ENHANCED, {"in_use": False}, NOT_APPLICABLE),
    Case(EVERY, scanning("SCAN_ON_PUSH", "shop/*"), FAIL),
    Case(EVERY, scanning("MANUAL", "*"), FAIL),
    Case(EVERY, {"in_use": False}, NOT_APPLICABLE),
    Case(CACHED, scanning("SCAN_ON_PUSH", "shop/*"), FAIL, "hub"),
    Case(CACHED, scanning("SCAN_ON_PUSH", "hub/*"), PASS),
    Case(CACHED, {"cached": ()}, NOT_APPLICABLE),
]
