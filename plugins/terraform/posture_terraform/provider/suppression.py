"""posture_suppression: a dated, reasoned, expiring decision to accept findings."""

from typing import Any, Final

from posture_client import Client
from posture_terraform.framework.schema import STRING, Attribute, Schema
from posture_terraform.framework.validators import matches, plain_text
from posture_terraform.framework.values import State
from posture_terraform.provider.api_object import ApiObject
from posture_terraform.provider.attributes import check_id, instant, moment, uuid_attribute

SCHEMA: Final = Schema(
    description="A dated, reasoned, expiring decision to accept what a check finds on some assets. "
    "Such findings stay visible and are marked as suppressed; they fail no gate. What it covers "
    "is decided when a run records, so it takes effect with the next run.",
    attributes={
        "id": Attribute(
            type=STRING,
            description="Id of the suppression; the `suppressed_by` of what it covers.",
            computed=True,
            keeps=True,
        ),
        "check_id": Attribute(
            type=STRING,
            description="The check whose findings are accepted; `aws_unread_call` accepts a call "
            "that cannot be read, such as `guardduty:ListDetectors`, named as the pattern. Another "
            "one makes a new suppression.",
            required=True,
            replaces=True,
            validators=(check_id,),
        ),
        "resource_pattern": Attribute(
            type=STRING,
            description="The id of the asset, or a pattern: `*` stands for any text, `?` for one "
            "character, and case matters. Another one makes a new suppression.",
            required=True,
            replaces=True,
            validators=(matches(r"[^\x00-\x1f\x7f]{1,1000}", "the id of an asset, or a pattern"),),
        ),
        "integration_id": uuid_attribute(
            "Limits it to one integration; without it, all of the tenant's. Another one makes a "
            "new suppression.",
            optional=True,
            replaces=True,
        ),
        "reason": Attribute(
            type=STRING,
            description="Why the findings are accepted.",
            required=True,
            validators=(plain_text(1_000),),
        ),
        "owner": Attribute(
            type=STRING,
            description="The team or person that is responsible for it.",
            required=True,
            validators=(plain_text(200),),
        ),
        "expires_at": Attribute(
            type=STRING,
            description="When it expires, RFC 3339: later than the apply, and not later than the "
            "server allows. An expired suppression stays and covers nothing. Write a date: what is "
            "computed from `plantimestamp()` or `timestamp()` is later in each plan, so that the "
            "suppression would never expire.",
            required=True,
            normal=instant,
            validators=(moment,),
        ),
        "created_at": Attribute(
            type=STRING,
            description="When it was created, RFC 3339 in UTC.",
            computed=True,
            keeps=True,
        ),
        "updated_at": Attribute(
            type=STRING, description="When it was last changed, RFC 3339 in UTC.", computed=True
        ),
    },
)


def _state(response: Any, _known: State) -> State:  # noqa: ANN401  # models.Suppression, and what it may gain
    return {name: response[name] for name in SCHEMA.attributes}


OBJECT: Final = ApiObject(
    word="suppression",
    schema=SCHEMA,
    post=Client.create_suppression,
    get=Client.get_suppression,
    rows=Client.list_suppressions,
    patch=Client.update_suppression,
    delete=Client.delete_suppression,
    state=_state,
)
SUPPRESSION: Final = OBJECT.resource()
