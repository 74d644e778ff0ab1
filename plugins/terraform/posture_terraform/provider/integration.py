"""posture_integration: a connected cloud account."""

from collections.abc import Iterator
from typing import Any, Final

from posture_client import Client
from posture_terraform.framework.definition import Context
from posture_terraform.framework.diagnostics import Diagnostic
from posture_terraform.framework.schema import STRING, STRINGS, Attribute, Nested, Schema
from posture_terraform.framework.validators import (
    each,
    matches,
    not_empty,
    one_of,
    plain_text,
    uuid,
)
from posture_terraform.framework.values import State, alike
from posture_terraform.provider.api_object import ApiObject
from posture_terraform.provider.attributes import PROVIDERS, check_id, region
from posture_terraform.provider.connection import Configured
from posture_terraform.unknown import UNKNOWN

_ROLE_ARN = r"arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}"
_ENDPOINT_URL = r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?"
_PROJECT_ID = r"([a-z0-9][a-z0-9.-]{0,61}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]"
_ACCOUNT_EMAIL = r"[a-z0-9][a-z0-9-]{0,62}@[a-z0-9][a-z0-9.-]{1,189}"

_AWS: Final = {
    "role_arn": Attribute(
        type=STRING,
        description="ARN of the role that a worker assumes.",
        optional=True,
        validators=(matches(_ROLE_ARN, "the ARN of an IAM role"),),
    ),
    "external_id": Attribute(
        type=STRING,
        description="External id to require in the role's trust policy. By default it is the one "
        "that the server made for the tenant; another one needs a token with the scope "
        "`external_ids:write`.",
        optional=True,
        computed=True,
        validators=(matches(r"[A-Za-z0-9_+=,.@:/-]{2,1224}", "an external id"),),
    ),
    "profile": Attribute(
        type=STRING,
        description="Named profile of the worker's own AWS configuration to start from.",
        optional=True,
        validators=(matches(r"[A-Za-z0-9_.-]{1,128}", "a profile's name"),),
    ),
    "regions": Attribute(
        type=STRINGS,
        description="Regions to scan; without it, every region that is enabled in the account.",
        optional=True,
        validators=(each(region),),
    ),
    "endpoint_url": Attribute(
        type=STRING,
        description="Replaces every service endpoint, for emulators and private clouds.",
        optional=True,
        validators=(
            matches(
                _ENDPOINT_URL, "an http:// or https:// URL, without credentials and without a query"
            ),
        ),
    ),
}

_TAG_EXTERNAL_ID: Final = Attribute(
    type=STRING,
    description="Value of the tag or label `posture-tenant` that the account must have on a server "
    "with several tenants, which proves whose it is. By default it is the one that the server made "
    "for the tenant; another one needs a token with the scope `external_ids:write`.",
    optional=True,
    computed=True,
    validators=(matches(r"[a-z0-9_-]{2,63}", "a value of a label"),),
)

_AZURE: Final = {
    "subscription_id": Attribute(
        type=STRING, description="The subscription to scan.", required=True, validators=(uuid,)
    ),
    "tenant_id": Attribute(
        type=STRING,
        description="The Entra tenant of the subscription; without it, that of the worker.",
        optional=True,
        validators=(uuid,),
    ),
    "client_id": Attribute(
        type=STRING,
        description="The application or managed identity to sign in as; without it, that of the "
        "worker.",
        optional=True,
        validators=(uuid,),
    ),
    "environment": Attribute(
        type=STRING,
        description="The Azure cloud that the subscription is in: `public`, `us_government` or "
        "`china`; without it, `public`.",
        optional=True,
        validators=(one_of("public", "us_government", "china"),),
    ),
    "external_id": _TAG_EXTERNAL_ID,
    **{name: _AWS[name] for name in ("regions", "endpoint_url")},
}

_PARTITIONS: Final = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "eusc-": "aws-eusc",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
}

