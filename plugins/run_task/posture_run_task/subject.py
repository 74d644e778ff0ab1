"""What a task judges: what the plan touches, by name; else the services concerned; else everything.

A resource that cannot be named is never left out in silence: it widens what is judged, or the
result says why it is not.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

import msgspec

from posture_client import terraform_ids
from posture_client.terraform_ids import Mapped
from posture_client.terraform_json import Change, Instance

if TYPE_CHECKING:
    from posture_client.models import RunScope

_MOST_IDS: Final = 1_000
_LONGEST_ID: Final = 1_000
_MOST_TOLD: Final = 5
_ARN_PARTS: Final = 6

# How the types of each cloud's resources begin.
_OF_CLOUD: Mapping[str, tuple[str, ...]] = {
    "aws": ("aws_",),
    "azure": ("azuread_", "azapi_", "azurerm_"),
    "gcp": ("google_",),
}

# The services that judge a resource, by the words that its type begins with.
_SERVICES: Mapping[str, tuple[str, ...]] = {
    "aws_alb": ("elbv2",),
    "aws_ami": ("ec2",),
    "aws_app_cookie_stickiness_policy": ("elb",),
    "aws_bedrock": ("bedrock",),
    "aws_bedrockagent": ("bedrock",),
    "aws_bedrockagentcore": ("bedrock",),
    "aws_cloudtrail": ("cloudtrail",),
    "aws_customer_gateway": ("ec2", "vpc"),
    "aws_db": ("rds",),
    "aws_default_network_acl": ("ec2", "vpc"),
    "aws_default_route_table": ("ec2", "vpc"),
    "aws_default_security_group": ("ec2", "vpc"),
    "aws_default_subnet": ("ec2", "vpc"),
    "aws_default_vpc": ("ec2", "vpc"),
    "aws_ebs": ("ec2",),
    "aws_ec2": ("ec2", "vpc"),
    "aws_ecr": ("ecr",),
    "aws_efs": ("efs",),
    "aws_eip": ("ec2", "vpc"),
    "aws_elb": ("elb",),
    "aws_flow_log": ("vpc",),
    "aws_guardduty": ("guardduty",),
    "aws_iam": ("iam",),
    "aws_instance": ("ec2",),
    "aws_internet_gateway": ("ec2", "vpc"),
    "aws_key_pair": ("ec2",),
    "aws_kms": ("kms",),
    "aws_lambda": ("lambda",),
    "aws_launch": ("ec2",),
    "aws_lb": ("elb", "elbv2"),
    "aws_load_balancer": ("elb",),
    "aws_main_route_table_association": ("ec2", "vpc"),
    "aws_nat_gateway": ("ec2", "vpc"),
    "aws_network_acl": ("ec2", "vpc"),
    "aws_network_interface": ("ec2", "vpc"),
    "aws_proxy_protocol_policy": ("elb",),
    "aws_rds": ("rds",),
    "aws_route": ("ec2", "vpc"),
    "aws_s3": ("s3",),
    "aws_s3control": ("s3",),
    "aws_sagemaker": ("sagemaker",),
    "aws_secretsmanager": ("secretsmanager",),
    "aws_security_group": ("ec2", "vpc"),
    "aws_snapshot": ("ec2",),
    "aws_spot": ("ec2",),
    "aws_subnet": ("ec2", "vpc"),
    "aws_volume_attachment": ("ec2",),
    "aws_vpc": ("ec2", "vpc"),
    "aws_vpn": ("ec2", "vpc"),
}

# Types that are an asset whenever they are there: a run that finds none of them looked elsewhere.
_ASSETS: Final = frozenset(
    {
        "aws_db_instance",
        "aws_iam_role",
        "aws_iam_user",
        "aws_instance",
        "aws_kms_key",
        "aws_lambda_function",
        "aws_rds_cluster",
        "aws_s3_bucket",
        "aws_security_group",
        "aws_vpc",
    }
)


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What is judged, and what has to be said about it.

    Attributes:
        judge: a run that is started, the latest run there is, or nothing at all.
        scope: what the run is limited to; None is the whole account.
        what: the same in words, for a sentence.
        notes: sentences about what could not be named.
        addresses: what findings' resources are called in Terraform.
        expects: whether a run that finds nothing must have looked elsewhere.
    """

    judge: Literal["run", "latest", "nothing"]
    scope: dict[str, list[str]] | None = None
    what: str = "the whole account"
    notes: list[str] = msgspec.field(default_factory=list)
    addresses: dict[str, str] = msgspec.field(default_factory=dict)
    expects: bool = False


