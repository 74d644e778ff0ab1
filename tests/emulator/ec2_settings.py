"""What moto leaves out of EC2 and every account has: a region's settings, and who looks after what.

An instance that has a profile and runs is managed by Systems Manager; a volume with the tag Backup
has a recovery point.
"""

import json
from collections.abc import Callable
from typing import Any

from moto.backup import urls as backup_urls
from moto.backup.responses import BackupResponse
from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.ec2.responses import EC2Response
from moto.ssm.responses import SimpleSystemManagerResponse

# As a new account has them.
_DEFAULTS: dict[str, Any] = {
    "HttpTokens": None,
    "KmsKeyId": "alias/aws/ebs",
    "State": "unblocked",
    "ImageBlockPublicAccessState": "unblocked",
    "SerialConsoleAccessEnabled": False,
    "InternetGatewayBlockMode": "off",
    "AllowedImagesSettingsState": "disabled",
    "ClientVpnEndpoints": (),
}
_READS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "get_ebs_default_kms_key_id": lambda now: {"KmsKeyId": now["KmsKeyId"]},
    "get_instance_metadata_defaults": lambda now: {
        "AccountLevel": {"HttpTokens": now["HttpTokens"]} if now["HttpTokens"] else {}
    },
    "get_snapshot_block_public_access_state": lambda now: {"State": now["State"]},
    "get_image_block_public_access_state": lambda now: {
        "ImageBlockPublicAccessState": now["ImageBlockPublicAccessState"]
    },
    "get_serial_console_access_status": lambda now: {
        "SerialConsoleAccessEnabled": now["SerialConsoleAccessEnabled"]
    },
    "describe_vpc_block_public_access_options": lambda now: {
        "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": now["InternetGatewayBlockMode"]}
    },
    "get_allowed_images_settings": lambda now: {"State": now["AllowedImagesSettingsState"]},
    "describe_client_vpn_endpoints": lambda now: {
        "ClientVpnEndpoints": [*now["ClientVpnEndpoints"]]
    },
}
_WRITES = {
    "modify_ebs_default_kms_key_id": "KmsKeyId",
    "modify_instance_metadata_defaults": "HttpTokens",
    "enable_snapshot_block_public_access": "State",
    "enable_image_block_public_access": "ImageBlockPublicAccessState",
    "modify_vpc_block_public_access_options": "InternetGatewayBlockMode",
    "enable_allowed_images_settings": "AllowedImagesSettingsState",
}


def add_ec2_settings() -> None:
    """Add them to every account of this process."""
    for operation, read in _READS.items():
        setattr(EC2Response, operation, _reader(read))
    for operation, setting in _WRITES.items():
        setattr(EC2Response, operation, _writer(setting))
    described = EC2Response.describe_snapshots

    def describe_snapshots(here: Any) -> ActionResult:  # noqa: ANN401  # moto's own
        answer: Any = described(here).result
        if "all" not in here._get_param("RestorableByUserIds", []):  # noqa: SLF001  # as moto's own do
            return ActionResult(answer)
        everybodys = here.ec2_backend.get_create_volume_permission_groups
        return ActionResult(
            {"Snapshots": [one for one in answer["Snapshots"] if "all" in everybodys(one.id)]}
        )

    for name, action in (
        ("describe_snapshots", describe_snapshots),
        ("enable_serial_console_access", _enable_serial_console),
        ("create_client_vpn_endpoint", _create_client_vpn_endpoint),
    ):
        setattr(EC2Response, name, action)
    SimpleSystemManagerResponse.describe_instance_information = _managed  # type: ignore[attr-defined]  # moto's own method is replaced
    BackupResponse.list_protected_resources = _protected  # type: ignore[attr-defined]  # moto's own method is replaced
    backup_urls.url_paths["{0}/resources/?$"] = backup_urls.response.dispatch


def _settings(backend: Any) -> dict[str, Any]:  # noqa: ANN401  # moto's own
    """Return a region's settings; they go with everything else when moto is reset."""
    now: dict[str, Any] = backend.__dict__.setdefault("settings_beside_moto", dict(_DEFAULTS))
    return now


def _reader(read: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Any], ActionResult]:
    return lambda here: ActionResult(read(_settings(here.ec2_backend)))


def _writer(setting: str) -> Callable[[Any], ActionResult]:
    def write(here: Any) -> ActionResult:  # noqa: ANN401  # moto's own
        given = here._get_param(setting)  # noqa: SLF001  # as moto's own do
        _settings(here.ec2_backend)[setting] = given
        return ActionResult({setting: given})

    return write


def _enable_serial_console(here: Any) -> ActionResult:  # noqa: ANN401  # moto's own
    _settings(here.ec2_backend)["SerialConsoleAccessEnabled"] = True
    return ActionResult({"SerialConsoleAccessEnabled": True})


def _create_client_vpn_endpoint(here: Any) -> ActionResult:  # noqa: ANN401  # moto's own
    now = _settings(here.ec2_backend)
    endpoint = {
        "ClientVpnEndpointId": f"cvpn-endpoint-{len(now['ClientVpnEndpoints']):017x}",
        "Status": {"Code": "available"},
        "ConnectionLogOptions": here._get_param("ConnectionLogOptions", {}),  # noqa: SLF001  # as moto's own do
        "AuthenticationOptions": here._get_param("AuthenticationOptions", []),  # noqa: SLF001  # as above
    }
    endpoint["ConnectionLogOptions"]["Enabled"] = (
        str(endpoint["ConnectionLogOptions"].get("Enabled")).lower() == "true"
    )
    now["ClientVpnEndpoints"] = (*now["ClientVpnEndpoints"], endpoint)
    return ActionResult(endpoint)


def _managed(here: Any) -> ActionResult:  # noqa: ANN401  # moto's own
    machines = ec2_backends[here.current_account][here.region].all_instances()
    managed = [one for one in machines if one.iam_instance_profile and one.state == "running"]
    return ActionResult({"InstanceInformationList": [{"InstanceId": one.id} for one in managed]})


def _protected(here: Any) -> str:  # noqa: ANN401  # moto's own
    backend = ec2_backends[here.current_account][here.region]
    kept = [one for one in backend.volumes.values() if "Backup" in _tag_names(one)]
    arn = f"arn:aws:ec2:{here.region}:{here.current_account}:volume/"
    return json.dumps(
        {"Results": [{"ResourceArn": arn + one.id, "ResourceType": "EBS"} for one in kept]}
    )


def _tag_names(tagged: Any) -> set[str]:  # noqa: ANN401  # moto's own
    return {one["key"] if "key" in one else one["Key"] for one in tagged.get_tags()}
