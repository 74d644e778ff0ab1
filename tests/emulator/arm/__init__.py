"""An Azure subscription over HTTP, for tests: Entra's token endpoint and the Resource Manager.

It knows only the paths and API versions of the REST reference that are listed in `KNOWN`; all else
is a failure of the test that asked for it.
"""

import asyncio
import json
import re
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate
from joserfc import jwt
from joserfc.jwk import RSAKey

SUBSCRIPTION = "6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10"
TENANT = "0a4b8c2d-7e1f-4a5b-9c3d-2e6f8a1b7c9d"
CLIENT = "c1d2e3f4-a5b6-4788-99aa-bbccddeeff00"
SECRET = "not-a-real-secret"  # of the emulated tenant
SCOPE = "https://management.azure.com/.default"
GRAPH_SCOPE = "https://graph.microsoft.com/.default"
GRAPH = "/v1.0/"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/Shop"

# By path without subscription and names: the API version that a read must have.
# Source: https://learn.microsoft.com/rest/api/azure/
KNOWN = {
    "/subscriptions": "2022-12-01",
    "/subscriptions/*": "2022-12-01",
    "microsoft.storage/storageaccounts": "2024-01-01",
    "microsoft.storage/storageaccounts/blobservices": "2024-01-01",
    "microsoft.storage/storageaccounts/blobservices/containers": "2024-01-01",
    "microsoft.storage/storageaccounts/fileservices": "2024-01-01",
    "microsoft.network/networksecuritygroups": "2024-05-01",
    "microsoft.network/virtualnetworks": "2024-05-01",
    "microsoft.keyvault/vaults": "2026-02-01",
    "microsoft.keyvault/vaults/keys": "2026-02-01",
    "microsoft.keyvault/vaults/secrets": "2026-02-01",
    "microsoft.cognitiveservices/accounts": "2025-06-01",
    "microsoft.cognitiveservices/accounts/deployments": "2025-06-01",
    "microsoft.cognitiveservices/accounts/raipolicies": "2025-06-01",
    "microsoft.cognitiveservices/accounts/connections": "2025-06-01",
    "microsoft.cognitiveservices/accounts/defenderforaisettings": "2025-06-01",
    "microsoft.cognitiveservices/accounts/projects": "2025-06-01",
    "microsoft.cognitiveservices/accounts/projects/connections": "2025-06-01",
    "microsoft.botservice/botservices": "2022-09-15",
    "microsoft.insights/diagnosticsettings": "2021-05-01-preview",
    "microsoft.insights/activitylogalerts": "2020-10-01",
    "microsoft.authorization/roleassignments": "2022-04-01",
    "microsoft.authorization/roledefinitions": "2022-04-01",
    "microsoft.security/pricings": "2024-01-01",
    "microsoft.security/securitycontacts": "2023-12-01-preview",
    "microsoft.network/networkinterfaces": "2024-05-01",
    "microsoft.network/publicipaddresses": "2024-05-01",
    "microsoft.network/applicationgateways": "2024-05-01",
    "microsoft.network/applicationgatewaywebapplicationfirewallpolicies": "2024-05-01",
    "microsoft.network/networkwatchers": "2024-05-01",
    "microsoft.network/networkwatchers/flowlogs": "2024-05-01",
    "microsoft.sql/servers": "2023-08-01",
    "microsoft.sql/servers/firewallrules": "2023-08-01",
    "microsoft.sql/servers/auditingsettings": "2023-08-01",
    "microsoft.sql/servers/encryptionprotector": "2023-08-01",
    "microsoft.sql/servers/advancedthreatprotectionsettings": "2023-08-01",
    "microsoft.sql/servers/databases": "2023-08-01",
    "microsoft.sql/servers/databases/transparentdataencryption": "2023-08-01",
    "microsoft.dbforpostgresql/flexibleservers": "2024-08-01",
    "microsoft.dbforpostgresql/flexibleservers/firewallrules": "2024-08-01",
    "microsoft.dbforpostgresql/flexibleservers/configurations": "2024-08-01",
    "microsoft.dbforpostgresql/flexibleservers/administrators": "2024-08-01",
    "microsoft.dbformysql/flexibleservers": "2023-12-30",
    "microsoft.dbformysql/flexibleservers/firewallrules": "2023-12-30",
    "microsoft.dbformysql/flexibleservers/configurations": "2023-12-30",
    "microsoft.documentdb/databaseaccounts": "2024-08-15",
    "microsoft.web/sites": "2023-12-01",
    "microsoft.web/sites/privateendpointconnections": "2023-12-01",
    "microsoft.web/sites/config": "2023-12-01",
    "microsoft.web/sites/basicpublishingcredentialspolicies": "2023-12-01",
    "microsoft.containerregistry/registries": "2025-04-01",
    "microsoft.containerservice/managedclusters": "2025-07-01",
    "microsoft.compute/virtualmachines": "2024-03-01",
    "microsoft.compute/virtualmachinescalesets": "2024-03-01",
    "microsoft.compute/disks": "2023-04-02",
    "microsoft.compute/snapshots": "2023-04-02",
    "microsoft.search/searchservices": "2023-11-01",
    "microsoft.databricks/workspaces": "2024-05-01",
    "microsoft.machinelearningservices/registries": "2025-12-01",
    "microsoft.machinelearningservices/workspaces": "2025-12-01",
    "microsoft.machinelearningservices/workspaces/computes": "2025-12-01",
    "microsoft.machinelearningservices/workspaces/onlineendpoints": "2025-12-01",
}
DESCENDANTS = "microsoft.management/managementgroups/descendants"
KNOWN[DESCENDANTS] = "2023-04-01"
LISTED_FOR_TENANT = {DESCENDANTS, "/subscriptions"}
# A type whose resources belong to another resource, or to the subscription itself.
EXTENSION = "microsoft.insights/diagnosticsettings"
# Reads of one resource whose name is fixed.
SINGLE = {"default", "current", "web"}
Answer = tuple[int, Mapping[str, Any], Mapping[str, str]]


