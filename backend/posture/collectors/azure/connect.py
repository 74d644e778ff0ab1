"""Connect Azure subscriptions: sign in, and find out whether the subscription can be read."""

import os
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from posture.collectors.azure.arm import ArmHttp
from posture.collectors.azure.client import GLOBAL, AzureSession
from posture.collectors.azure.collecting import SubscriptionClient
from posture.collectors.azure.credentials import (
    MANAGED_IDENTITY,
    SIGNING_IN,
    Identity,
    Tokens,
    source_of,
)
from posture.collectors.azure.errors import DENIED, kind_of
from posture.collectors.azure.hosts import HOSTS
from posture.collectors.azure.pace import Buckets
from posture.collectors.budget import Budgets
from posture.collectors.caller import Caller, Pacing
from posture.collectors.collecting import AssetCollector
from posture.collectors.engine import ConnectedAccount
from posture.collectors.errors import MALFORMED_ANSWER, CallError, MissingKeysError
from posture.collectors.http import CloudHttp
from posture.collectors.patience import patience_of
from posture.domain.azure.connection import AzureConnection
from posture.domain.collector import AssumedRole, ConnectError, Reads
from posture.domain.connection import Connection
from posture.domain.ownership_tag import TAG
from posture.settings import Settings
from posture.telemetry import span

IDENTIFYING = "subscription:Get"
ITEMS_PER_CALL_IN_FLIGHT = 2
# ARM's error for a token of a tenant that the subscription does not belong to.
OF_OTHER_TENANT = "InvalidAuthenticationTokenTenant"
# States of a subscription in which it can be read.
READABLE = frozenset({"Enabled", "Warned", "PastDue"})
GRANT = "Give the identity the Reader role."
# What Entra's most frequent errors mean.
# Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
SIGN_IN_ERRORS = {
    "AADSTS90002": "The tenant does not exist: check tenant_id.",
    "AADSTS900023": "The tenant does not exist: check tenant_id.",
    "AADSTS700016": "The application does not exist in the tenant: check client_id and tenant_id.",
    "AADSTS7000215": "The client secret is wrong: AZURE_CLIENT_SECRET must be its value.",
    "AADSTS7000222": "The client secret has expired: create another one.",
    "AADSTS70021": "No federated credential of the application matches the worker's token.",
    "AADSTS700213": "No federated credential of the application matches the worker's token.",
    "AADSTS700027": "The application does not have the certificate, or it has expired.",
    "AADSTS65001": "The tenant has not consented to the application.",
}


