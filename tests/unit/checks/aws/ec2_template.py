"""Cases of the checks of launch templates, machine images and a region's EC2 settings."""

from typing import Any

from posture.domain.aws.assets.ec2_region import Ec2Region
from posture.domain.aws.assets.ec2_template import LaunchTemplate, MachineImage, TemplateVersion
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows


def version(**changed: Any) -> TemplateVersion:  # noqa: ANN401  # facts of every type
    facts: dict[str, Any] = {
        "number": 1,
        "http_tokens": "required",
        "metadata_off": False,
        "public_ip": False,
        "unencrypted_disks": (),
    }
    return TemplateVersion(**facts | changed)


def of(*versions: TemplateVersion, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"versions": versions, **more}


SILENT = version(http_tokens=None)
PLAIN = version(number=2, unencrypted_disks=("/dev/xvda",))
TEMPLATES: list[Row] = [
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
IMAGES: list[Row] = [
    ("not_public", {}, PASS),
    ("not_public", {"public": True}, FAIL),
    ("encrypted", {}, PASS),
    ("encrypted", {"unencrypted_disks": ("/dev/xvda",)}, FAIL),
    ("imdsv2_by_default", {}, PASS),
    ("imdsv2_by_default", {"imdsv2": False}, FAIL),
]
SETTINGS: list[Row] = [
    ("ebs_encrypted_by_default", {"ebs_encrypted": True}, PASS),
    ("ebs_encrypted_by_default", {"ebs_encrypted": False}, FAIL),
    ("ebs_key_customer_managed", {"ebs_default_key": "arn:aws:kms:r:1:key/k"}, PASS),
    ("ebs_key_customer_managed", {"ebs_default_key": "alias/aws/ebs"}, FAIL),
    ("ebs_key_customer_managed", {"ebs_default_key": "arn:aws:kms:r:1:alias/aws/ebs"}, FAIL),
    ("imdsv2_by_default", {"imds_tokens": "required"}, PASS),
    ("imdsv2_by_default", {"imds_tokens": "optional"}, FAIL),
    ("imdsv2_by_default", {"imds_tokens": None}, FAIL),
    ("snapshots_blocked_from_public", {"snapshot_block": "block-all-sharing"}, PASS),
    ("snapshots_blocked_from_public", {"snapshot_block": "block-new-sharing"}, FAIL),
    ("snapshots_blocked_from_public", {"snapshot_block": "unblocked"}, FAIL),
    ("images_blocked_from_public", {"image_block": "block-new-sharing"}, PASS),
    ("images_blocked_from_public", {"image_block": "unblocked"}, FAIL),
    ("serial_console_off", {"serial_console": False}, PASS),
    ("serial_console_off", {"serial_console": True}, FAIL),
    ("internet_gateways_blocked", {"internet_block": "block-ingress"}, PASS),
    ("internet_gateways_blocked", {"internet_block": "block-bidirectional"}, PASS),
    ("internet_gateways_blocked", {"internet_block": "off"}, FAIL),
    ("images_allowed_by_list", {"allowed_images": "enabled"}, PASS),
    ("images_allowed_by_list", {"allowed_images": "audit-mode"}, FAIL),
    ("images_allowed_by_list", {"allowed_images": "disabled"}, FAIL),
]
COMPLIANT: Compliant = {
    LaunchTemplate: {
        "versions": (version(),),
        "region_tokens": None,
        "region_encrypts": False,
        "secrets": (),
    },
    MachineImage: {"public": False, "imdsv2": True, "unencrypted_disks": ()},
    Ec2Region: {
        "ebs_encrypted": True,
        "ebs_default_key": "arn:aws:kms:r:1:key/k",
        "imds_tokens": "required",
        "snapshot_block": "block-all-sharing",
        "image_block": "block-new-sharing",
        "serial_console": False,
        "internet_block": "block-ingress",
        "allowed_images": "enabled",
    },
}
OTHER_SETTINGS_UNREAD = dict.fromkeys(COMPLIANT[Ec2Region], DENIED)
CASES = [
    *rows("aws_ec2_launch_template", TEMPLATES),
    *rows("aws_ec2_image", IMAGES),
    *rows(
        "aws_ec2_account",
        [(name, OTHER_SETTINGS_UNREAD | setting, status) for name, setting, status in SETTINGS],
    ),
]
