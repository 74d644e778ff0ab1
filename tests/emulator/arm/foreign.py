"""The emulated subscription for clients that are not ours, which read it with Microsoft's SDKs.

Their SDKs find the tenant by discovery, read in API versions of their own, and read more than ours
do. What is not there is an empty listing; `unknown` has what of it was read.
"""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.emulator.arm import (
    KNOWN,
    SUBSCRIPTION,
    TENANT,
    EmulatedSubscription,
)

LOGIN = "https://login.microsoftonline.com"
HOSTS = ("login.microsoftonline.com", "management.azure.com", "graph.microsoft.com")
WHOLE = f"/subscriptions/{SUBSCRIPTION}"
ROLES = f"{WHOLE}/providers/microsoft.authorization/roleassignments"


@dataclass
class ForeignSubscription(EmulatedSubscription):
    """A subscription for all clients.

    Attributes:
        unknown: the kinds of resources that were read, and of which nothing is known.
    """

    unknown: set[str] = field(default_factory=set)

    def application(self) -> web.Application:
        """Return the web application that serves it, with the discovery of the tenant."""
        app = web.Application()
        app.router.add_get("/common/discovery/instance", self._instance)
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._openid)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_get("/{path:.*}", self._read)
        return app

    async def _instance(self, _request: web.Request) -> web.Response:
        hosts = {"preferred_network": HOSTS[0], "preferred_cache": HOSTS[0], "aliases": HOSTS[:1]}
        return web.json_response(
            {
                "tenant_discovery_endpoint": f"{LOGIN}/{TENANT}/v2.0/.well-known/"
                "openid-configuration",
                "api-version": "1.1",
                "metadata": [hosts],
            }
        )

    async def _openid(self, request: web.Request) -> web.Response:
        tenant = f"{LOGIN}/{request.match_info['tenant']}"
        return web.json_response(
            {
                "issuer": f"{tenant}/v2.0",
                "token_endpoint": f"{tenant}/oauth2/v2.0/token",
                "authorization_endpoint": f"{tenant}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{tenant}/oauth2/v2.0/devicecode",
            }
        )

    def _path(self, request: web.Request) -> str:
        # One of Microsoft's SDKs doubles slashes.
        return super()._path(request).replace("//", "/")

    def _knows(self, kind: str, version: str | None) -> bool:
        return bool(version) or super()._knows(kind, version)

    def _of_graph(self, request: web.Request, path: str) -> web.Response:
        if path not in self.graph:
            self.unknown.add(path)
            return web.json_response({"value": []})
        return super()._of_graph(request, path)

    def _answer(self, request: web.Request, path: str, kind: str) -> web.Response:
        if path == "/subscriptions":
            return self._page(request, self.subscriptions)
        if path == "/tenants":
            return self._page(request, [{"id": path, "tenantId": TENANT}])
        if kind == "/subscriptions/*/locations":
            return self._page(request, [{"id": path, "name": "westeurope"}])
        if path == ROLES and request.query.get("$filter") == "atScope()":
            return self._page(request, list(filter(_is_wide, self._listed(path))))
        if kind not in KNOWN and path not in self.resources and not self._listed(path):
            self.unknown.add(kind)
        return super()._answer(request, path, kind)


def _is_wide(assignment: dict[str, Any]) -> bool:
    """Return whether an assignment is for the subscription, or for what is above it."""
    scope = str(assignment["properties"]["scope"]).lower().rstrip("/")
    return WHOLE.lower() == scope or not scope.startswith("/subscriptions/")
