"""Where roles alone lead to accounts, no integration uses the keys of the worker itself."""

import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.connect import AwsCollector
from posture.collectors.aws.sdk import AwsHttp, Services
from posture.collectors.aws.sdk import Endpoint as AwsEndpoint
from posture.collectors.aws.signing import Keys
from posture.collectors.errors import CallError
from posture.domain.aws.connection import AwsConnection
from posture.domain.collector import ConnectError
from posture.domain.connection import Connection
from posture.settings import Settings
from tests.emulator.faults import Endpoint, error
from tests.emulator.server import LOOPBACK
from tests.promises import promise

pytestmark = pytest.mark.anyio

ROLE = "arn:aws:iam::123456789012:role/posture"


@pytest.mark.parametrize(("role_arn", "profile"), [(None, None), (None, "audit"), (ROLE, "audit")])
async def test_without_a_role_nothing_is_asked(
    cloud: Endpoint, role_arn: str | None, profile: str | None
) -> None:
    collector = AwsCollector(
        Settings(endpoint_networks=LOOPBACK, roles_only=True), lambda: COLLECTORS
    )
    received = Connection(
        provider="aws",
        options=AwsConnection(role_arn=role_arn, profile=profile, endpoint_url=cloud.url),
    )
    with pytest.raises(ConnectError, match="only through roles"):
        await collector.connect(received)
    assert not cloud.calls


@pytest.mark.parametrize("trusted", [True, False])
async def test_by_a_role_or_as_the_operator_wishes_it_is_reached(
    cloud: Endpoint, *, trusted: bool
) -> None:
    collector = AwsCollector(
        Settings(endpoint_networks=LOOPBACK, roles_only=True), lambda: COLLECTORS
    )
    by_role = Connection(
        provider="aws", options=AwsConnection(role_arn=ROLE, endpoint_url=cloud.url)
    )
    received = (
        Connection(provider="aws", options=AwsConnection(endpoint_url=cloud.url), trusted=True)
        if trusted
        else by_role
    )
    account = await collector.connect(received)
    await account.close()
    assert account.account_id == "123456789012"


@promise(
    "secrets", "The endpoint of a tenant gets no request that is signed with the worker's keys"
)
@pytest.mark.parametrize("role_arn", [None, ROLE])
@pytest.mark.parametrize("trusted", [True, False])
async def test_the_endpoint_of_a_tenant_gets_no_request_with_the_workers_keys(
    cloud: Endpoint, monkeypatch: pytest.MonkeyPatch, *, trusted: bool, role_arn: str | None
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDOFWORKER")
    collector = AwsCollector(Settings(endpoint_networks=LOOPBACK), lambda: COLLECTORS)
    options = AwsConnection(role_arn=role_arn, endpoint_url=cloud.url)
    account = await collector.connect(Connection(provider="aws", options=options, trusted=trusted))
    await account.close()
    assert ("AKIDOFWORKER" in cloud.signers) == trusted
    assert ("test" in cloud.signers) != trusted
    assert account.role is None


async def test_keys_of_the_worker_are_not_sent_to_the_endpoint_of_a_tenant_by_mistake(
    cloud: Endpoint,
) -> None:
    http = AwsHttp(Services(), Settings(endpoint_networks=LOOPBACK), endpoint_url=cloud.url)
    try:
        with pytest.raises(CallError, match="NoEndpoint"):
            await http.send(
                "sts:GetCallerIdentity", "us-east-1", {}, Keys("AKIDOFWORKER", "s", own=True)
            )
    finally:
        await http.close()
    assert not cloud.calls


class EmulatedAws(Services):
    """AWS itself, as far as a session knows: its endpoints are those of the emulator."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def endpoint(self, service: str, region: str, override: str | None) -> AwsEndpoint:
        assert override is None, service
        return AwsEndpoint(self._url, region, overridden=True)


@pytest.mark.parametrize("refused", [True, False])
async def test_a_role_is_assumed_by_wrong_external_ids_to_see_whether_it_refuses_them(
    cloud: Endpoint, monkeypatch: pytest.MonkeyPatch, *, refused: bool
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDOFWORKER")
    collector = AwsCollector(Settings(), lambda: COLLECTORS, EmulatedAws(cloud.url))
    options = AwsConnection(role_arn=ROLE, external_id="posture-0123456789abcdef")
    account = await collector.connect(Connection(provider="aws", options=options))
    assert account.role is not None
    assert account.role.why_open is not None
    if refused:
        cloud.fault = lambda call: error(call, "AccessDenied") if call == "sts:AssumeRole" else None
    reason = await account.role.why_open()
    cloud.fault = lambda call: error(call, "ValidationError", 400)
    with pytest.raises(ConnectError, match="ValidationError"):
        await account.role.why_open()
    await account.close()
    assert (reason is None) == refused
    assert cloud.calls["sts:AssumeRole"] == 4
