"""EC2: what machines are started from: templates with all their versions, and images."""

import base64
from typing import Any

from tests.emulator.account.account import FORGOTTEN, HOME, Account, tags

_REQUIRED = {"MetadataOptions": {"HttpTokens": "required", "HttpEndpoint": "enabled"}}
_OPTIONAL = {"MetadataOptions": {"HttpTokens": "optional", "HttpEndpoint": "enabled"}}
_DISK: dict[str, Any] = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "Encrypted": True}}
_PLAIN = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20}}
_SCRIPT = "#!/bin/sh\nexport DB_PASSWORD='Tr0ub4dor-and-3'\n"
_PUBLIC = {"NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": True}]}


def seed(aws: Account, n: int) -> None:
    """Make 4 templates and 2 images, and 8 templates more per `n`."""
    _template(aws, HOME, "prod-web", _REQUIRED | {"BlockDeviceMappings": [_DISK]})
    secret = {"UserData": base64.b64encode(_SCRIPT.encode()).decode()}
    # The secret is gone from the versions in use, not from the template.
    _template(aws, HOME, "prod-batch", _REQUIRED | secret, _REQUIRED, _REQUIRED)
    _template(aws, HOME, "left-to-the-region", {"BlockDeviceMappings": [_PLAIN]})
    _template(aws, FORGOTTEN, "poc-runner", _OPTIONAL | secret | _PUBLIC)
    for i in range(8 * n):
        _template(
            aws,
            FORGOTTEN if i % 4 == 3 else HOME,
            f"team-{i:02}",
            (_REQUIRED, _OPTIONAL)[i % 2]
            | (_PUBLIC if i % 3 == 0 else {})
            | {"BlockDeviceMappings": [(_DISK, _PLAIN)[i % 2]]},
        )
    _image(aws, HOME, "prod-base", public=False)
    _image(aws, FORGOTTEN, "poc-appliance", public=True)


def _template(aws: Account, region: str, name: str, *versions: dict[str, Any]) -> None:
    ec2 = aws.client("ec2", region)
    first, *later = versions
    ec2.create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={"InstanceType": "t3.micro", **first},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": tags(name)}],
    )
    for number, data in enumerate(later, start=2):
        ec2.create_launch_template_version(
            LaunchTemplateName=name, LaunchTemplateData={"InstanceType": "t3.micro", **data}
        )
        ec2.modify_launch_template(LaunchTemplateName=name, DefaultVersion=str(number))


def _image(aws: Account, region: str, name: str, *, public: bool) -> None:
    ec2 = aws.client("ec2", region)
    image = ec2.register_image(Name=name, RootDeviceName="/dev/xvda", Architecture="x86_64")
    if public:
        ec2.modify_image_attribute(
            ImageId=image["ImageId"],
            Attribute="launchPermission",
            OperationType="add",
            UserGroups=["all"],
        )
