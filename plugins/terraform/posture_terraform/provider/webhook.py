"""posture_webhook: events about runs and findings, posted to a URL."""

from collections.abc import Iterator
from typing import Any, Final

from posture_client import Client
from posture_terraform.framework.definition import Context
from posture_terraform.framework.diagnostics import Diagnostic
from posture_terraform.framework.schema import (
    BOOL,
    NUMBER,
    STRING,
    STRINGS,
    Attribute,
    Schema,
)
from posture_terraform.framework.validators import (
    at_least,
    each,
    matches,
    not_empty,
    one_of,
    plain_text,
)
from posture_terraform.framework.values import State
from posture_terraform.provider.api_object import ApiObject
from posture_terraform.provider.attributes import EVENTS
from posture_terraform.provider.connection import Configured
from posture_terraform.unknown import UNKNOWN

_URL: Final = (
    r"(?=.{1,2048}$)https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~/%!$&()*+,;=:@-]*)?"
    r"(\?[A-Za-z0-9._~/%!$&()*+,;=:@?-]*)?"
)
_url = matches(_URL, "an https:// URL, without credentials and without a fragment")

SCHEMA: Final = Schema(
    description="Events about runs and findings that are posted to a URL, signed with `secret`.",
    attributes={
        "id": Attribute(type=STRING, description="Id of the webhook.", computed=True, keeps=True),
        "name": Attribute(
            type=STRING,
            description="Its name, for people. Defaults to the host of the URL.",
            optional=True,
            computed=True,
            keeps=True,
            validators=(plain_text(128),),
        ),
        "url": Attribute(
            type=STRING,
            description="Where the events are posted, `https://`; the state holds it. Exactly one "
            "of `url` and `url_wo` is required.",
            optional=True,
            sensitive=True,
            validators=(_url,),
        ),
        "url_wo": Attribute(
            type=STRING,
            description="The same for a URL that contains a key: neither a plan nor the state "
            "holds it. Needs `url_wo_version`, and Terraform 1.11.",
            optional=True,
            sensitive=True,
            write_only=True,
            validators=(_url,),
        ),
        "url_wo_version": Attribute(
            type=NUMBER,
            description="A number that you raise to send another `url_wo`.",
            optional=True,
            validators=(at_least(1),),
        ),
        "events": Attribute(
            type=STRINGS,
            description=f"The events to post: {', '.join(f'`{event}`' for event in EVENTS)}.",
            required=True,
            validators=(not_empty, each(one_of(*EVENTS))),
        ),
        "enabled": Attribute(
            type=BOOL,
            description="Whether events are posted. Defaults to true. The server disables a "
            "webhook whose receiver responds with 410.",
            optional=True,
            default=True,
        ),
        "secret": Attribute(
            type=STRING,
            description="The key of the signatures. The server shows it once, when the webhook is "
            "created, so that only the state holds it; null after an import.",
            computed=True,
            sensitive=True,
            keeps=True,
        ),
        "secret_version": Attribute(
            type=NUMBER,
            description="A number that you set or raise to give the webhook a new `secret`; the "
            "former one signs too for a day.",
            optional=True,
            validators=(at_least(1),),
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


def _one_url(config: State) -> Iterator[Diagnostic]:
    """Require one of both URLs, and the version of a write-only one."""
    url, written, version = (config[name] for name in ("url", "url_wo", "url_wo_version"))
    if url is None and written is None:
        yield Diagnostic(
            "Missing attribute url",
            "Set url or url_wo. A configuration that Terraform has generated for an import leaves "
            "both out, because they are sensitive.",
            ("events",),
        )
    if UNKNOWN in (url, written, version):
        return
    if url is not None and written is not None:
        yield Diagnostic("url and url_wo are both set", "Remove one of them.", ("url_wo",))
    if (written is None) != (version is None):
        present, missing = ("url_wo", "url_wo_version")[:: -1 if written is None else 1]
        yield Diagnostic(
            f"Missing attribute {missing}",
            "url_wo is sent when url_wo_version changes: set both, and begin with "
            "url_wo_version = 1.",
            (present,),
        )


def _state(response: Any, known: State) -> State:  # noqa: ANN401  # models.Webhook, and what it may gain
    state = {name: response.get(name) for name in SCHEMA.attributes}
    version = known.get("url_wo_version")
    return state | {
        "secret": response.get("secret") or known.get("secret") or None,
        "url": response["url"] if version is None else None,
        "url_wo": None,
        "url_wo_version": version,
        "secret_version": known.get("secret_version"),
    }


def _plan(_context: Context[Configured], prior: State | None, planned: State) -> State:
    """Let a new version lead to a secret that is not known yet."""
    version = planned["secret_version"]
    if prior is None or version is None or version == prior["secret_version"]:
        return planned
    return planned | {"secret": UNKNOWN}


OBJECT: Final = ApiObject(
    word="webhook",
    schema=SCHEMA,
    post=Client.create_webhook,
    get=Client.get_webhook,
    rows=Client.list_webhooks,
    patch=Client.update_webhook,
    delete=Client.delete_webhook,
    state=_state,
    validate=_one_url,
    plan=_plan,
    rotate=("secret_version", Client.rotate_webhook_secret),
    write_only={"url": ("url_wo", "url_wo_version")},
)
WEBHOOK: Final = OBJECT.resource()
