"""The clouds whose Terraform resources the client knows: one module each, and the list of them."""

from typing import Final

from posture_client.clouds.aws import AWS
from posture_client.clouds.azure import AZURE
from posture_client.clouds.cloud import TerraformCloud
from posture_client.clouds.gcp import GCP
from posture_client.terraform_json import Instance

CLOUDS: Final = (AWS, AZURE, GCP)
"""The only list: another cloud is another module, and its name here."""


def cloud_of(type_: str) -> TerraformCloud | None:
    """Return the cloud of a Terraform type."""
    return next((cloud for cloud in CLOUDS if cloud.has(type_)), None)


def cloud_named(name: str) -> TerraformCloud | None:
    """Return the cloud with the name that integrations have as `provider`."""
    return next((cloud for cloud in CLOUDS if cloud.name == name), None)


def configures_others(type_: str) -> bool:
    """Return whether a Terraform type is not an asset, but configures other assets."""
    cloud = cloud_of(type_)
    return cloud is not None and (type_ in cloud.configures or type_ in cloud.used_by)


def is_setting(type_: str) -> bool:
    """Return whether removing a Terraform type removes no asset, but only changes one."""
    cloud = cloud_of(type_)
    return configures_others(type_) or (cloud is not None and type_ in cloud.of_account)


def may_be_part(type_: str) -> bool:
    """Return whether instances of a Terraform type can be a part of another asset."""
    cloud = cloud_of(type_)
    return cloud is not None and type_ in cloud.parts


def is_part(one: Instance) -> bool:
    """Return whether an instance is a part of another asset, which is left when it is removed."""
    cloud = cloud_of(one.type)
    argument = cloud.parts.get(one.type) if cloud else None
    return argument is not None and bool(one.values.get(argument))