class _Words(NamedTuple):
    """How a subject is spoken of.

    Attributes:
        thing: one resource of it.
        nothing: the sentence where there is none.
    """

    thing: str
    nothing: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the integration that a workspace shapes."""

    provider: str
    account_id: str | None
    services: frozenset[str]


def after_apply(
    changes: Sequence[Change], planned: Sequence[Instance], account: Account
) -> Subject:
    """Return what to judge of an apply: what it made and changed."""
    found = terraform_ids.touched(changes, planned, [])
    words = _Words("resource that the apply touched", "The apply touched nothing to judge.")
    return _subject(found, [one.instance for one in changes], planned, account, words)


def before_apply(
    changes: Sequence[Change], planned: Sequence[Instance], account: Account
) -> Subject:
    """Return what to judge of a plan: what it is going to touch and what is there already."""
    # By what they are now, not by what they will be: only that can be looked at.
    there = [
        one.instance._replace(values=one.before, unknown=frozenset())
        for one in changes
        if one.before
    ]
    made = [one.instance for one in changes if not one.before]
    names = {
        one.values.get(key)
        for one in made
        for key in ("bucket", "function_name", "name")
        if one.type not in terraform_ids.SHAPES
    }
    # What is new but only shapes an asset that is there already touches that one.
    shaping = [one for one in made if _shapes_other_than(one, names)]
    wanted = [*there, *shaping]
    found = terraform_ids.mapped(wanted, [*there, *planned])
    words = _Words(
        "resource that the plan touches", "Nothing of what the plan touches is there yet."
    )
    return _subject(found, wanted, planned, account, words)


def whole(why: str) -> Subject:
    """Return the subject of a plan that cannot be read."""
    return Subject(judge="run", notes=[f"The whole account is judged: {why}."])


def as_judged(subject: Subject, scope: "RunScope | None") -> Subject:
    """Return a subject as the run that was given looked at it, which may be more: the server lets
    triggers of one apply share a run.
    """
    if subject.judge != "run" or _sorted(scope) == _sorted(subject.scope):
        return subject
    note = (
        "The run is shared with other triggers of this apply: it looked at what any of them names."
    )
    return msgspec.structs.replace(subject, notes=[*subject.notes, note])


def listed(names: Sequence[str]) -> str:
    """Return the first of some names, and how many more there are."""
    rest = len(names) - _MOST_TOLD
    return f"{', '.join(names[:_MOST_TOLD])}{f' and {rest} more' if rest > 0 else ''}"


def amount(count: int, thing: str) -> str:
    """Return a count with its noun, the first word of `thing`."""
    noun, _, rest = thing.partition(" ")
    plural = noun if count == 1 else f"{noun}s"
    return f"{count} {plural} {rest}".rstrip()


def _sorted(scope: "RunScope | dict[str, list[str]] | None") -> dict[str, list[str]]:
    return {name: sorted(cast("list[str]", values)) for name, values in (scope or {}).items()}


def _shapes_other_than(one: Instance, names: Collection[object]) -> bool:
    """Return whether an instance shapes an asset by a known argument not among these."""
    arguments = terraform_ids.SHAPES.get(one.type, ())
    values = [one.values.get(argument) for argument in arguments]
    known = [name for value in values for name in (value if isinstance(value, list) else [value])]
    return any(name and name not in names for name in known)


def _subject(
    found: Mapped,
    instances: Sequence[Instance],
    planned: Sequence[Instance],
    account: Account,
    words: _Words,
) -> Subject:
    types = {one.address: one.type for one in instances}
    notes: list[str] = []
    unnamed = [*found.unmapped, *found.unknown]
    foreign = [one for one in unnamed if not _of_cloud(types[one], account)]
    if foreign:
        notes.append(f"Not of this account, so not judged: {listed(foreign)}.")
    unnamed = [one for one in unnamed if one not in set(foreign)]
    elsewhere = [one for one in found.ids if _elsewhere(found.ids[one], account)]
    if elsewhere:
        notes.append(
            f"In another account than {account.account_id}, so not judged: {listed(elsewhere)}."
        )
    ids = {one: found.ids[one] for one in found.ids if one not in set(elsewhere)}
    addresses = _addresses([*planned, *instances])
    if not ids and not unnamed:
        return Subject(judge="nothing", what=words.nothing, notes=notes)
    wanted = sorted({one for several in ids.values() for one in several})
    if not unnamed and _sendable(wanted):
        return Subject(
            judge="run",
            scope={"resource_ids": wanted},
            what=amount(len(wanted), words.thing),
            notes=notes,
            addresses=addresses,
            expects=any(types[one] in _ASSETS for one in ids),
        )
    why = f"no id is known of {listed(unnamed)}" if unnamed else "it touches too many to name"
    services = _services({types[one] for one in [*ids, *unnamed]}, account.services)
    if services is None:
        notes.append(f"The whole account is judged: {why}.")
        return Subject(judge="run", notes=notes, addresses=addresses)
    notes.append(f"All of {', '.join(services)} is judged: {why}.")
    return Subject(
        judge="run",
        scope={"services": services},
        what=f"all of {', '.join(services)}",
        notes=notes,
        addresses=addresses,
    )


def _addresses(instances: Iterable[Instance]) -> dict[str, str]:
    """Return what assets are called, also those that only what shapes them was touched of."""
    known = {one.address: one for one in instances}.values()
    types = {one.address: one.type for one in known}
    return terraform_ids.addresses(terraform_ids.mapped(known), types)


def _of_cloud(kind: str, account: Account) -> bool:
    return kind.startswith(_OF_CLOUD.get(account.provider, ("",)))


def _elsewhere(ids: Iterable[str], account: Account) -> bool:
    """Return whether every id names another account than the one that is judged."""
    owners = {_owner(one) for one in ids}
    return (
        account.account_id is not None and None not in owners and account.account_id not in owners
    )


def _owner(resource_id: str) -> str | None:
    parts = resource_id.split(":", _ARN_PARTS - 1)
    return parts[4] if len(parts) == _ARN_PARTS and parts[4].isdigit() else None


def _sendable(ids: Sequence[str]) -> bool:
    return len(ids) <= _MOST_IDS and all(
        len(one) <= _LONGEST_ID and one.isprintable() for one in ids
    )


def _services(types: Collection[str], known: frozenset[str]) -> list[str] | None:
    """Return the services that judge all these types; None where one of them is not known."""
    found: set[str] = set()
    for kind in types:
        services = set(_services_of(kind)) & known
        if not services:
            return None
        found |= services
    return sorted(found)


def _services_of(kind: str) -> tuple[str, ...]:
    words = kind.split("_")
    for length in range(len(words), 1, -1):
        if services := _SERVICES.get("_".join(words[:length])):
            return services
    return ()
