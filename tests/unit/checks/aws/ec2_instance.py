"""Cases of the checks of EC2 instances, and of what the internet reaches on them."""

from posture.domain.aws.assets.ec2 import ImageFacts, Instance, InternetPath, MetadataOptions
from posture.domain.network import ALL_PORTS, Ports
from tests.unit.checks.evaluating import (
    CHECKS,
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Row,
    rows,
)

PROFILE = "arn:aws:iam::123456789012:instance-profile/web"
ADDRESS = "54.0.0.1"


COMPLIANT: Compliant = {
    Instance: {
        "state": "running",
        "age_days": 3,
        "stopped_days": None,
        "metadata": MetadataOptions(token_required=True),
        "public_ip": "",
        "public_addresses": (),
        "interface_types": ("interface",),
        "profile_arn": PROFILE,
        "detailed_monitoring": True,
        "ebs_optimized": True,
        "ebs_optimized_by_default": False,
        "virtualization": "hvm",
        "vpc_id": "vpc-1",
        "in_default_vpc": False,
        "internet_paths": (),
        "image": ImageFacts("amazon", public=True, deprecated_days=None),
        "managed_by_ssm": True,
        "termination_protected": True,
        "secrets_in_user_data": (),
    }
}


def path(port: int, protocol: str = "tcp") -> dict[str, tuple[InternetPath, ...]]:
    return {"internet_paths": (InternetPath(ADDRESS, "sg-1", protocol, Ports(port, port)),)}


