"""posture_token: a token for the time of one plan or apply, in exchange for a job's identity."""

import os
import time
from typing import Any, Final

from posture_client import InvalidRequestError, PostureError
from posture_client.identity import GRANT_TYPE, TOKEN_TYPE, Identity, offered_identity
from posture_client.texts import sentence
from posture_terraform.framework.definition import Context, EphemeralResource, Opened
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError, Path
from posture_terraform.framework.schema import NUMBER, STRING, STRINGS, Attribute, Schema
from posture_terraform.framework.validators import each, matches, not_empty
from posture_terraform.framework.values import State
from posture_terraform.provider.api_errors import diagnostic
from posture_terraform.provider.attributes import scope, uuid_attribute
from posture_terraform.provider.connection import Configured

SCHEMA: Final = Schema(
    description="A token of the tenant for some minutes, in exchange for the identity of this job, "
    "under a trust. Terraform opens it in each plan and each apply, and stores it nowhere: use it "
    "as the `token` of another provider block, or in a write-only argument. A provider block that "
    "only exchanges identities needs no token. Terraform revokes the token when nothing needs it "
    "any more; if the server cannot be reached then, it ends with its lifetime. It is not renewed: "
    "a provider that works for longer uses `POSTURE_TRUST` instead, and then exchanges the "
    "identity again by itself.",
    attributes={
        "trust_id": uuid_attribute(
            "Id of the trust. Defaults to the environment variable `POSTURE_TRUST`, and then to "
            "the trust that the audience of the identity names.",
            optional=True,
        ),
        "identity_token": Attribute(
            type=STRING,
            description="The identity of the job, a signed JWT. Defaults to what the host of the "
            "job offers. Where the host offers the same one to a plan and its apply, the trust "
            "needs a larger `max_uses`, because it is exchanged in both.",
            optional=True,
            sensitive=True,
            validators=(matches(r"[!-~]{1,65536}", "a token, without spaces"),),
        ),
        "scopes": Attribute(
            type=STRINGS,
            description="What the token may do, if less than the trust grants; without it, all of "
            "that.",
            optional=True,
            computed=True,
            validators=(not_empty, each(scope)),
        ),
        "token": Attribute(type=STRING, description="The token.", computed=True, sensitive=True),
        "lifetime_seconds": Attribute(
            type=NUMBER, description="Its lifetime in seconds.", computed=True
        ),
        "expires_at": Attribute(
            type=STRING,
            description="When it expires, RFC 3339 in UTC, by the clock of this machine.",
            computed=True,
        ),
    },
)

_REASON: Final = (
    "Read the reason in the audit log of the tenant, with the data source posture_audit and "
    '`action = "token.refused"`. If it is `used`, set a larger max_uses in the trust: a plan and '
    "its apply exchange the same identity, unless the host makes one for each."
)
_REFUSED: Final[dict[str, tuple[str, str, Path]]] = {
    "invalid_request": ("the identity is not accepted", _REASON, ("identity_token",)),
    "invalid_scope": (
        "the trust does not grant these scopes",
        "Remove scopes, or those that the trust does not have.",
        ("scopes",),
    ),
}


def exchange(context: Context[Configured], config: State) -> Opened:
    """Exchange the identity of this job for a token."""
    identity = _identity(config)
    form: dict[str, Any] = {"grant_type": GRANT_TYPE, "subject_token_type": TOKEN_TYPE}
    if identity.trust is not None:
        form["audience"] = identity.trust
    if config["scopes"] is not None:
        form["scope"] = " ".join(sorted(config["scopes"]))
    begun = time.time()
    try:
        form["subject_token"] = identity.read()
        context.log.hide(form["subject_token"])
        with context.meta.without_token() as client:
            made = client.exchange_token(**form)
    except PostureError as error:
        raise DiagnosticError(_refused(error)) from error
    context.log.hide(made["access_token"])
    granted = {"scopes": made["scope"].split()} if config["scopes"] is None else {}
    return Opened(
        config
        | granted
        | {
            "token": made["access_token"],
            "lifetime_seconds": made["expires_in"],
            "expires_at": _rendered(begun + made["expires_in"]),
        },
        private=made["access_token"].encode(),
    )


def revoke(context: Context[Configured], private: bytes) -> None:
    """Revoke the token; one that cannot be revoked in time ends with its lifetime."""
    if not private:
        return
    token = private.decode()
    context.log.hide(token)
    try:
        with context.meta.with_token(token) as client:
            client.delete_session()
    except PostureError as error:
        context.log.write("WARN", "token.not_revoked", reason=str(error))


def _identity(config: State) -> Identity:
    trust_id = config["trust_id"] or os.environ.get("POSTURE_TRUST") or None
    if token := config["identity_token"]:
        return Identity("the configuration", trust_id, lambda: token)
    named = {} if trust_id is None else {"POSTURE_TRUST": trust_id}
    if offered := offered_identity(os.environ | named):
        return offered
    raise DiagnosticError(
        Diagnostic(
            "There is no identity to exchange",
            "The environment offers none for posture. Set identity_token, or the environment "
            "variable POSTURE_IDENTITY_TOKEN; GitHub Actions offers one to a job with "
            "`permissions: id-token: write`, if trust_id is set.",
            ("identity_token",),
        )
    )


def _refused(error: PostureError) -> Diagnostic:
    doing = "exchange the identity"
    if not isinstance(error, InvalidRequestError) or error.slug not in _REFUSED:
        return diagnostic(error, doing, "trust_id")
    summary, advice, path = _REFUSED[error.slug]
    reference = f" (Request {error.request_id}.)" if error.request_id else ""
    detail = f"{sentence(error.detail or f'The server says {error.slug}')} {advice}{reference}"
    return Diagnostic(f"Could not {doing}: {summary}", detail, path)


def _rendered(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


TOKEN: Final = EphemeralResource(schema=SCHEMA, open=exchange, close=revoke)
