"""One AWS API call: botocore's models, serializers and parsers over an async HTTP client.

botocore says how a call is sent and what its response means; sending, signing and
retrying are done here, because botocore's own client blocks a thread per call.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import botocore.loaders
import botocore.model
import botocore.regions
from msgspec import Raw, Struct

from posture.collectors.aws.models import (
    SERVICE_MODEL,
    Model,
    excerpt,
    excerpts,
    model_loader,
    parser,
)
from posture.collectors.aws.response import InvalidResponseError, parse_response
from posture.collectors.aws.serializers import serializer
from posture.collectors.aws.signing import Keys, parts_of, sign
from posture.collectors.errors import NO_ENDPOINT, CallError
from posture.collectors.http import CloudHttp
from posture.settings import Settings
from posture.version import version

if TYPE_CHECKING:
    from botocore.endpoint_provider import EndpointProvider

# CloudTrail records it with every call, so the account's owner sees that posture made the call.
PRODUCT = f"posture/{version()}"


# Listings whose next page botocore does not know how to ask for: where it begins after the last
# name of this one, and where the two tokens have different names.
PAGES: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("firehose", "ListDeliveryStreams"): {
        "more_results": "HasMoreDeliveryStreams",
        "input_token": "ExclusiveStartDeliveryStreamName",
        "output_token": "DeliveryStreamNames[-1]",
    },
    ("lightsail", "GetBuckets"): {"input_token": "pageToken", "output_token": "nextPageToken"},
}

# Members of a response that name the next page, in lower case.
TOKENS = frozenset({"nexttoken", "nextmarker", "marker", "nextpagetoken", "position"})


class Endpoint(Struct, frozen=True):
    """A service in a region.

    It has a URL, and a region for which calls are signed.
    """

    url: str
    signing_region: str
    overridden: bool


class Operation(NamedTuple):
    """What all calls of an operation in a region have in common.

    `host_prefix` is the template of what comes before the host's name; empty for nothing.
    """

    service: "Service"
    model: botocore.model.OperationModel
    endpoint: Endpoint
    host_prefix: str
    signing_name: str
    agent: str


class Service:
    """What botocore knows about one service: its operations, protocol and page tokens."""

    def __init__(
        self, name: str, loader: botocore.loaders.Loader, shipped: Raw | None = None
    ) -> None:
        """Read the model from the excerpt that is shipped, or from botocore's files."""
        self.name = name
        self._loader = loader
        self._excerpt = None if shipped is None else excerpt(shipped)
        described = (
            loader.load_service_model(name, SERVICE_MODEL)
            if self._excerpt is None
            else self._excerpt.description(name, loader)
        )
        self.model = Model(described, name)
        self.protocol: str = self.model.resolved_protocol
        self.serializer = serializer(self.protocol)
        self.parser = parser(self.protocol)

    def page_rule(self, operation: str) -> Mapping[str, Any]:
        """Return how to ask for the next page of a listing; empty if it has one page.

        It is botocore's rule. Where botocore has none, a token of the response is sent back in the
        member of the request that has its name. A token without such a member has no counterpart in
        `input_token`.
        """
        found = self._known_rule(operation) or PAGES.get((self.name, operation))
        if found is not None:
            return found
        model = self.model.operation_model(operation)
        names = [one for one in _members(model.output_shape) if one.lower() in TOKENS]
        known = _members(model.input_shape)
        back = [one if one in known else None for one in names]
        return {"input_token": back, "output_token": names} if names else {}

    def _known_rule(self, operation: str) -> Mapping[str, Any] | None:
        """Return botocore's own rule."""
        if self._excerpt is not None and operation in self._excerpt.operations:
            return self._excerpt.pages.get(operation)
        return self._paginators.get(operation)

    @cached_property
    def _paginators(self) -> Mapping[str, Any]:
        pages: dict[str, Any] = self._loader.load_service_model(self.name, "paginators-1")
        found: dict[str, Any] = pages["pagination"]
        return found