OPEN = {"internet_paths": (InternetPath(ADDRESS, "sg-1", "tcp", ALL_PORTS),)}
IMDSV1 = {"metadata": MetadataOptions()}
IMDS_OFF = {"metadata": MetadataOptions(enabled=False, hop_limit=64)}
STOPPED = {"state": "stopped"}
TABLE: list[Row] = [
    ("imdsv2_required", {}, PASS),
    ("imdsv2_required", IMDSV1, FAIL),
    ("imdsv2_required", IMDS_OFF, PASS),
    ("imds_stays_local", {"metadata": MetadataOptions(hop_limit=2)}, PASS),
    ("imds_stays_local", {"metadata": MetadataOptions(hop_limit=3)}, FAIL),
    ("imds_stays_local", IMDS_OFF, PASS),
    ("no_public_ip", {}, PASS),
    ("no_public_ip", {"public_ip": ADDRESS}, FAIL),
    ("profile_attached", {}, PASS),
    ("profile_attached", {"profile_arn": ""}, FAIL),
    ("profile_not_public", {}, PASS),
    ("profile_not_public", {"public_ip": ADDRESS}, FAIL),
    ("profile_not_public", {"public_ip": ADDRESS, "profile_arn": ""}, PASS),
    ("user_data_without_secrets", {}, PASS),
    ("user_data_without_secrets", {"secrets_in_user_data": ("private key in line 3",)}, FAIL),
    ("user_data_without_secrets", {"secrets_in_user_data": DENIED}, UNKNOWN),
    ("detailed_monitoring", {}, PASS),
    ("detailed_monitoring", {"detailed_monitoring": False}, FAIL),
    ("started_recently", {"age_days": 180}, PASS),
    ("started_recently", {"age_days": 181}, FAIL),
    ("started_recently", {"age_days": 181} | STOPPED, NOT_APPLICABLE),
    ("not_stopped_for_long", {}, NOT_APPLICABLE),
    ("not_stopped_for_long", {"stopped_days": 30} | STOPPED, PASS),
    ("not_stopped_for_long", {"stopped_days": 31} | STOPPED, FAIL),
    ("not_stopped_for_long", STOPPED, PASS),
    ("image_current", {}, PASS),
    ("image_current", {"image": ImageFacts("amazon", public=True, deprecated_days=0)}, FAIL),
    ("image_current", {"image": None}, NOT_APPLICABLE),
    ("image_current", {"image": DENIED}, UNKNOWN),
    ("image_trusted", {}, PASS),
    ("image_trusted", {"image": ImageFacts("", public=True, deprecated_days=None)}, FAIL),
    ("image_trusted", {"image": ImageFacts("", public=False, deprecated_days=None)}, PASS),
    ("image_trusted", {"image": ImageFacts("self", public=True, deprecated_days=None)}, PASS),
    ("image_trusted", {"image": None}, NOT_APPLICABLE),
    ("image_trusted", {"image": DENIED}, UNKNOWN),
    ("single_interface", {}, PASS),
    ("single_interface", {"interface_types": ()}, PASS),
    ("single_interface", {"interface_types": ("interface", "efa")}, FAIL),
    ("single_interface", {"interface_types": ("interface", "branch")}, PASS),
    ("hardware_virtualization", {}, PASS),
    ("hardware_virtualization", {"virtualization": "paravirtual"}, FAIL),
    ("managed_by_ssm", {}, PASS),
    ("managed_by_ssm", {"managed_by_ssm": False}, FAIL),
    ("managed_by_ssm", {"managed_by_ssm": False} | STOPPED, NOT_APPLICABLE),
    ("managed_by_ssm", {"managed_by_ssm": DENIED}, UNKNOWN),
    ("termination_protected", {}, PASS),
    ("termination_protected", {"termination_protected": False}, FAIL),
    ("termination_protected", {"termination_protected": DENIED}, UNKNOWN),
    ("ebs_optimized", {"ebs_optimized_by_default": DENIED}, PASS),
    ("ebs_optimized", {"ebs_optimized": False}, FAIL),
    ("ebs_optimized", {"ebs_optimized": False, "ebs_optimized_by_default": True}, PASS),
    ("ebs_optimized", {"ebs_optimized": False, "ebs_optimized_by_default": DENIED}, UNKNOWN),
    ("outside_default_vpc", {}, PASS),
    ("outside_default_vpc", {"in_default_vpc": True}, FAIL),
    ("outside_default_vpc", {"in_default_vpc": DENIED}, UNKNOWN),
    ("logins_unreached_by_internet", path(22), FAIL),
    ("logins_unreached_by_internet", path(443), PASS),
    ("databases_unreached_by_internet", path(27017), FAIL),
    ("databases_unreached_by_internet", path(22), PASS),
    ("files_unreached_by_internet", path(445), FAIL),
    ("files_unreached_by_internet", path(445, "udp"), PASS),
    ("directory_unreached_by_internet", path(636), FAIL),
    ("directory_unreached_by_internet", path(443), PASS),
    ("brokers_unreached_by_internet", path(5672), FAIL),
    ("brokers_unreached_by_internet", path(6379), PASS),
    ("container_control_unreached_by_internet", path(10250), FAIL),
    ("container_control_unreached_by_internet", path(80), PASS),
    ("some_port_unreached_by_internet", OPEN, FAIL),
    ("some_port_unreached_by_internet", path(22), PASS),
    ("credentials_unreached_by_internet", path(443), PASS),
    ("credentials_unreached_by_internet", path(443) | IMDSV1, FAIL),
    ("credentials_unreached_by_internet", path(443) | IMDSV1 | {"profile_arn": ""}, PASS),
    ("credentials_unreached_by_internet", {"internet_paths": DENIED}, PASS),
    ("credentials_unreached_by_internet", IMDSV1, PASS),
    ("credentials_unreached_by_internet", IMDS_OFF | {"internet_paths": DENIED}, PASS),
    ("credentials_unreached_by_internet", IMDSV1 | {"internet_paths": DENIED}, UNKNOWN),
]
REACHABLE_SERVICES = ("logins", "databases", "files", "directory", "brokers", "container_control")
CASES = [
    *rows("aws_ec2_instance", TABLE),
    *(
        Case(CHECKS[f"aws_ec2_instance_{one}_unreached_by_internet"], changed, status)
        for one in (*REACHABLE_SERVICES, "some_port")
        for changed, status in ((OPEN, FAIL), ({"internet_paths": DENIED}, UNKNOWN))
    ),
]
