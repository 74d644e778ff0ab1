"""Connect Google Cloud projects: sign in, and find out whether the project can be read."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from posture.collectors.caller import Caller
from posture.collectors.collecting import AssetCollector
from posture.collectors.errors import MALFORMED_ANSWER, CallError, MissingKeysError
from posture.collectors.gcp.account import GcpAccount
from posture.collectors.gcp.client import GcpSession
from posture.collectors.gcp.collecting import ProjectClient
from posture.collectors.gcp.credentials import (
    IMPERSONATING,
    METADATA,
    NO_CREDENTIALS,
    SIGNING_IN,
    ImpersonatedToken,
    Tokens,
    TokenSource,
    origin_of,
    source_of,
)
from posture.collectors.gcp.errors import DENIED, DISABLED, PERIMETER, kind_of
from posture.collectors.gcp.pace import Quotas
from posture.collectors.gcp.rest import GcpHttp, Keys
from posture.collectors.http import CloudHttp
from posture.collectors.patience import patience_of
from posture.domain.collector import AssumedRole, ConnectError, Reads
from posture.domain.connection import Connection
from posture.domain.gcp.connection import GcpConnection
from posture.domain.gcp.names import GLOBAL
from posture.domain.ownership_tag import TAG
from posture.settings import Settings
from posture.telemetry import span

IDENTIFYING = "cloudresourcemanager:projects.get"
ITEMS_PER_CALL_IN_FLIGHT = 2
READABLE = "ACTIVE"
GRANT = "Grant the role that `posture policy gcp` prints."
# What the token endpoint's most frequent errors mean.
# Source: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
SIGN_IN_ERRORS = {
    "invalid_grant": "The credentials have expired or were revoked: sign in again, or make another "
    "key.",
    "invalid_client": "The client of the credentials does not exist any more.",
    "unauthorized_client": "The credentials may not be used this way.",
}


class GcpCollector:
    """Connects Google Cloud projects; holds the state that all runs of the process share."""

    def __init__(
        self,
        settings: Settings,
        collectors: Sequence[AssetCollector[ProjectClient, Any]],
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._settings = settings
        self._collectors = collectors
        self._environment = environment
        self._quotas = Quotas(settings.gcp_calls_per_minute)

    async def connect(self, connection: Connection) -> GcpAccount:
        """Connect to the project; raises what `open_session` raises."""
        return GcpAccount(
            await self.open_session(connection),
            self._collectors,
            regions=connection.options.regions,
            items_in_flight=self._settings.cloud_calls_in_flight * ITEMS_PER_CALL_IN_FLIGHT,
            patience=patience_of(self._settings),
        )

    async def open_session(self, connection: Connection) -> GcpSession:
        """Sign in, and read the project.

        Raises:
            ConnectError: no endpoint, no credentials, or the project cannot be read.
        """
        return await self._open(connection, reads_project=True)

    async def open_listing(self, connection: Connection) -> GcpSession:
        """Sign in to list projects, without a project of its own; raises as `open_session`."""
        return await self._open(connection, reads_project=False)

    async def _open(self, connection: Connection, *, reads_project: bool) -> GcpSession:
        options = connection.options
        if not isinstance(options, GcpConnection):
            raise TypeError(f"{type(options).__name__} is not a connection to Google Cloud")
        guarded = options.endpoint_url is not None and not connection.trusted
        http = CloudHttp(self._settings, guarded=guarded)
        sign_in = CloudHttp(self._settings, guarded=False)

        async def disconnect() -> None:
            await http.close()
            await sign_in.close()

        rest = GcpHttp(
            http,
            universe=options.universe_domain,
            endpoint=(options.endpoint_url or "").rstrip("/") or None,
            project_id=options.project_id,
        )
        try:
            with span("connect account", {"cloud.provider": "gcp"}):
                source = source_of(sign_in, self._environment, trusted=connection.trusted)
                await _require_own_host(options, source)
                if options.impersonate:
                    source = ImpersonatedToken(source, rest, options.impersonate)
                reads = Reads()
                caller = self._caller(rest, Tokens(source), options, reads)
                number, value = "", None
                if reads_project:
                    number, value = await _identify(caller, options, trusted=connection.trusted)
        except MissingKeysError as error:
            await disconnect()
            raise ConnectError(str(error)) from error
        except CallError as error:
            await disconnect()
            raise ConnectError(_explain(error, options)) from error
        except BaseException:
            await disconnect()
            raise
        rest.projects.add(number)
        reads.calls = 0
        return GcpSession(
            account_id=options.project_id,
            number=number,
            limited_to=frozenset(options.regions),
            caller=caller,
            reads=reads,
            most_pages=self._settings.cloud_listing_pages,
            most_items=self._settings.cloud_listing_items,
            disconnect=disconnect,
            role=None if connection.trusted else _held(options, value),
        )

    def _caller(
        self, rest: GcpHttp, tokens: Tokens, options: GcpConnection, reads: Reads
    ) -> Caller[Keys]:
        return Caller(
            rest,
            tokens,
            self._quotas,
            self._settings,
            kind_of=kind_of,
            provider=GcpSession.provider,
            rpc_system="googleapis",
            account_id=options.project_id,
            reads=reads,
        )


def _held(options: GcpConnection, value: object) -> AssumedRole:
    """Return the project as what a tenant holds; its label, with this value, is the proof."""
    refusal = _not_found(options)

    async def why_open() -> str | None:
        return None if options.is_named_by(value) else refusal

    return AssumedRole(f"projects/{options.project_id}", refusal, why_open, proven_always=True)


async def _require_own_host(options: GcpConnection, source: TokenSource) -> None:
    """Refuse hosts that would get a token that is not for them.

    Unlike the signature of a request, a bearer token works for every holder.

    Raises:
        ConnectError: the connection leads to such a host.
    """
    if options.endpoint_url and origin_of(options.endpoint_url) not in source.issuers:
        raise ConnectError(
            "endpoint_url would get an access token of the real cloud. Tokens go only to Google's "
            "APIs, or to the host that issued them: the token_uri of the worker's credentials "
            "file, or GCE_METADATA_HOST."
        )
    universe = await source.universe()
    if universe != options.universe_domain:
        raise ConnectError(
            f"universe_domain is {options.universe_domain}, but the worker's credentials are of "
            f"{universe}."
        )


async def _identify(
    caller: Caller[Keys], options: GcpConnection, *, trusted: bool
) -> tuple[str, object]:
    """Read the project, which must be active; return its number and its ownership label."""
    asked = options.project_id
    found = await caller.call(IDENTIFYING, GLOBAL, {"project": asked})
    name = str(found.get("name", "")).removeprefix("projects/")
    if found.get("projectId") != asked or not name.isdecimal():
        raise CallError(MALFORMED_ANSWER, IDENTIFYING)
    labels = found.get("labels")
    value = labels.get(TAG) if isinstance(labels, dict) else None
    if found.get("state") != READABLE:
        if trusted or options.is_named_by(value):
            raise ConnectError(f"The project {asked} is not active ({found.get('state')}).")
        raise ConnectError(_not_found(options))
    return name, value


def _not_found(options: GcpConnection) -> str:
    return (
        f"There is no active project {options.project_id}, or it may not be read "
        f"(resourcemanager.projects.get). {GRANT}{options.tag_advice('the project', 'label')}"
    )


def _explain(error: CallError, options: GcpConnection) -> str:  # noqa: PLR0911  # a guard each
    where = options.endpoint_url or "Google Cloud"
    code = error.code
    if error.call == IMPERSONATING and error.status:
        return (
            f"The service account {options.impersonate} may not be impersonated ({code}). Grant "
            "the worker's identity roles/iam.serviceAccountTokenCreator on it."
        )
    if error.call == METADATA:
        return NO_CREDENTIALS
    if error.call == SIGNING_IN and error.status:
        return SIGN_IN_ERRORS.get(code, f"Google refused to sign in ({code}).")
    if code in DENIED or code in {"NOT_FOUND", "notFound"}:
        return _not_found(options)
    if code.startswith(PERIMETER):
        return f"A perimeter of VPC Service Controls refused to read the project ({code})."
    if code.startswith(DISABLED):
        return f"The worker's own project does not use the Resource Manager API: {code}."
    texts = {
        "Unreachable": f"{where} cannot be reached ({error.call}).",
        "NoEndpoint": f"{where} cannot be reached ({error.call}).",
        "Timeout": f"{where} did not respond in time ({error.call}).",
        "AddressRefused": (
            f"{where} leads to an address that is not public ({error.call}); the operator "
            "can allow its network in POSTURE_ENDPOINT_NETWORKS."
        ),
    }
    unexpected = f"{where} refused to identify the project ({code}: {error.call})."
    return texts.get(code, unexpected)
