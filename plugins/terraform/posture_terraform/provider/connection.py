"""The configuration of the provider: how to reach a server, and how long to retry."""

import os
from collections.abc import Callable, Iterator
from threading import Event, Lock
from typing import Any, Final

from posture_client import Client, NotFoundError, PostureError
from posture_client.identity import Identity, offered_identity
from posture_client.texts import sentence
from posture_terraform.framework.definition import Context
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.framework.log import Log
from posture_terraform.framework.schema import NUMBER, STRING, Attribute, Schema
from posture_terraform.framework.validators import at_least, matches
from posture_terraform.framework.values import State, has_unknown
from posture_terraform.provider.known_names import KnownNames
from posture_terraform.provider.plan_checks import PlanChecks
from posture_terraform.provider.shared_reads import SharedReads
from posture_terraform.version import VERSION

_TIMEOUT_SECONDS: Final = 30
_RETRY_SECONDS: Final = 30
_HASTY_SECONDS: Final = 5.0
_RATE_LIMIT_SECONDS: Final = 300
_PROGRAM: Final = f"terraform-provider-posture/{VERSION}"

SCHEMA: Final = Schema(
    description="Starts cloud posture runs, waits for them, and fails an apply by their findings.",
    attributes={
        "endpoint": Attribute(
            type=STRING,
            description="Base URL of the posture server, without `/api/v2`. "
            "Defaults to the environment variable `POSTURE_ENDPOINT`.",
            optional=True,
            validators=(
                matches(r"https?://[^\s/?#@]+(/[^\s?#]*)?", "an http:// or https:// URL"),
                matches(r"(?!.*/api/v2/?$).*", "the address of the server, without /api/v2"),
            ),
        ),
        "token": Attribute(
            type=STRING,
            description="Token of the tenant, made by `posture token create`. "
            "Defaults to the environment variable `POSTURE_TOKEN`, and then to the identity that "
            "the host of the job offers, under the trust that `POSTURE_TRUST` names. Without any "
            "of them a provider serves functions and the ephemeral resource `posture_token` alone.",
            optional=True,
            sensitive=True,
        ),
        "ca_file": Attribute(
            type=STRING,
            description="PEM file of the authorities to trust instead of the system's. "
            "Defaults to the environment variable `POSTURE_CA_FILE`.",
            optional=True,
        ),
        "timeout_seconds": Attribute(
            type=NUMBER,
            description=f"How long one response may take. Defaults to {_TIMEOUT_SECONDS}.",
            optional=True,
            validators=(at_least(1),),
        ),
        "retry_seconds": Attribute(
            type=NUMBER,
            description="How long a request is retried while the server restarts, is busy or "
            f"fails; 0 tries once. Defaults to {_RETRY_SECONDS}. A server that has not answered "
            "yet is tried for 2 seconds only, because its address may be wrong. How long to wait "
            "for a run is in the `timeouts` of a resource.",
            optional=True,
            validators=(at_least(0),),
        ),
        "rate_limit_seconds": Attribute(
            type=NUMBER,
            description="How long a request waits for its turn while the rate limit of the token "
            "is reached; 0 fails at once. Requests that wait are sent one by one, as the server "
            f"allows them. Defaults to {_RATE_LIMIT_SECONDS}.",
            optional=True,
            validators=(at_least(0),),
        ),
    },
)


class StoppedError(DiagnosticError):
    """Terraform asked to stop while a request waited for its retry."""

    def __init__(self) -> None:
        super().__init__(
            Diagnostic("Interrupted", "Terraform was asked to stop before the server had answered.")
        )


class Configured(Client):
    """The client of one configured provider, and the reads that its resources share."""

    def __init__(self, endpoint: str, token: str | Identity, **options: Any) -> None:  # noqa: ANN401  # the base's
        super().__init__(endpoint, token, **options)
        self.reads = SharedReads()
        self._finding = Lock()
        self._gone: dict[str, bool] = {}
        # A plan does not wait for a server that cannot be reached.
        # An exchange has no token whose rate limit could be learned.
        self._anonymous = {**options, "endpoint": endpoint, "rate_limit_seconds": None}
        hasty = {**options, "patience_seconds": 0.0, "timeout_seconds": _HASTY_SECONDS}
        self.names = KnownNames(lambda: Client(endpoint, token, **hasty))
        hasty = {**hasty, "rate_limit_seconds": None}
        self.checks = PlanChecks(lambda: Client(endpoint, token, **hasty))
        self._hasty = {**hasty, "endpoint": endpoint}

    def is_gone(self, integration_id: str) -> bool:
        """Return whether there is no such integration; False if the server does not say."""
        with self._finding:
            if integration_id not in self._gone:
                self._gone[integration_id] = self._has_lost(integration_id)
            return self._gone[integration_id]

    def _has_lost(self, integration_id: str) -> bool:
        one, rows = Client.get_integration, Client.list_integrations
        try:
            self.reads.read(self, "integration", integration_id, single=one, listed=rows)
        except NotFoundError:
            return True
        except PostureError:
            return False
        return False

    def without_token(self) -> Client:
        """Return a client that sends no token."""
        return Client(token="", **self._anonymous)

    def with_token(self, token: str) -> Client:
        """Return a client of another token, which sends a request once and does not wait long."""
        return Client(token=token, **self._hasty)


