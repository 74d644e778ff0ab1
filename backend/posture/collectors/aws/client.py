"""A session with an AWS account, and its client in each region: calls, pages, shared responses."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import jmespath

from posture.collectors.aws.collecting import Response
from posture.collectors.aws.sdk import Services
from posture.collectors.aws.signing import Keys
from posture.collectors.caller import Caller
from posture.collectors.errors import (
    MALFORMED,
    MALFORMED_ANSWER,
    MORE_PAGES,
    NO_ENDPOINT,
    TOO_LARGE,
    CallError,
)
from posture.collectors.stepping import once
from posture.domain.aws.arn import locate
from posture.domain.aws.regions import FIRST_REGIONS
from posture.domain.cloud import Location
from posture.domain.collector import AssumedRole, Reads

JSON = frozenset({"json", "rest-json", "smithy-rpc-v2-cbor"})
REGIONS_CALL = "ec2:DescribeRegions"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsSession:
    """One account during one run; see `posture.collectors.session.Session`.

    Attributes:
        reads: counts the reads of the run.
        home_region: the region in which the partition's global services are called.
        memory: responses that are read once for the whole run, by call.
        most_pages: maximum number of pages of one listing.
        most_items: maximum number of items of one listing.
        disconnect: closes the connections.
        role: the role that the worker's own keys have assumed, for a tenant.
    """

    provider: ClassVar[str] = "aws"

    account_id: str
    partition: str
    home_region: str
    caller: Caller[Keys]
    services: Services
    reads: Reads
    most_pages: int
    most_items: int
    disconnect: Callable[[], Awaitable[None]]
    role: AssumedRole | None = None
    memory: dict[object, asyncio.Future[Any]] = field(default_factory=dict)

    def client(self, region: str) -> "AwsClient":
        """Return the client for a region."""
        return AwsClient(self, region)

    async def regions(self) -> tuple[str, ...]:
        """List the regions that are enabled in the account; raises `CallError`."""
        try:
            response = await self.client(self.home_region).shared(REGIONS_CALL)
            return tuple(sorted(one["RegionName"] for one in response["Regions"]))
        except MALFORMED as error:
            raise CallError(MALFORMED_ANSWER, REGIONS_CALL) from error

    def absent(self, error: CallError, region: str) -> bool:
        """Return whether the service does not exist in the region, by AWS's own table."""
        if error.code != NO_ENDPOINT:
            return False
        service = error.call.partition(":")[0]
        if first := FIRST_REGIONS.rows.get(service):
            return region not in first
        prefix = self.services[service].model.endpoint_prefix
        resolver = self.services.resolver
        if region in resolver.get_available_endpoints(prefix, self.partition):
            return False
        # Of a service that is too new for the table nothing is known.
        partitions = resolver.get_available_partitions()
        return any(resolver.get_available_endpoints(prefix, one) for one in partitions)

    def locate(self, resource_id: str) -> Location | None:
        """Return the location of an asset according to its ARN; None if the id is not an ARN."""
        return locate(resource_id)

    def key(self, resource_id: str) -> str:
        """Return the id itself: an ARN has one spelling."""
        return resource_id

    def canonical(self, resource_id: str) -> str:
        """Return the id as it is."""
        return resource_id

    def forget(self) -> None:
        """Forget what was read once for the whole run, so that it is read again."""
        self.memory.clear()

    async def close(self) -> None:
        """Close the connections, and cancel calls that still wait for a response."""
        for pending in self.memory.values():
            pending.cancel()
        await asyncio.gather(*self.memory.values(), return_exceptions=True)
        await self.disconnect()


class AwsClient:
    """The account in one region; see `posture.collectors.aws.collecting.RegionClient`."""

    def __init__(self, session: AwsSession, region: str) -> None:
        self._session = session
        self.account_id = session.account_id
        self.partition = session.partition
        self.region = region

    def call(self, call: str, **parameters: object) -> Coroutine[Any, Any, Response]:
        """Make one call in the region; raises `CallError`."""
        return self._session.caller.call(call, self.region, parameters)

    async def pages(self, call: str, key: str, **parameters: object) -> AsyncIterator[Any]:
        """Stream the members of `key` over all pages of a listing; raises `CallError`."""
        service, _, operation = call.partition(":")
        rule = self._session.services[service].page_rule(operation)
        request: dict[str, object] = dict(parameters)
        seen: set[str] = set()
        count = 0
        while True:
            response = await self.call(call, **request)
            members = _found(key, response)
            if members is None:
                if not self._may_lack(call, key, response):
                    raise CallError(MALFORMED_ANSWER, call)
                members = ()
            count += len(members)
            if count > self._session.most_items or len(seen) >= self._session.most_pages:
                raise CallError(TOO_LARGE, call)
            for member in members:
                yield member
            token = _next_page(call, rule, response) if rule else {}
            if not token:
                return
            if repr(token) in seen:
                raise CallError(MALFORMED_ANSWER, call)
            seen.add(repr(token))
            request |= token

    async def shared(self, call: str, **parameters: object) -> Response:
        """Make a call once for the whole run, however often it is requested; raises `CallError`."""
        name = (call, self.region, _text(parameters))
        return await once(self._session.memory, name, lambda: self.call(call, **parameters))

    async def shared_pages(self, call: str, key: str, **parameters: object) -> list[Any]:
        """Read all pages of a listing once for the whole run; raises `CallError`."""

        async def all_pages() -> list[Any]:
            return [member async for member in self.pages(call, key, **parameters)]

        name = (call, self.region, key, _text(parameters))
        return await once(self._session.memory, name, all_pages)

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` returns
        """Call `make` once for this region and run, and keep its result; raises as `make` does."""
        return await once(self._session.memory, (name, self.region), make)

    def at(self, region: str) -> "AwsClient":
        """Return the client of another region of the same account."""
        return self if region == self.region else AwsClient(self._session, region)

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """Return an ARN of this account and region; `region=""` for a global resource."""
        where = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{where}:{self.account_id}:{resource}"

    def _may_lack(self, call: str, key: str, response: Response) -> bool:
        """Return whether a response without its list says that there is nothing.

        AWS's JSON services, such as SQS, may leave out an empty list with all else. In XML a list
        is an element even if it is empty.
        """
        service, _, operation = call.partition(":")
        found = self._session.services[service]
        shape = found.model.operation_model(operation).output_shape
        required = shape is not None and key in shape.required_members
        alone = not response.keys() - {"ResponseMetadata"}
        return alone and not required and found.protocol in JSON


def _text(parameters: Mapping[str, object]) -> str:
    """Return the same text for the same input; most calls that are shared have none."""
    return repr(sorted(parameters.items())) if parameters else ""


def _next_page(call: str, rule: Mapping[str, Any], response: Response) -> dict[str, Any]:
    more = rule.get("more_results")
    if more and not _found(more, response):
        return {}
    names, tokens = _many(rule["input_token"]), _many(rule["output_token"])
    found = {name: _found(token, response) for name, token in zip(names, tokens, strict=True)}
    if found.get(None):
        raise CallError(MORE_PAGES, call)
    return {name: token for name, token in found.items() if token}


def _found(path: str, response: Response) -> Any:  # noqa: ANN401  # any JSON
    """Return what a path of JMESPath leads to; most are the name of a member."""
    return response.get(path) if path.isidentifier() else jmespath.search(path, response)


def _many(value: str | list[Any]) -> list[Any]:
    return [value] if isinstance(value, str) else value
