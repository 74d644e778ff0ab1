"""AWS: Terraform types of `aws` and `awscc`, and the ARNs of their assets."""

import re
from collections.abc import Mapping
from typing import Final

from posture_client.clouds.aws_settings import CONFIGURES, NAMED_BY, PARTS, USED_BY
from posture_client.clouds.aws_types import ARN_IN, ASSETS, OF_ACCOUNT, SERVICES, WITHOUT_ACCOUNT
from posture_client.clouds.cloud import IdOf, TerraformCloud
from posture_client.terraform_json import Instance

_ARN_PARTS = 6
_QUEUE = re.compile(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?/(\d+)/([\w.-]+)")


def id_attribute(type_: str) -> str:
    """Return the attribute that holds the ARN of a type."""
    return ARN_IN.get(type_, "arn")


def own_id(one: Instance) -> str | None:
    """Return the ARN of an asset as findings name it."""
    if one.type in CONFIGURES:
        return None
    arn = one.values.get(id_attribute(one.type))
    if not isinstance(arn, str):
        name = one.values.get("bucket")
        return _bucket_arn(name) if one.type == "aws_s3_bucket" and name else None
    kind, account = WITHOUT_ACCOUNT.get(one.type), one.values.get("owner_id")
    if kind and account:
        partition, region = arn.split(":")[1:4:2]
        return f"arn:{partition}:ec2:{region}:{account}:{kind}/{one.values['id']}"
    if group := one.values.get(PARTS.get(one.type, "")):
        return f"{arn.rpartition(':cluster:')[0]}:replicationgroup:{group}"
    return arn


def id_by_name(argument: str, name: str, id_of: IdOf) -> str | None:
    """Return the ARN that an argument names; a policy that AWS manages belongs to no account."""
    if name.startswith("arn:"):
        return None if ":iam::aws:" in name else _whole(name)
    if argument == "resource_id":
        return _scaled(name, id_of)
    for type_ in NAMED_BY.get(argument, ()):
        if arn := id_of(type_, name):
            return arn
    if argument == "queue_url":
        return _queue_arn(name)
    if argument == "zone_id":
        return f"arn:aws:route53:::hostedzone/{name}"
    # The ARN of a bucket consists of its name alone.
    return _bucket_arn(name) if argument in {"bucket", "bucket_name"} else None


# What Application Auto Scaling scales, by the start of its name.
_SCALED: Mapping[str, str] = {"service": "aws_ecs_service", "table": "aws_dynamodb_table"}


def _scaled(name: str, id_of: IdOf) -> str | None:
    """Return the ARN of what `service/CLUSTER/NAME` or `table/NAME` names."""
    kind, *_, last = name.split("/")
    type_ = _SCALED.get(kind)
    return id_of(type_, last) if type_ else None


def owner(arn: str) -> tuple[str, str] | None:
    """Return the partition and the account of an ARN, if it names an account."""
    parts = arn.split(":", _ARN_PARTS - 1)
    return (parts[1], parts[4]) if len(parts) == _ARN_PARTS and parts[4].isdigit() else None


def _whole(arn: str) -> str:
    """Return the ARN of the asset of a part: a listener's balancer, a table's catalog."""
    parts = arn.split(":", _ARN_PARTS - 1)
    if len(parts) != _ARN_PARTS:
        return arn
    *place, resource = parts
    if resource.startswith("listener/"):
        resource = "loadbalancer/" + resource.removeprefix("listener/").rpartition("/")[0]
    elif place[2] == "lambda" and resource.startswith("function:"):
        resource = ":".join(resource.split(":")[:2])
    elif place[2] == "glue" and resource.startswith(("database/", "table/")):
        resource = "catalog"
    return ":".join((*place, resource))


def _queue_arn(url: str) -> str | None:
    """Return the ARN of a queue by its URL, whose host has the region, and whose path the rest."""
    found = _QUEUE.fullmatch(url)
    if not found:
        return None
    region, suffix, account, name = found.groups()
    partition = "aws-cn" if suffix else "aws-us-gov" if region.startswith("us-gov-") else "aws"
    return f"arn:{partition}:sqs:{region}:{account}:{name}"


def _bucket_arn(name: str) -> str:
    return f"arn:aws:s3:::{name}"


AWS: Final = TerraformCloud(
    name="aws",
    prefixes=("aws_", "awscc_"),
    id_attribute=id_attribute,
    own_id=own_id,
    configures=CONFIGURES,
    id_by_name=id_by_name,
    used_by=USED_BY,
    parts=PARTS,
    of_account=OF_ACCOUNT,
    owner=owner,
    names=("bucket", "function_name", "name"),
    services=SERVICES,
    assets=ASSETS,
)
