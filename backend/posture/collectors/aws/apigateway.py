"""Collector of Amazon API Gateway: REST APIs with stages and methods, HTTP APIs, domain names."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.apigateway import ApiDomain, HttpApi, RestApi, Stage
from posture.domain.aws.policy import policy
from posture.domain.secrets import secret_variables

APIS_CALL = "apigateway:GetRestApis"
STAGES_CALL = "apigateway:GetStages"
RESOURCES_CALL = "apigateway:GetResources"
DOMAINS_CALL = "apigateway:GetDomainNames"
MAPPINGS_CALL = "apigateway:GetBasePathMappings"
HTTP_APIS_CALL = "apigatewayv2:GetApis"
ROUTES_CALL = "apigatewayv2:GetRoutes"
HTTP_STAGES_CALL = "apigatewayv2:GetStages"
INTEGRATIONS_CALL = "apigatewayv2:GetIntegrations"
GONE = frozenset({"NotFoundException"})
LARGEST_PAGE = 500
EVERY_METHOD = "*/*"
LEVELS = frozenset({"ERROR", "INFO"})
# Domain names of before security policies accept the oldest TLS.
OLDEST_TLS = "TLS_1_0"
# Browsers send requests with this method before they ask for anything: they carry no credentials.
PREFLIGHT = "OPTIONS"
CONNECT = "$connect"
EVERY_ORIGIN = frozenset({"*", "http://*", "https://*"})


def _place(client: RegionClient, path: str) -> str:
    return f"arn:{client.partition}:apigateway:{client.region}::{path}"


def _api(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(_place(client, f"/restapis/{one['id']}"), one["name"], one)


def _api_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    document = item.data.get("policy")
    return {
        "default_endpoint": not item.data.get("disableExecuteApiEndpoint", False),
        "private": "PRIVATE" in item.data["endpointConfiguration"]["types"],
        # API Gateway returns the document with its quotation marks escaped.
        "policy": policy(document.replace('\\"', '"')) if document else None,
    }


async def _domains(client: RegionClient, item: Item) -> tuple[str, ...]:
    """Return the domains of an API; those of one that only they reach make no difference."""
    if item.data.get("disableExecuteApiEndpoint", False):
        return ()
    found = []
    for one in await client.shared_pages(DOMAINS_CALL, "items", limit=LARGEST_PAGE):
        asked = {name: one[name] for name in ("domainName", "domainNameId") if name in one}
        mapped = await client.shared_pages(MAPPINGS_CALL, "items", limit=LARGEST_PAGE, **asked)
        if any(each["restApiId"] == item.data["id"] for each in mapped):
            found.append(one["domainName"])
    return tuple(found)


def _by_id(item: Item) -> Mapping[str, Any]:
    return {"restApiId": item.data["id"]}


def _stages(response: Response) -> tuple[Stage, ...]:
    return tuple(map(_stage, response["item"]))


def _stage(one: Mapping[str, Any]) -> Stage:
    methods = one.get("methodSettings") or {}
    every = methods.get(EVERY_METHOD, {})
    silent = [path for path, each in methods.items() if each.get("loggingLevel") not in LEVELS]
    overridden = (one.get("canarySettings") or {}).get("stageVariableOverrides") or {}
    cached = methods.items() if one.get("cacheClusterEnabled") else ()
    return Stage(
        name=one["stageName"],
        executions_logged=every.get("loggingLevel") in LEVELS and not silent,
        bodies_logged=tuple(path for path, each in methods.items() if each.get("dataTraceEnabled")),
        access_logged=bool((one.get("accessLogSettings") or {}).get("destinationArn")),
        traced=one.get("tracingEnabled", False),
        web_acl=bool(one.get("webAclArn")),
        client_certificate=bool(one.get("clientCertificateId")),
        plain_caches=tuple(
            path
            for path, each in cached
            if each.get("cachingEnabled") and not each.get("cacheDataEncrypted")
        ),
        secrets=secret_variables({**(one.get("variables") or {}), **overridden}),
    )


async def _open_methods(client: RegionClient, item: Item) -> tuple[str, ...]:
    asked = {**_by_id(item), "embed": ["methods"], "limit": LARGEST_PAGE}
    return tuple(
        [
            f"{verb} {resource['path']}"
            async for resource in client.pages(RESOURCES_CALL, "items", **asked)
            for verb, method in (resource.get("resourceMethods") or {}).items()
            if verb != PREFLIGHT
            and method.get("authorizationType", "NONE") == "NONE"
            and not method.get("apiKeyRequired")
        ]
    )


def _domain(client: RegionClient, one: Mapping[str, Any]) -> Item:
    name = one["domainName"]
    return Item(one.get("domainNameArn") or _place(client, f"/domainnames/{name}"), name, one)


async def _all_domains(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await client.shared_pages(DOMAINS_CALL, "items", limit=LARGEST_PAGE):
        yield _domain(client, one)


def _http_api(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(_place(client, f"/apis/{one['ApiId']}"), one["Name"], one)


def _http_api_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    origins = item.data.get("CorsConfiguration", {}).get("AllowOrigins", ())
    return {"open_origins": tuple(one for one in origins if one in EVERY_ORIGIN)}


async def _open_routes(client: RegionClient, item: Item) -> tuple[str, ...]:
    routes = [one async for one in client.pages(ROUTES_CALL, "Items", ApiId=item.data["ApiId"])]
    if item.data["ProtocolType"] == "WEBSOCKET":  # who may connect, may send
        routes = [one for one in routes if one["RouteKey"] == CONNECT]
    return tuple(
        one["RouteKey"]
        for one in routes
        if one.get("AuthorizationType", "NONE") == "NONE"
        and not one["RouteKey"].startswith(PREFLIGHT)
    )


async def _unlogged_stages(client: RegionClient, item: Item) -> tuple[str, ...]:
    found = client.pages(HTTP_STAGES_CALL, "Items", ApiId=item.data["ApiId"])
    return tuple(
        [
            one["StageName"]
            async for one in found
            if not one.get("AccessLogSettings", {}).get("DestinationArn")
        ]
    )


async def _plain_links(client: RegionClient, item: Item) -> tuple[str, ...]:
    found = client.pages(INTEGRATIONS_CALL, "Items", ApiId=item.data["ApiId"])
    return tuple(
        [
            one["IntegrationId"]
            async for one in found
            if one.get("ConnectionType") == "VPC_LINK"
            and not one.get("TlsConfig", {}).get("ServerNameToVerify")
        ]
    )


REST_APIS = AssetCollector(
    asset_type=RestApi,
    regional=True,
    calls=(APIS_CALL,),
    items=listing(APIS_CALL, "items", _api, limit=LARGEST_PAGE),
    listed=_api_listed,
    gone=GONE,
    reads=(
        read("stages", STAGES_CALL, by=_by_id, of=_stages),
        Read(facts=("open_methods",), calls=(RESOURCES_CALL,), run=_open_methods),
        Read(facts=("domains",), calls=(DOMAINS_CALL, MAPPINGS_CALL), run=_domains),
    ),
)

HTTP_APIS = AssetCollector(
    asset_type=HttpApi,
    regional=True,
    calls=(HTTP_APIS_CALL,),
    items=listing(HTTP_APIS_CALL, "Items", _http_api),
    listed=_http_api_listed,
    gone=GONE,
    reads=(
        Read(facts=("open_routes",), calls=(ROUTES_CALL,), run=_open_routes),
        Read(facts=("unlogged_stages",), calls=(HTTP_STAGES_CALL,), run=_unlogged_stages),
        Read(facts=("plain_links",), calls=(INTEGRATIONS_CALL,), run=_plain_links),
    ),
)

DOMAINS = AssetCollector(
    asset_type=ApiDomain,
    regional=True,
    calls=(DOMAINS_CALL,),
    items=_all_domains,
    listed=lambda _client, item: {"tls_policy": item.data.get("securityPolicy", OLDEST_TLS)},
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (REST_APIS, HTTP_APIS, DOMAINS)
