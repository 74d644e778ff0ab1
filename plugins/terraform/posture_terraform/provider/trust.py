"""posture_trust: whose jobs get tokens, and which."""

from collections.abc import Iterator
from typing import Any, Final

from posture_client import Client
from posture_terraform.framework.diagnostics import Diagnostic
from posture_terraform.framework.schema import (
    NUMBER,
    STRING,
    STRING_LIST,
    STRINGS,
    Attribute,
    Nested,
    Schema,
)
from posture_terraform.framework.validators import (
    between,
    each,
    matches,
    not_empty,
    plain_text,
    uuid,
)
from posture_terraform.framework.values import State
from posture_terraform.provider.api_object import ApiObject
from posture_terraform.provider.attributes import scope
from posture_terraform.unknown import UNKNOWN

_ISSUER: Final = (
    r"(?=.{1,512}$)https://[A-Za-z0-9.-]{1,253}(:[1-9][0-9]{0,4})?(/[A-Za-z0-9._~%@:/-]*)?"
)
_text = matches(r"[^\x00-\x1f\x7f]{1,512}", "1 to 512 printable characters")

_CONDITION: Final = {
    "claim": Attribute(
        type=STRING,
        description="A claim, or a JSON Pointer (RFC 6901) into the claims, such as "
        "`/kubernetes.io/namespace`.",
        required=True,
        validators=(matches(r"[^\x00-\x1f\x7f]{1,256}", "1 to 256 printable characters"),),
    ),
    "equals": Attribute(
        type=STRINGS,
        description="Values of which the claim has one.",
        optional=True,
        validators=(not_empty, each(_text)),
    ),
    "matches": Attribute(
        type=STRINGS,
        description="Patterns of which one fits the claim as a whole; `*` stands for any text.",
        optional=True,
        validators=(not_empty, each(_text)),
    ),
}
_TEXTS: Final = ("equals", "matches")


def _lower(ids: list[Any]) -> list[Any]:
    """Return ids in the form in which they are compared."""
    return [one.lower() if isinstance(one, str) else one for one in ids]


SCHEMA: Final = Schema(
    description="Whose jobs get tokens of the tenant, and which: a job whose identity is signed by "
    "`issuer`, is for `audience` and meets all `conditions` can exchange it for a token with "
    "`scopes`. No secret is stored on either side. A change ends the tokens that were made by it.",
    attributes={
        "id": Attribute(
            type=STRING,
            description="Id of the trust; a job names it in `POSTURE_TRUST`.",
            computed=True,
            keeps=True,
        ),
        "name": Attribute(
            type=STRING,
            description="Its name, unique in the tenant.",
            required=True,
            validators=(plain_text(100),),
        ),
        "issuer": Attribute(
            type=STRING,
            description="The `iss` of the jobs' identities, letter by letter; its keys are found "
            "by OpenID Connect Discovery.",
            required=True,
            validators=(
                matches(_ISSUER, "an https:// URL, without credentials and without a query"),
            ),
        ),
        "audience": Attribute(
            type=STRING,
            description="The `aud` of the jobs' identities, the only one. Defaults to `posture:` "
            "and the id of the trust.",
            optional=True,
            computed=True,
            keeps=True,
            validators=(matches(r"[^\x00-\x20\x7f]{1,512}", "1 to 512 characters, no space"),),
        ),
        "conditions": Attribute(
            type=Nested(_CONDITION, "LIST"),
            description="Conditions on the claims of an identity; all of them must be met. At "
            "least one must name the owner, because many issuers sign identities for all their "
            "customers.",
            required=True,
            validators=(not_empty,),
        ),
        "scopes": Attribute(
            type=STRINGS,
            description="What the tokens may do. The token of the provider must have these scopes.",
            required=True,
            validators=(not_empty, each(scope)),
        ),
        "lifetime_seconds": Attribute(
            type=NUMBER,
            description="Lifetime of a token, 60 to 3600; the server may allow less. Defaults to "
            "900.",
            optional=True,
            default=900,
            validators=(between(60, 3_600),),
        ),
        "max_uses": Attribute(
            type=NUMBER,
            description="How often one identity can be exchanged, for hosts that give a job one "
            "identity for all its programs. Defaults to 1.",
            optional=True,
            default=1,
            validators=(between(1, 100),),
        ),
        "integrations": Attribute(
            type=STRINGS,
            description="Ids of the only integrations that the tokens may have to do with; without "
            "it, all of the tenant.",
            optional=True,
            normal=_lower,
            validators=(not_empty, each(uuid)),
        ),
        "advice": Attribute(
            type=STRING_LIST, description="How the trust could be safer.", computed=True
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


def _complete_conditions(config: State) -> Iterator[Diagnostic]:
    """Require a text in each condition."""
    conditions = config["conditions"]
    if conditions is None or conditions is UNKNOWN:
        return
    for number, one in enumerate(conditions):
        if one is None or (one is not UNKNOWN and all(one[name] is None for name in _TEXTS)):
            yield Diagnostic(
                f"Missing attribute conditions[{number}].equals",
                "Set equals or matches in each condition.",
                ("conditions",),
            )


def _body(values: State) -> State:
    """Return the members of a request; texts that are not set are left out."""
    if "conditions" not in values:
        return values
    conditions = [
        {name: text for name, text in one.items() if text is not None}
        for one in values["conditions"]
    ]
    return values | {"conditions": conditions}


def _state(response: Any, _known: State) -> State:  # noqa: ANN401  # models.Trust, and what it may gain
    state = {name: response[name] for name in SCHEMA.attributes}
    # The API shows an empty list for texts that are not set.
    conditions = [
        {"claim": one["claim"], **{name: one[name] or None for name in _TEXTS}}
        for one in response["conditions"]
    ]
    return state | {"conditions": conditions}


OBJECT: Final = ApiObject(
    word="trust",
    schema=SCHEMA,
    post=Client.create_trust,
    get=Client.get_trust,
    rows=Client.list_trusts,
    patch=Client.update_trust,
    delete=Client.delete_trust,
    body=_body,
    state=_state,
    validate=_complete_conditions,
)
TRUST: Final = OBJECT.resource()