@dataclass(slots=True)
class Refusal:
    """How calls are refused: a status, ARM's code, and how often; None for always."""

    status: int
    code: str
    times: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class EmulatedSubscription:
    """A subscription with its resources.

    Attributes:
        tags: those of the subscription.
        resources: by id in lower case, the resource as ARM answers it.
        refusals: by the end of a type in lower case, how its reads are refused.
        bodies: by the end of a path in lower case, raw bytes in place of the answer.
        subscriptions: those that the identity can read.
        descendants: what is in each management group.
        graph: by path of Microsoft Graph in lower case, an object, or the members of a listing.
        graph_tokens: those of the tokens that are for Graph.
        certificate: the application's, whose key has to sign its assertions.
        page_size: members of a page of a listing.
        delay_seconds: time before each answer of the Resource Manager.
        in_flight: the reads that wait for their answers now, and the most there were.
        requests: paths and queries of the reads, in their order.
        token_refusal: the error of Entra, in place of a token.
        expires_in: seconds for which a token is valid.
    """

    url: str = ""
    state: str = "Enabled"
    tenant_id: str = TENANT
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    descendants: list[dict[str, Any]] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    page_size: int = 1_000
    delay_seconds: float = 0.0
    in_flight: tuple[int, int] = (0, 0)
    requests: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    token_refusal: tuple[str, int] | None = None
    expires_in: int = 3_599
    certificate: Certificate | None = None
    tokens: dict[str, float] = field(default_factory=dict)
    graph: dict[str, Any] = field(default_factory=dict)
    graph_tokens: set[str] = field(default_factory=set)
    _indexed: int = 0
    _ids: dict[str, list[str]] = field(default_factory=dict)

    def add(
        self,
        type_: str,
        name: str,
        properties: Mapping[str, Any],
        *,
        under: str = GROUP,
        **top: object,
    ) -> str:
        """Put a resource into the subscription, and return its id as ARM spells it."""
        parent, _, last = type_.rpartition("/")
        directly = under.count("/") <= GROUP.count("/") or type_.lower() == EXTENSION
        at = f"{under}/providers/{type_}/{name}" if directly else f"{under}/{last}/{name}"
        assert parent
        found = {"id": at, "name": name, "type": type_, "properties": dict(properties), **top}
        self.resources[at.lower()] = found
        return at

    def application(self) -> web.Application:
        """Return the web application that serves it."""
        app = web.Application()
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_get("/{path:.*}", self._read)
        return app

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(parse_qsl(await request.text()))
        self.forms.append(form)
        if self.token_refusal is not None:
            error, number = self.token_refusal
            return web.json_response(
                {"error": error, "error_codes": [number], "error_description": f"AADSTS{number}:"},
                status=401,
            )
        proven = form.get("client_secret") == SECRET or self._accepts(
            form.get("client_assertion", ""), request
        )
        right = {"client_id": CLIENT, "grant_type": "client_credentials"}
        if (
            not proven
            or request.match_info["tenant"] != TENANT
            or not right.items() <= form.items()
            or form["scope"] not in {SCOPE, GRAPH_SCOPE}
        ):
            return web.json_response(
                {"error": "invalid_client", "error_codes": [7000215]}, status=401
            )
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = time() + self.expires_in
        if form["scope"] == GRAPH_SCOPE:
            self.graph_tokens.add(token)
        return web.json_response(
            {"token_type": "Bearer", "expires_in": self.expires_in, "access_token": token}
        )

    def _accepts(self, assertion: str, request: web.Request) -> bool:
        """Return whether an assertion is the workload's token, or signed by the certificate."""
        if self.certificate is None:
            return assertion == "assertion"
        url = f"{self.url}{request.path}"
        public = self.certificate.public_key()
        assert isinstance(public, RSAPublicKey)
        key = RSAKey.import_key(public)
        token = jwt.decode(assertion, key, algorithms=["PS256"])
        digest = self.certificate.fingerprint(hashes.SHA256())
        named = {"aud": url, "iss": CLIENT, "sub": CLIENT}.items() <= token.claims.items()
        thumbprint = urlsafe_b64encode(digest).decode().rstrip("=")
        fresh = token.claims["nbf"] <= time() <= token.claims["exp"] <= time() + 600
        return named and fresh and token.header["x5t#S256"] == thumbprint

    async def _read(self, request: web.Request) -> web.Response:
        self.requests.append(request.path_qs)
        waiting, most = self.in_flight
        self.in_flight = waiting + 1, max(most, waiting + 1)
        try:
            if self.delay_seconds:
                await asyncio.sleep(self.delay_seconds)
            return self._answered(request)
        finally:
            self.in_flight = self.in_flight[0] - 1, self.in_flight[1]

    def _answered(self, request: web.Request) -> web.Response:
        path = self._path(request)
        of_graph = request.path.startswith(GRAPH)
        kind = path if of_graph else _kind(path)
        refused = self._refused(request, kind, of_graph=of_graph)
        if refused is not None:
            return refused
        for end, body in self.bodies.items():
            if path.endswith(end):
                return web.Response(body=body, content_type="application/json")
        if of_graph:
            return self._of_graph(request, path)
        return self._answer(request, path, kind)

    def _path(self, request: web.Request) -> str:
        """Return the path of a request in lower case."""
        return request.path.rstrip("/").lower()

    def _refused(self, request: web.Request, kind: str, *, of_graph: bool) -> web.Response | None:
        """Return the error of a read; None if it is allowed."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens or (token in self.graph_tokens) is not of_graph:
            return _error(401, "AuthenticationFailed")
        if self.tokens[token] < time():
            return _error(401, "ExpiredAuthenticationToken")
        if not of_graph and not self._knows(kind, request.query.get("api-version")):
            return _error(400, f"InvalidApiVersionParameter({kind})")
        refusal = next((one for end, one in self.refusals.items() if kind.endswith(end)), None)
        if refusal is None or refusal.times == 0:
            return None
        if refusal.times is not None:
            refusal.times -= 1
        return _error(refusal.status, refusal.code, refusal.headers)

    def _knows(self, kind: str, version: str | None) -> bool:
        """Return whether a kind of resources has this API version."""
        return KNOWN.get(kind) == version

    def _of_graph(self, request: web.Request, path: str) -> web.Response:
        if path not in self.graph:
            return _error(404, "Request_ResourceNotFound")
        found = self.graph[path]
        if isinstance(found, dict):
            return web.json_response(found)
        start = int(request.query.get("$skiptoken", "0"))
        page: dict[str, Any] = {"value": found[start : start + self.page_size]}
        if start + self.page_size < len(found):
            page["@odata.nextLink"] = f"{self.url}{path}?$skiptoken={start + self.page_size}"
        return web.json_response(page)

    def _answer(self, request: web.Request, path: str, kind: str) -> web.Response:
        if kind in LISTED_FOR_TENANT:
            found = self.descendants if kind == DESCENDANTS else self.subscriptions
            return self._page(request, found)
        if kind == "/subscriptions/*":
            if path != f"/subscriptions/{SUBSCRIPTION}":
                return _error(404, "SubscriptionNotFound")
            return web.json_response(
                {
                    "id": path,
                    "subscriptionId": SUBSCRIPTION,
                    "tenantId": self.tenant_id,
                    "displayName": "Shop",
                    "state": self.state,
                    **({"tags": self.tags} if self.tags else {}),
                }
            )
        if path in self.resources:
            return web.json_response(self.resources[path])
        is_one = len(path.partition("/providers/")[2].split("/")) % 2
        if is_one or path.rpartition("/")[2] in SINGLE:
            return _error(404, "ResourceNotFound")
        return self._page(request, self._listed(path))

    def _listed(self, path: str) -> list[dict[str, Any]]:
        """Return what a listing has: the children of a resource, or all of a type."""
        if self._indexed != len(self.resources):
            self._indexed = len(self.resources)
            self._ids = defaultdict(list)
            for at, found in self.resources.items():
                self._ids[at.rpartition("/")[0]].append(at)
                self._ids[found["type"].lower()].append(at)
        whole = path.startswith(f"/subscriptions/{SUBSCRIPTION}/providers/")
        kind = path.rpartition("/providers/")[2]
        wanted = kind if whole and kind != EXTENSION else path
        return [self.resources[at] for at in self._ids.get(wanted, ())]

    def _page(self, request: web.Request, found: list[dict[str, Any]]) -> web.Response:
        start = int(request.query.get("$skiptoken", "0"))
        page: dict[str, Any] = {"value": found[start : start + self.page_size]}
        if start + self.page_size < len(found):
            query = f"api-version={request.query['api-version']}"
            following = f"{query}&$skiptoken={start + self.page_size}"
            page["nextLink"] = f"{self.url}{request.path}?{following}"
        return web.json_response(page)


def _kind(path: str) -> str:
    """Return the type that a path is about, or what it is instead."""
    if "/providers/" not in path:
        return re.sub(r"(?<=/subscriptions/)[^/]+", "*", path)
    provider, *rest = path.rpartition("/providers/")[2].split("/")
    return "/".join((provider, *rest[::2]))


def _error(status: int, code: str, headers: Mapping[str, str] | None = None) -> web.Response:
    body = json.dumps({"error": {"code": code, "message": f"{code}."}})
    return web.Response(
        status=status, text=body, content_type="application/json", headers=dict(headers or {})
    )
