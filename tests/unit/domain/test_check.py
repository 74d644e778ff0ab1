"""A check knows which facts it needs, and an unread fact makes its verdict unknown."""

import pytest

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.check import Check, Severity, check
from posture.domain.evidence import Fact, Unread, known
from posture.domain.verdict import Verdict, VerdictStatus, failed, passed

DENIED = Unread("AccessDenied", "toy:GetLid")


class Box(AwsAsset, frozen=True, kw_only=True):
    service = "toy"
    family = Family.STORAGE
    arn = ArnShape("toy", "box/")

    lid: Fact[bool]
    lock: Fact[bool]
    colour: str = "red"

    @property
    def shut(self) -> bool:
        return known(self.lid) and known(self.lock)


def locked(box: Box) -> bool:
    return known(box.lock)


def make(rule: object) -> Check[Box]:
    decorate = check(
        severity=Severity.LOW,
        finding_title="Box is open",
        remediation="Shut it.",
        reference="https://example.com",
    )
    made: Check[Box] = decorate(rule)  # type: ignore[arg-type]  # rules below have the right form
    return made


@make
def aws_toy_box_lid_closed(box: Box) -> Verdict:
    """Box has its lid
    closed.

    An open box
    invites.
    """
    return passed() if known(box.lid) else failed("Open.")


@make
def aws_toy_box_shut(box: Box) -> Verdict:
    """Box is shut."""
    return passed() if box.shut else failed("Not shut.")


@make
def aws_toy_box_locked(box: Box) -> Verdict:
    """Box is locked."""
    return passed() if any(locked(one) for one in [box]) else failed("Not locked.")


@make
def aws_toy_box_painted(box: Box) -> Verdict:
    """Box is painted, as a function below the rule says."""
    return passed() if painted(box) else failed("Bare.")


def painted(box: Box) -> bool:
    return not known(box.lid)


def box(*, lid: Fact[bool] = True, lock: Fact[bool] = True) -> Box:
    return Box(resource_id="arn:aws:toy:eu-west-1:1:box/a", region="eu-west-1", lid=lid, lock=lock)


def test_name_is_the_id_and_the_docstring_is_title_and_rationale() -> None:
    assert aws_toy_box_lid_closed.id == "aws_toy_box_lid_closed"
    assert aws_toy_box_lid_closed.title == "Box has its lid closed"
    assert aws_toy_box_lid_closed.rationale == "An open box invites."
    assert (aws_toy_box_lid_closed.provider, aws_toy_box_lid_closed.service) == ("aws", "toy")


@pytest.mark.parametrize(
    ("rule", "needs"),
    [
        (aws_toy_box_lid_closed, {"lid"}),
        (aws_toy_box_shut, {"lid", "lock"}),
        (aws_toy_box_locked, {"lock"}),
        (aws_toy_box_painted, {"lid"}),
    ],
)
def test_needs_are_the_facts_the_rule_can_look_at(rule: Check[Box], needs: set[str]) -> None:
    assert rule.needs == needs


@pytest.mark.parametrize(
    ("asset", "status", "message"),
    [
        (box(), VerdictStatus.PASS, ""),
        (box(lid=False), VerdictStatus.FAIL, "Open."),
        (box(lid=DENIED), VerdictStatus.UNKNOWN, "AccessDenied: toy:GetLid"),
    ],
)
def test_an_unread_fact_is_neither_pass_nor_fail(
    asset: Box, status: VerdictStatus, message: str
) -> None:
    verdict = aws_toy_box_lid_closed(asset)
    assert (verdict.status, verdict.message) == (status, message)


@pytest.mark.parametrize(
    ("shape", "resource_id", "expected"),
    [
        (ArnShape("s3", ""), "arn:aws:s3:::logs", True),
        (ArnShape("s3", ""), "arn:aws:s3:eu-west-1:1:accesspoint/a", False),
        (ArnShape("iam", "role/"), "arn:aws-cn:iam::1:role/path/admin", True),
        (ArnShape("iam", "role/"), "arn:aws:iam::1:user/role/", False),
        (ArnShape("lambda", "function:"), "arn:aws:lambda:eu-west-1:1:function:f:1", True),
        (ArnShape("ec2", "instance/"), "i-0123", False),
    ],
)
def test_arn_shape_recognises_its_assets(
    shape: ArnShape, resource_id: str, *, expected: bool
) -> None:
    assert shape.matches(resource_id) is expected