class Services:
    """The services used so far; each is loaded once."""

    def __init__(self) -> None:
        self._loader = model_loader()
        self._services: dict[str, Service] = {}
        self._rule_sets: dict[str, EndpointProvider] = {}
        self._resolver: botocore.regions.EndpointResolver | None = None

    def __getitem__(self, name: str) -> Service:
        found = self._services.get(name)
        if found is None:
            shipped = self._excerpts.get(name)
            found = self._services[name] = Service(name, self._loader, shipped)
        return found

    @cached_property
    def _excerpts(self) -> Mapping[str, Raw]:
        return excerpts()

    @property
    def resolver(self) -> botocore.regions.EndpointResolver:
        """Return botocore's table of partitions, regions and host names."""
        if self._resolver is None:
            self._resolver = botocore.regions.EndpointResolver(self._loader.load_data("endpoints"))
        return self._resolver

    def endpoint(self, service: str, region: str, override: str | None) -> Endpoint:
        """Return the endpoint at which to call `service` for `region`."""
        prefix = self[service].model.endpoint_prefix
        found = self.resolver.construct_endpoint(prefix, region)
        scope = found.get("credentialScope", {}) if found else {}
        signing_region = scope.get("region", region)
        if override:
            url = override.rstrip("/")
        elif found and self._tabled(prefix):
            url = f"https://{found['hostname']}"
        else:
            url = self._by_rules(service, region)
        return Endpoint(url, signing_region, overridden=bool(override))

    def _tabled(self, prefix: str) -> bool:
        return any(
            self.resolver.get_available_endpoints(prefix, one, allow_non_regional=True)
            for one in self.resolver.get_available_partitions()
        )

    def _by_rules(self, service: str, region: str) -> str:
        """Return the address by the rule set of a service that is too new for the table."""
        from botocore.endpoint_provider import EndpointProvider  # noqa: PLC0415  # few services need it
        from botocore.exceptions import EndpointResolutionError  # noqa: PLC0415  # as above

        rules = self._rule_sets.get(service)
        if rules is None:
            rules = self._rule_sets[service] = EndpointProvider(
                self._loader.load_service_model(service, "endpoint-rule-set-1"),
                self._loader.load_data("partitions"),
            )
        try:
            found = rules.resolve_endpoint(Region=region, UseDualStack=False, UseFIPS=False)
        except EndpointResolutionError:  # the rules want more, or know no such region
            return f"https://{self[service].model.endpoint_prefix}.{region}.amazonaws.com"
        return str(found.url)


class AwsHttp:
    """One connection pool; each call is signed with the keys that it is given."""

    def __init__(
        self,
        services: Services,
        settings: Settings,
        *,
        endpoint_url: str | None = None,
        endpoint_trusted: bool = False,
    ) -> None:
        self._services = services
        self._override = endpoint_url
        self._endpoints: dict[tuple[str, str], Endpoint] = {}
        self._operations: dict[tuple[str, str], Operation] = {}
        self._guarded = endpoint_url is not None and not endpoint_trusted
        self._http = CloudHttp(settings, guarded=self._guarded)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def send(
        self, call: str, region: str, parameters: Mapping[str, Any], keys: Keys
    ) -> dict[str, Any]:
        """Make one call, once.

        Args:
            call: `service:Operation` with botocore's names, for example `s3:ListBuckets`.
            region: where to call.
            parameters: the operation's input.
            keys: the keys to sign with.

        Raises:
            CallError: there is no usable response.
        """
        of = self._operations.get((call, region)) or self._operation(call, region)
        request = of.service.serializer.serialize_to_request(dict(parameters), of.model)
        if keys.own and self._guarded:
            raise CallError(NO_ENDPOINT, call)  # a tenant's endpoint is not the cloud
        url = _url(of, request, parameters)
        headers = {str(name): str(value) for name, value in request["headers"].items()}
        headers["Host"] = parts_of(url).host
        headers["User-Agent"] = of.agent
        body = _body(request["body"])
        sign(
            keys,
            method=request["method"],
            url=url,
            headers=headers,
            body=body,
            region=of.endpoint.signing_region,
            service=of.signing_name,
        )
        proxy = self._http.proxy_of(url)
        response = await self._http.exchange(
            call, request["method"], url, headers=headers, body=body, proxy=proxy
        )
        wire = {
            "status_code": response.status,
            "headers": response.headers,
            "body": response.body,
        }
        try:
            return parse_response(of.service.protocol, of.service.parser, of.model, wire)
        except InvalidResponseError as error:
            raise CallError(error.code, call, response.status) from error

    def _operation(self, call: str, region: str) -> Operation:
        name, _, operation = call.partition(":")
        service = self._services[name]
        model = service.model.operation_model(operation)
        endpoint = self._endpoint(name, region)
        trait: Mapping[str, str] = model.endpoint or {}  # type: ignore[assignment]  # the stubs declare text
        found = self._operations[call, region] = Operation(
            service,
            model,
            endpoint,
            "" if endpoint.overridden else trait.get("hostPrefix", ""),
            service.model.signing_name,
            f"{PRODUCT} md/call#{name}.{operation}",
        )
        return found

    def _endpoint(self, service: str, region: str) -> Endpoint:
        found = self._endpoints.get((service, region))
        if found is None:
            found = self._services.endpoint(service, region, self._override)
            self._endpoints[service, region] = found
        return found


def _members(shape: botocore.model.Shape | None) -> Mapping[str, botocore.model.Shape]:
    return shape.members if isinstance(shape, botocore.model.StructureShape) else {}


def _url(of: Operation, request: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
    base = of.endpoint.url
    if of.host_prefix:
        base = base.replace("://", "://" + of.host_prefix.format(**parameters), 1)
    url = base + str(request["url_path"])
    if query := request["query_string"]:
        text = query if isinstance(query, str) else urlencode(query, doseq=True)
        url += ("&" if "?" in url else "?") + text
    return url


def _body(body: Any) -> bytes:  # noqa: ANN401  # botocore's serializers response text, bytes or a mapping
    if isinstance(body, dict):
        return urlencode(body, doseq=True).encode()
    return body.encode() if isinstance(body, str) else bytes(body or b"")