def configure(context: Context[Configured], config: State) -> Configured | None:
    """Return the client; None if the configuration is not known yet.

    Raises:
        DiagnosticError: a value is missing or wrong.
    """
    if has_unknown(config):
        return None
    endpoint = config["endpoint"] or os.environ.get("POSTURE_ENDPOINT", "")
    token: str | Identity = config["token"] or os.environ.get("POSTURE_TOKEN", "")
    token = token or offered_identity(os.environ) or ""
    missing = tuple(_missing(endpoint, token))
    if not endpoint:
        raise DiagnosticError(*missing)
    _require_address(config, endpoint)
    # Without a token, identities can still be exchanged for one.
    context.unusable = missing
    if isinstance(token, str):
        context.log.hide(token)
    try:
        return Configured(
            endpoint,
            token,
            ca_file=_ca_file(config),
            timeout_seconds=float(config["timeout_seconds"] or _TIMEOUT_SECONDS),
            patience_seconds=float(_or_default(config["retry_seconds"], _RETRY_SECONDS)),
            rate_limit_seconds=float(
                _or_default(config["rate_limit_seconds"], _RATE_LIMIT_SECONDS)
            ),
            user_agent=f"{_PROGRAM} terraform/{context.terraform_version}",
            on_wait=_logging_waits(context.log),
            sleep=_interruptible_sleep(context.stop),
        )
    except ValueError as error:
        path = "token" if "token" in str(error) else "endpoint"
        raise DiagnosticError(
            Diagnostic(f"Invalid value for {path}", sentence(str(error)), (path,))
        ) from error


def _or_default(value: float | None, default: float) -> float:
    return default if value is None else value


def _missing(endpoint: str, token: str | Identity) -> Iterator[Diagnostic]:
    if not endpoint:
        yield Diagnostic(
            "No posture server is configured",
            "Set endpoint in the provider block, or the environment variable POSTURE_ENDPOINT.",
            ("endpoint",),
        )
    if not token:
        yield Diagnostic(
            "No token for the posture server",
            "Set the environment variable POSTURE_TOKEN, or token in the provider block from a "
            "sensitive variable. `posture token create` creates a token.",
            ("token",),
        )


def _require_address(config: State, endpoint: str) -> None:
    """Refuse a value of the environment that `endpoint` would refuse.

    Raises:
        DiagnosticError: what it must be.
    """
    if config["endpoint"]:
        return
    for validator in SCHEMA.attributes["endpoint"].validators:
        if wrong := validator(endpoint):
            summary = "Invalid value for the environment variable POSTURE_ENDPOINT"
            raise DiagnosticError(Diagnostic(summary, wrong, ("endpoint",)))


def _ca_file(config: State) -> str | None:
    path: str | None = config["ca_file"] or os.environ.get("POSTURE_CA_FILE") or None
    if path is not None and not os.access(path, os.R_OK):
        named = "ca_file" if config["ca_file"] else "the environment variable POSTURE_CA_FILE"
        raise DiagnosticError(
            Diagnostic(
                "The certificate file cannot be read",
                f"The file of {named} does not exist or is not readable for this user. It must be "
                "a PEM file with the authorities that signed the server's certificate.",
                ("ca_file",),
            )
        )
    return path


def _logging_waits(log: Log) -> Callable[[float, PostureError], None]:
    def note(seconds: float, error: PostureError) -> None:
        log.write("WARN", "request.repeated", after_seconds=round(seconds, 3), reason=str(error))

    return note


def _interruptible_sleep(stop: Event) -> Callable[[float], None]:
    def wait(seconds: float) -> None:
        if stop.wait(seconds):
            raise StoppedError

    return wait
