"""The data sources of what resources create: integrations, trusts and others; one finding."""

from typing import Final

from posture_terraform.framework.definition import Context, DataSource
from posture_terraform.framework.schema import (
    STRING,
    STRING_LIST,
    STRINGS,
    Attribute,
    Nested,
    Schema,
    Type,
)
from posture_terraform.framework.values import State
from posture_terraform.provider import integration, suppression, trust, webhook
from posture_terraform.provider.api_errors import reported
from posture_terraform.provider.attributes import (
    FINDING,
    check_id,
    computed,
    pick,
    uuid_attribute,
)
from posture_terraform.provider.connection import Configured
from posture_terraform.provider.data_sources import LIMIT, filter_by, listed

_OF_TERRAFORM: Final = {"secret", "url_wo", "url_wo_version", "secret_version"}


def _computed(schema: Schema) -> dict[str, Attribute]:
    """Return the attributes of a resource, all of them set by the server."""
    return {
        name: Attribute(
            type=_computed_type(one.type),
            description=one.description.partition(". Another")[0].rstrip(".") + ".",
            computed=True,
            sensitive=one.sensitive,
        )
        for name, one in schema.attributes.items()
        if name not in _OF_TERRAFORM
    }


def _computed_type(kind: Type) -> Type:
    if not isinstance(kind, Nested):
        return kind
    return Nested(
        {name: computed(one.type, one.description) for name, one in kind.attributes.items()},
        kind.nesting,
    )


INTEGRATION: Final = _computed(integration.SCHEMA)
SUPPRESSION: Final = _computed(suppression.SCHEMA)
TRUST: Final = _computed(trust.SCHEMA)
WEBHOOK: Final = _computed(webhook.SCHEMA)
TOKEN: Final = {
    "id": computed(STRING, "Id of the token."),
    "name": computed(STRING, "Its name, for people."),
    "scopes": computed(STRINGS, "What it may do."),
    "cidrs": computed(STRINGS, "The networks that it may be used from; empty for all."),
    "integrations": computed(
        STRINGS, "Ids of the only integrations that it may have to do with; null for all."
    ),
    "trust_id": computed(STRING, "The trust by which a job made it; null without one."),
    "person": computed(
        Nested(
            {
                "issuer": computed(STRING, "URL of the identity provider."),
                "subject": computed(STRING, "What the provider calls the person."),
            }
        ),
        "Who got it by signing in with the identity provider; null for every other token.",
    ),
    "created_at": computed(STRING, "When it was created, RFC 3339 in UTC."),
    "expires_at": computed(STRING, "When it expires, RFC 3339 in UTC; null for never."),
    "revoked_at": computed(STRING, "When it was revoked; null while it is valid."),
}
DETAIL: Final = FINDING | {
    "risk_refs": computed(STRING_LIST, "The controls that it concerns."),
    "summary": computed(STRING, "What was found."),
    "remediation": computed(STRING, "How to fix it."),
    "reference": computed(STRING, "The cloud's documentation of it."),
}


def read_integrations(context: Context[Configured], config: State) -> State:
    """List integrations."""
    rows = listed(context, config, "integrations", context.meta.list_integrations)
    named = [row | {"cloud_provider": row["provider"]} for row in map(dict, rows)]
    return config | {"integrations": [pick(INTEGRATION, row) for row in named]}


def read_suppressions(context: Context[Configured], config: State) -> State:
    """List suppressions."""
    rows = listed(context, config, "suppressions", context.meta.list_suppressions)
    return config | {"suppressions": [pick(SUPPRESSION, row) for row in rows]}


def read_trusts(context: Context[Configured], config: State) -> State:
    """List trusts."""
    rows = listed(context, config, "trusts", context.meta.list_trusts)
    return config | {"trusts": [pick(TRUST, row) for row in rows]}


def read_webhooks(context: Context[Configured], config: State) -> State:
    """List webhooks."""
    rows = listed(context, config, "webhooks", context.meta.list_webhooks)
    return config | {"webhooks": [pick(WEBHOOK, row) for row in rows]}


def read_tokens(context: Context[Configured], config: State) -> State:
    """List tokens."""
    rows = listed(context, config, "tokens", context.meta.list_tokens)
    return config | {"tokens": [pick(TOKEN, row) for row in rows]}


def read_finding(context: Context[Configured], config: State) -> State:
    """Read one finding."""
    with reported("read the finding", "id"):
        return pick(DETAIL, context.meta.get_finding(config["id"]))


INTEGRATIONS: Final = DataSource(
    schema=Schema(
        description="The connected cloud accounts, the newest first.",
        attributes={
            "limit": LIMIT,
            "integrations": computed(Nested(INTEGRATION, "LIST"), "The integrations."),
        },
    ),
    read=read_integrations,
)

SUPPRESSIONS: Final = DataSource(
    schema=Schema(
        description="The suppressions, the newest first; expired ones too.",
        attributes={
            "integration_id": uuid_attribute(
                "Only suppressions that are limited to this integration.", optional=True
            ),
            "check_id": filter_by("Only suppressions of this check.", check_id),
            "limit": LIMIT,
            "suppressions": computed(Nested(SUPPRESSION, "LIST"), "The suppressions."),
        },
    ),
    read=read_suppressions,
)

TRUSTS: Final = DataSource(
    schema=Schema(
        description="Whose jobs get tokens of the tenant, the newest first.",
        attributes={
            "limit": LIMIT,
            "trusts": computed(Nested(TRUST, "LIST"), "The trusts."),
        },
    ),
    read=read_trusts,
)

WEBHOOKS: Final = DataSource(
    schema=Schema(
        description="The webhooks, the newest first, without their secrets.",
        attributes={
            "limit": LIMIT,
            "webhooks": computed(Nested(WEBHOOK, "LIST"), "The webhooks."),
        },
    ),
    read=read_webhooks,
)

TOKENS: Final = DataSource(
    schema=Schema(
        description="The tokens that people and programs hold, the newest first, without their "
        "clear text; revoked and expired ones too. Tokens of some minutes that jobs got by a trust "
        "are not listed.",
        attributes={
            "limit": LIMIT,
            "tokens": computed(Nested(TOKEN, "LIST"), "The tokens."),
        },
    ),
    read=read_tokens,
)

ONE_FINDING: Final = DataSource(
    schema=Schema(
        description="One finding, with its controls and its fix.",
        attributes=DETAIL | {"id": uuid_attribute("Id of the finding.", required=True)},
    ),
    read=read_finding,
)
