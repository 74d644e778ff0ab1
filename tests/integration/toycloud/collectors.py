"""The toy cloud's way in: a session, a client, calls over HTTP, and the collector of boxes."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import aiohttp

from posture.collectors.budget import Budgets
from posture.collectors.caller import Caller
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.engine import ConnectedAccount
from posture.collectors.errors import CallError, ErrorKind
from posture.collectors.patience import patience_of
from posture.domain.cloud import Location
from posture.domain.collector import ConnectError, Reads
from posture.domain.connection import Connection
from posture.settings import Settings
from tests.integration.toycloud.domain import Box, ToyConnection, locate

ACCOUNT, BOXES, LABEL = "store:GetAccount", "store:ListBoxes", "store:GetLabel"
PATHS = {ACCOUNT: "/account", BOXES: "/boxes", LABEL: "/boxes/{box}/label"}
HOME = "global"


class ToyHttp:
    """Sends calls, with the key in a header."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = aiohttp.ClientSession()

    async def send(
        self, call: str, region: str, parameters: Mapping[str, Any], keys: str
    ) -> dict[str, Any]:
        url = self._url + PATHS[call].format(**parameters)
        async with self._session.get(url, headers={"x-key": keys, "x-region": region}) as answer:
            if answer.status != 200:
                raise CallError(await answer.text(), call, answer.status)
            found: dict[str, Any] = await answer.json()
            return found

    async def close(self) -> None:
        await self._session.close()


class ToyKey:
    """The key of every call."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def keys(self) -> str:
        return self._name

    def expire(self, keys: str) -> None:
        raise AssertionError(keys)


def kind_of(error: CallError) -> ErrorKind:
    return ErrorKind.THROTTLED if error.status == 429 else ErrorKind.FINAL


@dataclass(frozen=True, slots=True)
class ToyClient:
    caller: Caller[str]
    region: str

    async def call(self, call: str, **parameters: object) -> dict[str, Any]:
        return await self.caller.call(call, self.region, parameters)

    def at(self, region: str) -> "ToyClient":
        return ToyClient(self.caller, region)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToySession:
    provider: ClassVar[str] = "toy"
    home_region: ClassVar[str] = HOME
    role: ClassVar[None] = None

    account_id: str
    caller: Caller[str]
    reads: Reads
    http: ToyHttp

    def client(self, region: str) -> ToyClient:
        return ToyClient(self.caller, region)

    async def regions(self) -> tuple[str, ...]:
        return (HOME,)

    def absent(self, error: CallError, region: str) -> bool:
        return error.code == "NotEnabled" and region == HOME

    def locate(self, resource_id: str) -> Location | None:
        return locate(resource_id)

    def key(self, resource_id: str) -> str:
        return resource_id

    def canonical(self, resource_id: str) -> str:
        return resource_id

    def forget(self) -> None:
        pass

    async def close(self) -> None:
        await self.http.close()


class ToyCollector:
    """Connects accounts of the toy cloud."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._budgets = Budgets(settings.cloud_calls_per_second)

    async def connect(self, connection: Connection) -> ConnectedAccount[ToyClient]:
        options = connection.options
        assert isinstance(options, ToyConnection)
        http = ToyHttp(options.endpoint_url or "")
        reads = Reads()
        caller = Caller(
            http,
            ToyKey(options.key_name or "default"),
            self._budgets,
            self._settings,
            kind_of=kind_of,
            provider=ToySession.provider,
            rpc_system="toy",
            account_id="",
            reads=reads,
        )
        try:
            account = await caller.call(ACCOUNT, HOME, {})
        except CallError as error:
            await http.close()
            raise ConnectError(str(error)) from error
        session = ToySession(account_id=account["id"], caller=caller, reads=reads, http=http)
        return ConnectedAccount(
            session, COLLECTORS, regions=(), items_in_flight=4, patience=patience_of(self._settings)
        )


async def _boxes(client: ToyClient, _ask: Ask) -> AsyncIterator[Item]:
    for box in (await client.call(BOXES))["boxes"]:
        resource_id = f"toy://{box['account']}/{box['region']}/box/{box['id']}"
        yield Item(resource_id, box["id"], box, box["region"])


async def _label(client: ToyClient, item: Item) -> str:
    answer = await client.call(LABEL, box=item.name)
    return str(answer["label"])


COLLECTORS = (
    AssetCollector(
        asset_type=Box,
        regional=False,
        scattered=True,
        calls=(BOXES,),
        items=_boxes,
        listed=lambda _client, item: {"locked": item.data["locked"]},
        transition=in_state("building", path=("state",)),
        gone=frozenset({"NoSuchBox"}),
        reads=(Read(facts=("label",), calls=(LABEL,), run=_label),),
    ),
)
