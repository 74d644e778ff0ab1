"""posture_integration: a connected cloud account."""

from typing import Any, Final

from posture_client import Client
from posture_terraform.framework.schema import STRING, STRINGS, Attribute, Schema
from posture_terraform.framework.validators import each, matches, not_empty, one_of
from posture_terraform.framework.values import State
from posture_terraform.provider.api_object import ApiObject
from posture_terraform.provider.attributes import PROVIDERS, check_id, region

_ROLE_ARN = r"arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}"
_ENDPOINT_URL = r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?"

SCHEMA: Final = Schema(
    description="A connected cloud account. It holds how to reach the account: references to "
    'credentials, never credentials. A `posture_run` with `trigger = "verify"` tells whether it '
    "can be reached.",
    attributes={
        "id": Attribute(
            type=STRING, description="Id of the integration.", computed=True, keeps=True
        ),
        "name": Attribute(
            type=STRING,
            description="What people call it.",
            required=True,
            validators=(matches(r"[^\x00-\x1f\x7f]{1,100}", "1 to 100 printable characters"),),
        ),
        "cloud_provider": Attribute(
            type=STRING,
            description="The cloud: `aws`, `azure` or `gcp`. Named `provider` in the API, which "
            "Terraform keeps for itself. Another one makes a new integration.",
            required=True,
            replaces=True,
            validators=(one_of(*PROVIDERS),),
        ),
        "role_arn": Attribute(
            type=STRING,
            description="ARN of the role that a worker assumes.",
            optional=True,
            validators=(matches(_ROLE_ARN, "the ARN of an IAM role"),),
        ),
        "external_id": Attribute(
            type=STRING,
            description="External id that the role's trust policy demands.",
            optional=True,
            validators=(matches(r"[A-Za-z0-9_+=,.@:/-]{2,1224}", "an external id"),),
        ),
        "profile": Attribute(
            type=STRING,
            description="Named profile of the worker's own configuration to start from.",
            optional=True,
            validators=(matches(r"[A-Za-z0-9_.-]{1,128}", "a profile's name"),),
        ),
        "regions": Attribute(
            type=STRINGS,
            description="Regions to look at; without it, every region enabled in the account.",
            optional=True,
            validators=(each(region),),
        ),
        "endpoint_url": Attribute(
            type=STRING,
            description="Replaces every service endpoint, for emulators and private clouds.",
            optional=True,
            validators=(matches(_ENDPOINT_URL, "an http:// or https:// URL"),),
        ),
        "check_set": Attribute(
            type=STRINGS,
            description="Ids of the checks to judge; without it, all of them.",
            optional=True,
            validators=(not_empty, each(check_id)),
        ),
        "schedule": Attribute(
            type=STRING,
            description="When the account is looked at by itself: five fields of cron in UTC, for "
            "instance `30 4 * * *`; without it, only when somebody asks.",
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

_API_NAMES: Final = {"cloud_provider": "provider"}


def _body(values: State) -> State:
    """Return what the API wants: no regions are an empty list there, not null."""
    body = {_API_NAMES.get(name, name): value for name, value in values.items()}
    if "regions" in body:
        body["regions"] = body["regions"] or []
    return body


def _state(answer: Any, known: State) -> State:  # noqa: ANN401  # models.Integration, and what it may gain
    state = {name: answer[_API_NAMES.get(name, name)] for name in SCHEMA.attributes}
    if not state["regions"] and not known.get("regions"):
        state["regions"] = known.get("regions")
    return state


INTEGRATION: Final = ApiObject(
    word="integration",
    schema=SCHEMA,
    post=Client.create_integration,
    get=Client.get_integration,
    patch=Client.update_integration,
    delete=Client.delete_integration,
    body=_body,
    state=_state,
).resource()