class AzureCollector:
    """Connects Azure subscriptions; holds the state that all runs of the process share."""

    def __init__(
        self,
        settings: Settings,
        collectors: Sequence[AssetCollector[SubscriptionClient, Any]],
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._settings = settings
        self._collectors = collectors
        self._environment = environment
        self._buckets = Buckets(settings.azure_burst_calls, settings.azure_calls_per_second)
        # Graph's limits differ by API and by the size of the tenant: they are found out.
        self._graph_budgets = Budgets(settings.cloud_calls_per_second)

    async def connect(self, connection: Connection) -> ConnectedAccount[SubscriptionClient]:
        """Connect to the subscription; raises what `open_session` raises."""
        return ConnectedAccount(
            await self.open_session(connection),
            self._collectors,
            regions=connection.options.regions,
            items_in_flight=self._settings.cloud_calls_in_flight * ITEMS_PER_CALL_IN_FLIGHT,
            patience=patience_of(self._settings),
        )

    async def open_session(self, connection: Connection) -> AzureSession:
        """Sign in, and read the subscription.

        Raises:
            ConnectError: no endpoint, no credentials, or the subscription cannot be read.
        """
        return await self._open(connection, reads_subscription=True)

    async def open_listing(self, connection: Connection) -> AzureSession:
        """Sign in to list subscriptions, without one of its own; raises as `open_session`."""
        return await self._open(connection, reads_subscription=False)

    async def _open(self, connection: Connection, *, reads_subscription: bool) -> AzureSession:
        options = connection.options
        if not isinstance(options, AzureConnection):
            raise TypeError(f"{type(options).__name__} is not a connection to Azure")
        identity = self._identity(connection, options)
        guarded = options.endpoint_url is not None and not connection.trusted
        http = CloudHttp(self._settings, guarded=guarded)
        sign_in = CloudHttp(self._settings, guarded=False)

        async def disconnect() -> None:
            await http.close()
            await sign_in.close()

        try:
            with span("connect account", {"cloud.provider": "azure"}):
                tokens = Tokens(source_of(identity, self._environment, sign_in))
                reads = Reads()
                caller = self._caller(
                    ArmHttp(http, identity.resource_manager), tokens, options, reads
                )
                for_graph = identity.for_graph(options.subscription_id)
                graph = self._caller(
                    ArmHttp(http, identity.graph),
                    Tokens(source_of(for_graph, self._environment, sign_in)),
                    options,
                    reads,
                    pacing=self._graph_budgets,
                )
                value: object = None
                if reads_subscription:
                    value = await _identify(caller, options, trusted=connection.trusted)
        except MissingKeysError as error:
            await disconnect()
            raise ConnectError(str(error)) from error
        except CallError as error:
            await disconnect()
            raise ConnectError(_explain(error, options, trusted=connection.trusted)) from error
        except BaseException:
            await disconnect()
            raise
        reads.calls = 0
        return AzureSession(
            account_id=options.subscription_id.lower(),
            tenant_id=identity.tenant_id or self._environment.get("AZURE_TENANT_ID"),
            caller=caller,
            graph=graph,
            reads=reads,
            most_pages=self._settings.cloud_listing_pages,
            most_items=self._settings.cloud_listing_items,
            listings_in_flight=self._settings.azure_listings_in_flight,
            disconnect=disconnect,
            role=None if connection.trusted else _held(options, value),
        )

    def _identity(self, connection: Connection, options: AzureConnection) -> Identity:
        """Return where to sign in, as what, and for which API.

        Raises:
            ConnectError: the endpoint would get a token of the real cloud.
        """
        hosts = HOSTS[options.environment]
        authority = self._environment.get("AZURE_AUTHORITY_HOST", hosts.authority).rstrip("/")
        if "://" not in authority:
            authority = f"https://{authority}"
        endpoint = (options.endpoint_url or hosts.resource_manager).rstrip("/")
        # A bearer token works for whoever gets it, unlike the signature of a request.
        if endpoint != hosts.resource_manager and _origin(endpoint) != _origin(authority):
            raise ConnectError(
                "endpoint_url would get an access token of the real cloud. Tokens go only to the "
                f"Azure Resource Manager of {options.environment}, or to the host that "
                "AZURE_AUTHORITY_HOST of the worker names."
            )
        return Identity(
            authority=authority,
            resource=hosts.resource_manager,
            resource_manager=endpoint,
            graph=endpoint if options.endpoint_url else hosts.graph,
            graph_resource=hosts.graph,
            tenant_id=options.tenant_id,
            client_id=options.client_id,
            trusted=connection.trusted,
        )

    def _caller(
        self,
        arm: ArmHttp,
        tokens: Tokens,
        options: AzureConnection,
        reads: Reads,
        *,
        pacing: Pacing | None = None,
    ) -> Caller[str]:
        return Caller(
            arm,
            tokens,
            pacing or self._buckets,
            self._settings,
            kind_of=kind_of,
            provider=AzureSession.provider,
            rpc_system="azure-resource-manager",
            account_id=options.subscription_id.lower(),
            reads=reads,
        )


def _held(options: AzureConnection, value: object) -> AssumedRole:
    """Return the subscription as what a tenant holds; its tag, with this value, is the proof."""
    refusal = _not_found(options)

    async def why_open() -> str | None:
        return None if options.is_named_by(value) else refusal

    held = options.subscription_id.lower()
    return AssumedRole(held, refusal, why_open, proven_always=True)


async def _identify(caller: Caller[str], options: AzureConnection, *, trusted: bool) -> object:
    """Read the subscription, which must be enabled; return the value of the ownership tag.

    Names of tags have no case in Azure, and their values do.
    """
    asked = options.subscription_id.lower()
    found = await caller.call(IDENTIFYING, GLOBAL, {"subscription": asked})
    if str(found.get("subscriptionId", "")).lower() != asked:
        raise CallError(MALFORMED_ANSWER, IDENTIFYING)
    tags = found.get("tags")
    named = tags.items() if isinstance(tags, dict) else ()
    value = next((one for name, one in named if name.lower() == TAG), None)
    if found.get("state") not in READABLE:
        if trusted or options.is_named_by(value):
            raise ConnectError(f"The subscription {asked} is not enabled ({found.get('state')}).")
        raise ConnectError(_not_found(options))
    return value


def _origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port: without the scheme, a token could be sent without TLS."""
    parts = urlsplit(url)
    return (parts.scheme, parts.hostname or "", parts.port)


def _not_found(options: AzureConnection) -> str:
    return (
        f"There is no enabled subscription {options.subscription_id} that this identity can read: "
        f"check tenant_id. {GRANT}{options.tag_advice('the subscription', 'tag')}"
    )


def _explain(error: CallError, options: AzureConnection, *, trusted: bool) -> str:
    where = options.endpoint_url or "Azure"
    subscription = options.subscription_id
    code = error.code
    if (code in DENIED or code == OF_OTHER_TENANT) and not trusted:
        return _not_found(options)
    if code == OF_OTHER_TENANT:
        return f"The subscription {subscription} is of another tenant: check tenant_id."
    if code in DENIED:
        return f"The subscription {subscription} may not be read ({code}). {GRANT}"
    if error.call in {SIGNING_IN, MANAGED_IDENTITY} and error.status:
        return SIGN_IN_ERRORS.get(code, f"Entra refused to sign in ({code}).")
    texts = {
        "Unreachable": f"{where} cannot be reached ({error.call}).",
        "NoEndpoint": f"{where} cannot be reached ({error.call}).",
        "Timeout": f"{where} did not respond in time ({error.call}).",
        "AddressRefused": (
            f"{where} leads to an address that is not public ({error.call}); the operator "
            "can allow its network in POSTURE_ENDPOINT_NETWORKS."
        ),
        "SubscriptionNotFound": _not_found(options),
    }
    unexpected = f"{where} refused to identify the subscription ({code}: {error.call})."
    return texts.get(code, unexpected)