_GCP: Final = {
    "project_id": Attribute(
        type=STRING,
        description="The id of the project to scan, not its number.",
        required=True,
        validators=(matches(_PROJECT_ID, "the id of a project, not its number"),),
    ),
    "impersonate": Attribute(
        type=STRING,
        description="The email of a service account for the worker to impersonate.",
        optional=True,
        validators=(matches(_ACCOUNT_EMAIL, "the email of a service account"),),
    ),
    "universe_domain": Attribute(
        type=STRING,
        description="The domain of the APIs, for clouds other than Google's own; without it, "
        "`googleapis.com`.",
        optional=True,
        validators=(matches(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,4}", "a domain"),),
    ),
    "external_id": _TAG_EXTERNAL_ID,
    **{name: _AWS[name] for name in ("regions", "endpoint_url")},
}

# What the API shows for members that are not set.
_DEFAULTS: Final = {
    "regions": [],
    "environment": "public",
    "universe_domain": "googleapis.com",
}

SCHEMA: Final = Schema(
    description="A connected cloud account. It holds how to reach the account: references to "
    'credentials, never credentials. A `posture_run` with `trigger = "verify"` shows whether the '
    "account can be reached.",
    version=1,
    attributes={
        "id": Attribute(
            type=STRING, description="Id of the integration.", computed=True, keeps=True
        ),
        "name": Attribute(
            type=STRING,
            description="Its name, for people.",
            required=True,
            validators=(plain_text(100),),
        ),
        "cloud_provider": Attribute(
            type=STRING,
            description=f"The cloud: {', '.join(f'`{name}`' for name in PROVIDERS)}. The API "
            "calls it `provider`, a name that Terraform reserves. The attribute of the same name "
            "is required beside it. Another cloud makes a new integration.",
            required=True,
            replaces=True,
            validators=(one_of(*PROVIDERS),),
        ),
        "aws": Attribute(
            type=Nested(_AWS),
            description="How to reach an AWS account; `{}` means the worker's own credentials and "
            "every enabled region.",
            optional=True,
        ),
        "azure": Attribute(
            type=Nested(_AZURE),
            description="How to reach an Azure subscription.",
            optional=True,
        ),
        "gcp": Attribute(
            type=Nested(_GCP),
            description="How to reach a Google Cloud project.",
            optional=True,
        ),
        "check_set": Attribute(
            type=STRINGS,
            description="Ids of the checks to evaluate; without it, all of them.",
            optional=True,
            validators=(not_empty, each(check_id)),
        ),
        "schedule": Attribute(
            type=STRING,
            description="When to scan the account regularly: five fields of cron in UTC, for "
            "instance `30 4 * * *`; without it, an account is scanned on request only.",
            optional=True,
            validators=(matches(r"\S+( \S+){4}", "five fields of cron"),),
        ),
        "account_id": Attribute(
            type=STRING,
            description="The cloud's own id of the account; null until a run has connected.",
            computed=True,
        ),
        "created_at": Attribute(
            type=STRING,
            description="When it was connected, RFC 3339 in UTC.",
            computed=True,
            keeps=True,
        ),
        "updated_at": Attribute(
            type=STRING, description="When it was last changed, RFC 3339 in UTC.", computed=True
        ),
    },
)

_KEEPS: Final = (
    "A posture_run keeps the verdict of its run: add what changes to its triggers, such as "
    "`sha256(jsonencode(posture_integration.NAME.aws))`, so that a new run starts."
)
_API_NAMES: Final = {"cloud_provider": "provider"}


def _own_object(config: State) -> Iterator[Diagnostic]:
    """Ask for the attribute of the integration's own cloud, and for no other cloud's."""
    provider = config["cloud_provider"]
    for name in PROVIDERS:
        if provider == name and config[name] is None:
            wanted = f"cloud_provider is {name}: say how to reach the account with {name} = {{}}."
            yield Diagnostic(f"Missing attribute {name}", wanted, ("cloud_provider",))
        if provider in PROVIDERS and provider != name and config[name] is not None:
            wanted = f"cloud_provider is {provider}: leave {name} out."
            yield Diagnostic(f"Attribute of another cloud: {name}", wanted, (name,))


def _valid(config: State) -> Iterator[Diagnostic]:
    yield from _own_object(config)
    yield from _one_partition(config["aws"])


def _one_partition(aws: Any) -> Iterator[Diagnostic]:  # noqa: ANN401  # as configured: UNKNOWN, None or an object
    """Refuse regions that the account cannot have, because another partition of AWS has them.

    Only the server knows which regions a partition has; a new one begins like the others.
    """
    if not isinstance(aws, dict) or not isinstance(aws["regions"], list):
        return
    regions = sorted(one for one in aws["regions"] if isinstance(one, str))
    if not regions:
        return
    role = aws["role_arn"] if isinstance(aws["role_arn"], str) else ""
    owner, named = partition_of(regions[0]), regions[0]
    if role.startswith("arn:"):
        owner, named = role.split(":")[1], "role_arn"
    for region_name in regions:
        if partition_of(region_name) != owner:
            yield Diagnostic(
                f"Region of another partition: {region_name}",
                f"{named} is in the partition {owner}, and an account is in one alone. Remove "
                f"{region_name}, or make an integration of its own for the other account.",
                ("aws",),
            )


def partition_of(region_name: str) -> str:
    """Return the partition that a region is in, by the beginning of its name."""
    found = (name for begins, name in _PARTITIONS.items() if region_name.startswith(begins))
    return next(found, "aws")


def _plan(context: Context[Configured], prior: State | None, planned: State) -> State:
    """Keep the known id of the account, unless the way to reach the account changes.

    An external id stays as it is too; without another role none is made.
    """
    for name in PROVIDERS:
        own, before = planned[name], (prior or {}).get(name)
        if not before or not own or own is UNKNOWN or own["external_id"] is not UNKNOWN:
            continue
        known = before["external_id"]
        written = ((context.config or {}).get(name) or {}).get("external_id")
        same_role = "role_arn" in own and before["role_arn"] == own["role_arn"]
        if written is None and (known or same_role):
            planned = planned | {name: own | {"external_id": known}}
    is_new = prior is None or prior["check_set"] != planned["check_set"]
    if is_new and context.configured is not None:
        context.configured.names.require(("check_set",), {"check": planned["check_set"]})
    if prior is None or prior["account_id"] is None:
        return planned
    if not alike(SCHEMA.attributes["check_set"], prior["check_set"], planned["check_set"]):
        context.warn(
            "Runs so far evaluated other checks",
            f"Integration {prior['id']} may have another check_set from now on. {_KEEPS}",
        )
    same_way = all(alike(SCHEMA.attributes[name], prior[name], planned[name]) for name in PROVIDERS)
    if same_way:
        return planned | {"account_id": prior["account_id"]}
    if prior["cloud_provider"] == planned["cloud_provider"]:
        context.warn(
            "Runs so far looked at the account as it was reached before",
            f"Integration {prior['id']} reaches its account in another way from now on, or reaches "
            f"another one. {_KEEPS}",
        )
    return planned


def _body(values: State) -> State:
    return {_API_NAMES.get(name, name): _known(value) for name, value in values.items()}


def _known(value: Any) -> Any:  # noqa: ANN401  # a value of any attribute
    """Return a value without the members that the server is to set."""
    if not isinstance(value, dict):
        return value
    return {name: one for name, one in value.items() if one is not UNKNOWN}


def _state(answer: Any, known: State) -> State:  # noqa: ANN401  # models.Integration, and what it may gain
    state = {name: answer.get(_API_NAMES.get(name, name)) for name in SCHEMA.attributes}
    return state | {name: _own_state(state[name], known.get(name)) for name in PROVIDERS}


def _own_state(answer: State | None, known: State | None) -> State | None:
    """Return a cloud's own object; what was not set is null, where the API shows the default."""
    if not answer:
        return answer
    set_before = known or {}
    shown = {
        name: set_before.get(name)
        for name, default in _DEFAULTS.items()
        if answer.get(name) == default and not set_before.get(name)
    }
    return answer | shown


def _nested(state: State) -> State:
    """Return a state of version 0, which had the members of `aws` beside `cloud_provider`."""
    return state | {"aws": {name: state.pop(name) for name in _AWS}}


OBJECT: Final = ApiObject(
    word="integration",
    schema=SCHEMA,
    post=Client.create_integration,
    get=Client.get_integration,
    rows=Client.list_integrations,
    patch=Client.update_integration,
    delete=Client.delete_integration,
    body=_body,
    state=_state,
    validate=_valid,
    upgrades={0: _nested},
    plan=_plan,
)
INTEGRATION: Final = OBJECT.resource()
