"""From Terraform's addresses to the `resource_id`s that findings name, and back.

Most resources of AWS *are* an asset and say its ARN. Some only shape another one: a bucket policy
is judged on its bucket, an ingress rule on its security group. What is neither is told, never
dropped.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from posture_client.terraform_json import Change, Instance

# Types that are nothing in a cloud: of this provider, of Terraform itself, and of its toolbox.
_NO_CLOUD = (
    "posture_",
    "terraform_",
    "archive_",
    "cloudinit_",
    "external_",
    "http_",
    "local_",
    "null_",
    "random_",
    "time_",
    "tls_",
)

# Where a type says its ARN, if not in `arn`.
ARN_IN: Mapping[str, str] = {
    "aws_bedrock_custom_model": "custom_model_arn",
    "aws_bedrock_guardrail": "guardrail_arn",
    "aws_bedrock_provisioned_model_throughput": "provisioned_model_arn",
    "aws_bedrockagent_agent": "agent_arn",
    "aws_db_cluster_snapshot": "db_cluster_snapshot_arn",
    "aws_db_snapshot": "db_snapshot_arn",
    "aws_db_snapshot_copy": "db_snapshot_arn",
    "aws_rds_cluster_snapshot_copy": "db_cluster_snapshot_arn",
}

# Types that shape other assets: the arguments that name those.
SHAPES: Mapping[str, tuple[str, ...]] = {
    "aws_bedrock_guardrail_version": ("guardrail_arn",),
    "aws_bedrockagent_agent_action_group": ("agent_id",),
    "aws_bedrockagent_agent_alias": ("agent_id",),
    "aws_ebs_snapshot_copy": ("source_snapshot_id",),
    "aws_flow_log": ("vpc_id", "subnet_id", "eni_id"),
    "aws_iam_access_key": ("user",),
    "aws_iam_group_membership": ("group", "users"),
    "aws_iam_group_policy": ("group",),
    "aws_iam_group_policy_attachment": ("group", "policy_arn"),
    "aws_iam_policy_attachment": ("policy_arn", "roles", "users", "groups"),
    "aws_iam_role_policy": ("role",),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_iam_user_group_membership": ("user", "groups"),
    "aws_iam_user_login_profile": ("user",),
    "aws_iam_user_policy": ("user",),
    "aws_iam_user_policy_attachment": ("user", "policy_arn"),
    "aws_iam_user_ssh_key": ("username",),
    "aws_kms_alias": ("target_key_arn",),
    "aws_kms_grant": ("key_id",),
    "aws_kms_key_policy": ("key_id",),
    "aws_lambda_function_url": ("function_arn",),
    "aws_lambda_permission": ("function_name",),
    "aws_main_route_table_association": ("vpc_id", "route_table_id"),
    "aws_network_acl_association": ("network_acl_id", "subnet_id"),
    "aws_network_acl_rule": ("network_acl_id",),
    "aws_network_interface_sg_attachment": ("network_interface_id", "security_group_id"),
    "aws_route": ("route_table_id",),
    "aws_route_table_association": ("route_table_id", "subnet_id"),
    "aws_s3_bucket_accelerate_configuration": ("bucket",),
    "aws_s3_bucket_acl": ("bucket",),
    "aws_s3_bucket_analytics_configuration": ("bucket",),
    "aws_s3_bucket_cors_configuration": ("bucket",),
    "aws_s3_bucket_intelligent_tiering_configuration": ("bucket",),
    "aws_s3_bucket_inventory": ("bucket",),
    "aws_s3_bucket_lifecycle_configuration": ("bucket",),
    "aws_s3_bucket_logging": ("bucket",),
    "aws_s3_bucket_metric": ("bucket",),
    "aws_s3_bucket_notification": ("bucket",),
    "aws_s3_bucket_object_lock_configuration": ("bucket",),
    "aws_s3_bucket_ownership_controls": ("bucket",),
    "aws_s3_bucket_policy": ("bucket",),
    "aws_s3_bucket_public_access_block": ("bucket",),
    "aws_s3_bucket_replication_configuration": ("bucket",),
    "aws_s3_bucket_request_payment_configuration": ("bucket",),
    "aws_s3_bucket_server_side_encryption_configuration": ("bucket",),
    "aws_s3_bucket_versioning": ("bucket",),
    "aws_s3_bucket_website_configuration": ("bucket",),
    "aws_s3control_access_point_policy": ("access_point_arn",),
    "aws_s3_object": ("bucket",),
    "aws_security_group_rule": ("security_group_id",),
    "aws_volume_attachment": ("volume_id", "instance_id"),
    "aws_vpc_endpoint_policy": ("vpc_endpoint_id",),
    "aws_vpc_endpoint_service_allowed_principal": ("vpc_endpoint_service_id",),
    "aws_vpc_peering_connection_options": ("vpc_peering_connection_id",),
    "aws_vpc_security_group_egress_rule": ("security_group_id",),
    "aws_vpc_security_group_ingress_rule": ("security_group_id",),
}

# The types that an argument names by their Terraform id.
_NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "agent_id": ("aws_bedrockagent_agent",),
    "bucket": ("aws_s3_bucket",),
    "eni_id": ("aws_network_interface",),
    "function_name": ("aws_lambda_function",),
    "group": ("aws_iam_group",),
    "groups": ("aws_iam_group",),
    "instance_id": ("aws_instance",),
    "key_id": ("aws_kms_key",),
    "network_acl_id": ("aws_network_acl", "aws_default_network_acl"),
    "network_interface_id": ("aws_network_interface",),
    "role": ("aws_iam_role",),
    "roles": ("aws_iam_role",),
    "route_table_id": ("aws_route_table", "aws_default_route_table"),
    "security_group_id": ("aws_security_group", "aws_default_security_group"),
    "source_snapshot_id": ("aws_ebs_snapshot",),
    "subnet_id": ("aws_subnet", "aws_default_subnet"),
    "user": ("aws_iam_user",),
    "username": ("aws_iam_user",),
    "users": ("aws_iam_user",),
    "volume_id": ("aws_ebs_volume",),
    "vpc_endpoint_id": ("aws_vpc_endpoint",),
    "vpc_endpoint_service_id": ("aws_vpc_endpoint_service",),
    "vpc_id": ("aws_vpc", "aws_default_vpc"),
    "vpc_peering_connection_id": ("aws_vpc_peering_connection",),
}

# Settings of a whole account, whose number they do not know: that of their neighbours is taken.
_OF_ACCOUNT: Mapping[str, str] = {
    "aws_bedrock_model_invocation_logging_configuration": (
        "arn:{partition}:bedrock:{id}:{account}:model-invocation-logging"
    ),
    "aws_iam_account_password_policy": "arn:{partition}:iam::{account}:password-policy",
    "aws_s3_account_public_access_block": "arn:{partition}:s3::{account}:account",
}

# Their own ARN leaves out the account that an asset's key has.
_OWNED: Mapping[str, str] = {
    "aws_ami": "image",
    "aws_ami_copy": "image",
    "aws_ami_from_instance": "image",
    "aws_ebs_snapshot": "snapshot",
}
_ARN_PARTS = 6


class Mapped(NamedTuple):
    """What instances are in the cloud.

    Attributes:
        ids: the `resource_id`s of each address; one that is nothing in a cloud is not in it.
        unmapped: addresses for which no rule is known.
        unknown: addresses whose ids are only known after the apply, or stand elsewhere.
    """

    ids: dict[str, tuple[str, ...]]
    unmapped: list[str]
    unknown: list[str]

    @property
    def resource_ids(self) -> list[str]:
        """Every id once, in order."""
        return sorted({one for ids in self.ids.values() for one in ids})


def mapped(found: Iterable[Instance], among: Iterable[Instance] | None = None) -> Mapped:
    """Map instances; those they refer to by name are looked up `among` others, or themselves."""
    wanted = list(found)
    index = _Index(wanted if among is None else among)
    answer = Mapped({}, [], [])
    for one in wanted:
        if one.type.startswith(_NO_CLOUD):
            continue
        ids = index.ids_of(one)
        if ids is None:
            answer.unmapped.append(one.address)
        elif not ids:
            answer.unknown.append(one.address)
        else:
            answer.ids[one.address] = ids
    return answer


def touched(plan: Iterable[Change], planned: Iterable[Instance], now: Iterable[Instance]) -> Mapped:
    """Map what a plan creates and changes.

    Args:
        plan: the changes.
        planned: the instances as they are planned, to look names up among.
        now: the instances as they are by now, after the apply if that was already: they know more.
    """
    state = {one.address: one for one in now}
    wanted = []
    for change in plan:
        one = change.instance
        if change.removes_it and one.type in SHAPES:
            # What it shaped is still there, and no longer shaped by it.
            wanted.append(one._replace(values=change.before or {}))
        elif change.leaves_it:
            values = {**one.values, **(state[one.address].values if one.address in state else {})}
            wanted.append(one._replace(values=values))
    return mapped(wanted, [*planned, *state.values(), *wanted])


def addresses(found: Mapped, types: Mapping[str, str]) -> dict[str, str]:
    """Return an address for each `resource_id`: of what it is rather than of what shapes it."""
    answer: dict[str, str] = {}
    for shapes in (True, False):
        for address, ids in found.ids.items():
            if (types[address] in SHAPES) == shapes:
                answer.update(dict.fromkeys(ids, address))
    return answer


class _Index:
    """Instances by type and Terraform id, and the account that they are all in."""

    def __init__(self, found: Iterable[Instance]) -> None:
        self._arns: dict[tuple[str, str], str] = {}
        owners: set[tuple[str, str]] = set()
        for one in found:
            if not (arn := _own_arn(one)):
                continue
            for key in ("id", "name"):
                if isinstance(name := one.values.get(key), str):
                    self._arns.setdefault((one.type, name), arn)
            parts = arn.split(":", _ARN_PARTS - 1)
            if len(parts) == _ARN_PARTS and parts[4].isdigit():
                owners.add((parts[1], parts[4]))
        self._owner = owners.pop() if len(owners) == 1 else None

    def ids_of(self, one: Instance) -> tuple[str, ...] | None:
        """Return the ids of an instance: None without a rule, empty while they are not known."""
        if arguments := SHAPES.get(one.type):
            return self._shaped(one, arguments)
        if pattern := _OF_ACCOUNT.get(one.type):
            return self._of_account(one, pattern)
        if arn := _own_arn(one):
            return (arn,)
        will_be_known = ARN_IN.get(one.type, "arn") in one.unknown | one.values.keys()
        return () if will_be_known else None

    def _shaped(self, one: Instance, arguments: tuple[str, ...]) -> tuple[str, ...]:
        found: list[str] = []
        for argument in arguments:
            value = one.values.get(argument)
            names = value if isinstance(value, list) else [value]
            found += [arn for name in names if name and (arn := self._named(argument, name))]
        return tuple(dict.fromkeys(found))

    def _named(self, argument: str, name: str) -> str | None:
        if name.startswith("arn:"):
            return None if ":iam::aws:" in name else name  # the cloud's own policies are nobody's
        for kind in _NAMED_BY.get(argument, ()):
            if arn := self._arns.get((kind, name)):
                return arn
        # A bucket's name is all there is to its ARN.
        return _bucket_arn(name) if argument == "bucket" else None

    def _of_account(self, one: Instance, pattern: str) -> tuple[str, ...]:
        if self._owner is None or "id" not in one.values:
            return ()
        partition, account = self._owner
        id_ = one.values["id"]
        return (pattern.format(partition=partition, account=account, id=id_),)


def _own_arn(one: Instance) -> str | None:
    arn = one.values.get(ARN_IN.get(one.type, "arn"))
    if one.type in SHAPES:
        return None
    if not isinstance(arn, str):
        name = one.values.get("bucket")
        return _bucket_arn(name) if one.type == "aws_s3_bucket" and name else None
    kind, owner = _OWNED.get(one.type), one.values.get("owner_id")
    if kind and owner:
        partition, region = arn.split(":")[1:4:2]
        return f"arn:{partition}:ec2:{region}:{owner}:{kind}/{one.values['id']}"
    return arn


def _bucket_arn(name: str) -> str:
    return f"arn:aws:s3:::{name}"
