"""posture_integration: a connected cloud account."""

from typing import Any, Final

from posture_client import NotFoundError, UnreachableError
from posture_terraform.framework.definition import Context, Resource
from posture_terraform.framework.problems import Failure, Problem
from posture_terraform.framework.schema import STRING, STRINGS, Attribute, Schema
from posture_terraform.framework.validators import each, matches, not_empty, one_of, uuid
from posture_terraform.framework.values import State
from posture_terraform.provider.connection import Configured
from posture_terraform.provider.refusals import explained
from posture_terraform.provider.shapes import PROVIDERS, check_id, region

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
_SETTABLE: Final = tuple(
    name for name, attribute in SCHEMA.attributes.items() if not attribute.computed
)


def create(context: Context[Configured], planned: State) -> State:
    """Connect the account."""
    body = {name: _sent(name, planned[name]) for name in _SETTABLE if planned[name] is not None}
    with explained("create the integration", *_SETTABLE):
        try:
            return _state(context.meta.create_integration(**_renamed(body)), planned)
        except UnreachableError as error:
            if not error.sent:
                raise
            raise Failure(_lost(str(error))) from error


def read(context: Context[Configured], state: State) -> State | None:
    """Read the integration; None when it is gone."""
    with explained("read the integration"):
        try:
            return _state(context.meta.get_integration(state["id"]), state)
        except NotFoundError:
            return None


def update(context: Context[Configured], prior: State, planned: State) -> State:
    """Change what differs."""
    changes = {
        name: _sent(name, planned[name]) for name in _SETTABLE if planned[name] != prior[name]
    }
    with explained("change the integration", *_SETTABLE):
        try:
            answer = context.meta.update_integration(prior["id"], **_renamed(changes))
        except NotFoundError as gone:
            if gone.slug != "integration_not_found":
                raise
            raise Failure(
                Problem(
                    "The integration is gone",
                    "Someone deleted it since the plan was made. Apply again to create it anew.",
                )
            ) from gone
        return _state(answer, planned)


def delete(context: Context[Configured], state: State) -> None:
    """Disconnect the account; one that is gone already is fine."""
    with explained("delete the integration"):
        try:
            context.meta.delete_integration(state["id"])
        except NotFoundError:
            return


def import_id(text: str) -> State:
    """Take over an existing integration by its id."""
    if wrong := uuid(text):
        raise Failure(Problem("Not an integration's id", wrong))
    return {"id": text}


def _lost(reason: str) -> Problem:
    return Problem(
        "Could not create the integration: the answer was lost",
        f"{reason}. The server may have made it all the same. `posture integration list` says "
        "so; take it over with `terraform import ADDRESS ID`, or else apply again.",
    )


def _sent(name: str, value: Any) -> Any:  # noqa: ANN401  # a value of the schema
    """Answer what the API wants for a value: no regions are an empty list there, not null."""
    return [] if name == "regions" and value is None else value


def _renamed(values: State) -> dict[str, Any]:
    return {_API_NAMES.get(name, name): value for name, value in values.items()}


def _state(answer: Any, known: State) -> State:  # noqa: ANN401  # models.Integration, and what it may gain
    state = {name: answer[_API_NAMES.get(name, name)] for name in SCHEMA.attributes}
    if not state["regions"] and not known.get("regions"):
        state["regions"] = known.get("regions")
    return state


INTEGRATION: Final = Resource(
    schema=SCHEMA,
    create=create,
    read=read,
    update=update,
    delete=delete,
    import_id=import_id,
)
