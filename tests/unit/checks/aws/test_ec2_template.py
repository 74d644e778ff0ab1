"""What the rules say of launch templates, machine images and a region's settings."""

from typing import Any

import pytest

from posture.checks.aws import ec2_region, ec2_template
from posture.domain.aws.assets.ec2_region import Ec2Region
from posture.domain.aws.assets.ec2_template import LaunchTemplate, MachineImage, TemplateVersion
from posture.domain.evidence import Unread
from posture.domain.verdict import VerdictStatus

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = VerdictStatus
DENIED = Unread("UnauthorizedOperation", "ec2:DescribeLaunchTemplateVersions")


def version(**changed: Any) -> TemplateVersion:  # noqa: ANN401  # facts of every type
    facts: dict[str, Any] = {
        "number": 1,
        "http_tokens": "required",
        "metadata_off": False,
        "public_ip": False,
        "unencrypted_disks": (),
    }
    return TemplateVersion(**facts | changed)


def template(**changed: Any) -> LaunchTemplate:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "versions": (version(),),
        "region_tokens": None,
        "region_encrypts": False,
        "secrets": (),
    }
    return LaunchTemplate(resource_id="arn:aws:ec2:r:1:t", region="r", **facts | changed)


def of(*versions: TemplateVersion, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"versions": versions, **more}


SILENT = version(http_tokens=None)
PLAIN = version(number=2, unencrypted_disks=("/dev/xvda",))
TEMPLATES = [
    ("imdsv2_required", {}, PASS),
    ("imdsv2_required", of(version(http_tokens="optional")), FAIL),
    ("imdsv2_required", of(version(http_tokens="optional", metadata_off=True)), PASS),
    ("imdsv2_required", of(version(), version(number=2, http_tokens="optional")), FAIL),
    ("imdsv2_required", of(SILENT), FAIL),
    ("imdsv2_required", of(SILENT, region_tokens="optional"), FAIL),
    ("imdsv2_required", of(SILENT, region_tokens="required"), PASS),
    ("imdsv2_required", of(SILENT, region_tokens=DENIED), UNKNOWN),
    ("imdsv2_required", of(version(http_tokens="optional"), region_tokens="required"), FAIL),
    ("imdsv2_required", {"versions": DENIED}, UNKNOWN),
    ("no_public_ip", {}, PASS),
    ("no_public_ip", of(version(), version(number=2, public_ip=True)), FAIL),
    ("no_public_ip", {"versions": DENIED}, UNKNOWN),
    ("disks_encrypted", {}, PASS),
    ("disks_encrypted", of(PLAIN), FAIL),
    ("disks_encrypted", of(PLAIN, region_encrypts=True), PASS),
    ("disks_encrypted", of(PLAIN, region_encrypts=DENIED), UNKNOWN),
    ("disks_encrypted", {"versions": DENIED}, UNKNOWN),
    ("without_secrets", {}, PASS),
    ("without_secrets", {"secrets": ("private key in line 3 of version 1",)}, FAIL),
    ("without_secrets", {"secrets": DENIED}, UNKNOWN),
]


@pytest.mark.parametrize(("name", "changed", "status"), TEMPLATES)
def test_a_template_is_judged(name: str, changed: dict[str, Any], status: VerdictStatus) -> None:
    rule = getattr(ec2_template, f"aws_ec2_launch_template_{name}")
    assert rule(template(**changed)).status == status


def test_the_versions_that_are_wrong_are_named() -> None:
    wrong = template(versions=(version(number=3), PLAIN, version(number=4, public_ip=True)))
    assert ec2_template.aws_ec2_launch_template_disks_encrypted(wrong).message == (
        "Not encrypted in version 2: /dev/xvda."
    )
    assert ec2_template.aws_ec2_launch_template_no_public_ip(wrong).message == (
        "Public addresses are asked for in version 4."
    )


IMAGES = [
    ("not_public", {}, PASS),
    ("not_public", {"public": True}, FAIL),
    ("encrypted", {}, PASS),
    ("encrypted", {"unencrypted_disks": ("/dev/xvda",)}, FAIL),
    ("imdsv2_by_default", {}, PASS),
    ("imdsv2_by_default", {"imdsv2": False}, FAIL),
]


@pytest.mark.parametrize(("name", "changed", "status"), IMAGES)
def test_an_image_is_judged(name: str, changed: dict[str, Any], status: VerdictStatus) -> None:
    facts: dict[str, Any] = {"public": False, "imdsv2": True, "unencrypted_disks": ()}
    image = MachineImage(resource_id="arn:aws:ec2:r:1:image/a", region="r", **facts | changed)
    assert getattr(ec2_template, f"aws_ec2_image_{name}")(image).status == status


SETTINGS = [
    ("ebs_encrypted_by_default", "ebs_encrypted", True, PASS),
    ("ebs_encrypted_by_default", "ebs_encrypted", False, FAIL),
    ("ebs_key_customer_managed", "ebs_default_key", "arn:aws:kms:r:1:key/k", PASS),
    ("ebs_key_customer_managed", "ebs_default_key", "alias/aws/ebs", FAIL),
    ("ebs_key_customer_managed", "ebs_default_key", "arn:aws:kms:r:1:alias/aws/ebs", FAIL),
    ("imdsv2_by_default", "imds_tokens", "required", PASS),
    ("imdsv2_by_default", "imds_tokens", "optional", FAIL),
    ("imdsv2_by_default", "imds_tokens", None, FAIL),
    ("snapshots_blocked_from_public", "snapshot_block", "block-all-sharing", PASS),
    ("snapshots_blocked_from_public", "snapshot_block", "block-new-sharing", FAIL),
    ("snapshots_blocked_from_public", "snapshot_block", "unblocked", FAIL),
    ("images_blocked_from_public", "image_block", "block-new-sharing", PASS),
    ("images_blocked_from_public", "image_block", "unblocked", FAIL),
    ("serial_console_off", "serial_console", False, PASS),
    ("serial_console_off", "serial_console", True, FAIL),
    ("internet_gateways_blocked", "internet_block", "block-ingress", PASS),
    ("internet_gateways_blocked", "internet_block", "block-bidirectional", PASS),
    ("internet_gateways_blocked", "internet_block", "off", FAIL),
    ("images_allowed_by_list", "allowed_images", "enabled", PASS),
    ("images_allowed_by_list", "allowed_images", "audit-mode", FAIL),
    ("images_allowed_by_list", "allowed_images", "disabled", FAIL),
]
UNASKED: dict[str, Any] = dict.fromkeys(Ec2Region.facts(), DENIED)


@pytest.mark.parametrize(("name", "fact", "value", "status"), SETTINGS)
def test_a_region_is_judged_by_the_setting_alone(
    name: str, fact: str, value: object, status: VerdictStatus
) -> None:
    rule = getattr(ec2_region, f"aws_ec2_account_{name}")
    known = UNASKED | {fact: value}
    assert (
        rule(Ec2Region(resource_id="arn:aws:ec2:r:1:account", region="r", **known)).status == status
    )
    assert (
        rule(Ec2Region(resource_id="arn:aws:ec2:r:1:account", region="r", **UNASKED)).status
        == UNKNOWN
    )
