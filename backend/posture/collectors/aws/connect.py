"""Connect AWS accounts: find credentials, assume the role, and find out the account's id."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from posture.collectors.aws.client import AwsSession
from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.credentials import (
    ASSUMING,
    ChainKeys,
    EmulatorKeys,
    RoleKeys,
    Searches,
)
from posture.collectors.aws.errors import kind_of
from posture.collectors.aws.role_proof import Assume, why_open
from posture.collectors.aws.sdk import AwsHttp, Services
from posture.collectors.aws.signing import Keys
from posture.collectors.budget import Budgets
from posture.collectors.caller import Caller, KeySource
from posture.collectors.collecting import AssetCollector
from posture.collectors.engine import ConnectedAccount
from posture.collectors.errors import MALFORMED_ANSWER, CallError, MissingKeysError
from posture.collectors.patience import patience_of
from posture.domain.aws.connection import AwsConnection
from posture.domain.collector import AssumedRole, ConnectError, Reads
from posture.domain.connection import Connection
from posture.settings import Settings
from posture.settings.variables import rates_of
from posture.telemetry import span

SESSION_NAME = "posture"
IDENTIFYING = "sts:GetCallerIdentity"
ITEMS_PER_CALL_IN_FLIGHT = 2


class AwsCollector:
    """Connects AWS accounts; holds the state that all runs of the process share."""

    def __init__(
        self,
        settings: Settings,
        collectors: Callable[[], Sequence[AssetCollector[RegionClient, Any]]],
        services: Services | None = None,
    ) -> None:
        """Hold what is shared; the collectors are imported by the first connection.

        An account is identified before that, so that the first call does not wait for them.
        """
        self._settings = settings
        self._collectors = collectors
        self._services = services or Services()
        self._searches = Searches(settings)
        self._budgets = Budgets(
            settings.cloud_calls_per_second, rates_of(settings.aws_service_calls_per_second)
        )

    async def connect(self, connection: Connection) -> ConnectedAccount[RegionClient]:
        """Connect to the account and find out its id; raises what `open_session` raises."""
        return ConnectedAccount(
            await self.open_session(connection),
            self._collectors(),
            regions=connection.options.regions,
            items_in_flight=self._settings.cloud_calls_in_flight * ITEMS_PER_CALL_IN_FLIGHT,
            patience=patience_of(self._settings),
        )

    async def open_session(self, connection: Connection) -> AwsSession:
        """Find credentials, assume the role if there is one, and find out the account's id.

        Raises:
            ConnectError: no endpoint, no credentials, or the role cannot be assumed.
        """
        options = connection.options
        if not isinstance(options, AwsConnection):
            raise TypeError(f"{type(options).__name__} is not a connection to AWS")
        if self._settings.roles_only and not connection.trusted and options.own_credentials():
            raise ConnectError(
                "This installation connects to accounts only through roles: give the integration a "
                "role_arn, and no profile."
            )
        if connection.trusted and options.endpoint_url is None:
            own = os.environ.get("AWS_ENDPOINT_URL")
            options = msgspec.structs.replace(options, endpoint_url=own)
        http = AwsHttp(
            self._services,
            self._settings,
            endpoint_url=options.endpoint_url,
            endpoint_trusted=connection.trusted,
        )
        try:
            with span("connect account", {"cloud.provider": "aws"}):
                return await self._session(http, options, trusted=connection.trusted)
        except MissingKeysError as error:
            await http.close()
            raise ConnectError(str(error)) from error
        except CallError as error:
            await http.close()
            raise ConnectError(_explain(error, options)) from error
        except BaseException:
            await http.close()
            raise

    async def _session(self, http: AwsHttp, options: AwsConnection, *, trusted: bool) -> AwsSession:
        reads = Reads()
        home = _first_region(options)
        foreign = options.endpoint_url is not None and not trusted
        keys: KeySource[Keys] = (
            EmulatorKeys()
            if foreign
            else ChainKeys(
                self._settings, options.profile, explain=trusted, searches=self._searches
            )
        )
        role = None
        if options.role_arn:
            request = _assuming(options, options.role_arn)
            own = self._caller(http, keys, account_id="", reads=Reads())

            async def assume(request: Mapping[str, str]) -> dict[str, Any]:
                return await own.call(ASSUMING, home, request)

            keys = RoleKeys(partial(assume, request))
            if not foreign and not trusted:
                role = _held(options, options.role_arn, assume, request)
        caller = self._caller(http, keys, account_id="", reads=reads)
        identity = await caller.call(IDENTIFYING, home, {})
        try:
            partition, account_id = identity["Arn"].split(":")[1], identity["Account"]
        except LookupError as error:
            raise CallError(MALFORMED_ANSWER, IDENTIFYING) from error
        reads.calls = 0
        return AwsSession(
            account_id=account_id,
            partition=partition,
            home_region=_home_region(partition, options.regions),
            caller=self._caller(http, keys, account_id=account_id, reads=reads),
            services=self._services,
            reads=reads,
            most_pages=self._settings.cloud_listing_pages,
            most_items=self._settings.cloud_listing_items,
            disconnect=http.close,
            role=role,
        )

    def _caller(
        self, http: AwsHttp, keys: KeySource[Keys], *, account_id: str, reads: Reads
    ) -> Caller[Keys]:
        return Caller(
            http,
            keys,
            self._budgets,
            self._settings,
            kind_of=kind_of,
            provider=AwsSession.provider,
            rpc_system="aws-api",
            account_id=account_id,
            reads=reads,
        )


def _assuming(options: AwsConnection, role_arn: str) -> dict[str, str]:
    request = {"RoleArn": role_arn, "RoleSessionName": SESSION_NAME}
    return request | ({"ExternalId": options.external_id} if options.external_id else {})


def _held(
    options: AwsConnection, role_arn: str, assume: Assume, request: Mapping[str, str]
) -> AssumedRole:
    async def proof() -> str | None:
        try:
            return await why_open(assume, request)
        except CallError as error:
            raise ConnectError(_explain(error, options)) from error

    return AssumedRole(role_arn.lower(), _not_assumed(role_arn), proof)


def _first_region(options: AwsConnection) -> str:
    """Return the region in which to identify the caller; the partition is not known yet."""
    if options.regions:
        return options.regions[0]
    partition = options.role_arn.split(":")[1] if options.role_arn else "aws"
    return _home_region(partition, ())


def _home_region(partition: str, regions: tuple[str, ...]) -> str:
    """Return the region in which a partition's global services are called."""
    defaults = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
    return defaults.get(partition) or (regions[0] if regions else "us-east-1")


def _not_assumed(role_arn: str | None, code: str = "AccessDenied") -> str:
    return (
        f"The role {role_arn} could not be assumed ({code}): check its trust policy and external "
        "id. If both are right, ask the operator of this server about the role."
    )


def _explain(error: CallError, options: AwsConnection) -> str:
    where = options.endpoint_url or "AWS"
    match error.code:
        case "Unreachable" | "NoEndpoint":
            return f"{where} cannot be reached ({error.call})."
        case "AddressRefused":
            return (
                f"{where} leads to no public address ({error.call}); if the name is right, the "
                "operator can allow its network in POSTURE_ENDPOINT_NETWORKS."
            )
        case "Timeout":
            return f"{where} did not respond in time ({error.call})."
        case _ if error.call == ASSUMING:
            return _not_assumed(options.role_arn, error.code)
        case _:
            return f"{where} refused to identify the caller ({error.code}: {error.call})."
