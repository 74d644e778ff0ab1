"""posture_suppression: a dated, reasoned, expiring decision to accept findings."""

from typing import Any, Final

from posture_client import Client
from posture_terraform.framework.schema import STRING, Attribute, Schema
from posture_terraform.framework.validators import matches, uuid
from posture_terraform.framework.values import State
from posture_terraform.provider.api_object import ApiObject
from posture_terraform.provider.shapes import check_id, moment

SCHEMA: Final = Schema(
    description="A dated, reasoned, expiring decision to accept what a check finds on some assets. "
    "Such findings stay visible and are told as suppressed; no gate is stopped by them. What it "
    "covers is decided when a run records, so it shows with the next run and changes none before.",
    attributes={
        "id": Attribute(
            type=STRING,
            description="Id of the suppression; the `suppressed_by` of what it covers.",
            computed=True,
            keeps=True,
        ),
        "check_id": Attribute(
            type=STRING,
            description="The check whose findings are accepted. Another one makes a new "
            "suppression.",
            required=True,
            replaces=True,
            validators=(check_id,),
        ),
        "resource_pattern": Attribute(
            type=STRING,
            description="The key of the asset, or a pattern: `*` stands for any text, `?` for one "
            "character, and case matters. Another one makes a new suppression.",
            required=True,
            replaces=True,
            validators=(matches(r"[^\x00-\x1f\x7f]{1,1000}", "an asset's key or a pattern"),),
        ),
        "integration_id": Attribute(
            type=STRING,
            description="Limits it to one integration; without it, all of the tenant's. Another "
            "one makes a new suppression.",
            optional=True,
            replaces=True,
            validators=(uuid,),
        ),
        "reason": Attribute(
            type=STRING,
            description="Why the findings are accepted.",
            required=True,
            validators=(matches(r"[^\x00-\x1f\x7f]{1,1000}", "1 to 1000 printable characters"),),
        ),
        "owner": Attribute(
            type=STRING,
            description="Who answers for it, a team or a person.",
            required=True,
            validators=(matches(r"[^\x00-\x1f\x7f]{1,200}", "1 to 200 printable characters"),),
        ),
        "expires_at": Attribute(
            type=STRING,
            description="When it stops counting, RFC 3339: later than the apply, and no farther "
            "ahead than the server allows. One that has expired stays and covers nothing.",
            required=True,
            validators=(moment,),
        ),
        "created_at": Attribute(
            type=STRING,
            description="When it was decided, RFC 3339 in UTC.",
            computed=True,
            keeps=True,
        ),
        "updated_at": Attribute(
            type=STRING, description="When it was last changed, RFC 3339 in UTC.", computed=True
        ),
    },
)


def _state(answer: Any, known: State) -> State:  # noqa: ANN401  # models.Suppression, and what it may gain
    """Take the answer; a moment that is the same stays as it was written."""
    state = {name: answer[name] for name in SCHEMA.attributes}
    written = known.get("expires_at")
    if written and _same_moment(written, state["expires_at"]):
        state["expires_at"] = written
    return state


def _same_moment(one: str, other: str) -> bool:
    """Compare as the server keeps them, to the millisecond."""
    return _milliseconds(one) == _milliseconds(other)


def _milliseconds(text: str) -> int:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415  # only this resource needs it

    at = datetime.fromisoformat(text.upper()).astimezone(UTC)
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


SUPPRESSION: Final = ApiObject(
    word="suppression",
    schema=SCHEMA,
    post=Client.create_suppression,
    get=Client.get_suppression,
    patch=Client.update_suppression,
    delete=Client.delete_suppression,
    state=_state,
).resource()
