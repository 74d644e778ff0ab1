"""A Google Cloud project over HTTP, for tests, the demo and benches.

Every request and every answer is checked with Google's own discovery documents: what they do not
allow is a fault of the test. The hosts of the APIs are the first part of the path.
"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.emulator.gcp.discovery import DishonestError, Method, route

PROJECT = "shop-prod"
NUMBER = "415104041262"
ACCOUNT = f"scanner@{PROJECT}.iam.gserviceaccount.com"
TARGET = f"posture@{PROJECT}.iam.gserviceaccount.com"
REFRESH = "refresh-of-a-person"
LOCATIONS = ("global", "europe-west1", "us-central1")
REGIONAL = {"aiplatform", "dialogflow", "discoveryengine"}
REGION_OF_HOST = re.compile(r"^([a-z]+-[a-z]+\d+|us|eu)-(?=[a-z]+$)")
STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}
# The project, as the first version of Resource Manager writes it.
OLDER = {"projectId": PROJECT, "projectNumber": NUMBER, "name": "Shop", "lifecycleState": "ACTIVE"}
# What every new bucket grants.
OF_OWNERS = {
    "role": "roles/storage.legacyBucketOwner",
    "members": [f"projectEditor:{PROJECT}", f"projectOwner:{PROJECT}"],
}
OLD_APIS = {"compute", "storage", "bigquery", "sqladmin", "dns"}


@dataclass(slots=True)
class Refusal:
    """How calls are refused.

    Attributes:
        reason: the reason in `details`, or in `errors` where `old` is set; empty for none.
        times: how often; None for always.
        at: a part of the path that the refusal is for.
    """

    status: int
    reason: str = ""
    message: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    old: bool = False
    times: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    at: str = ""


@dataclass(slots=True)
class EmulatedProject:
    """A project with its resources.

    Attributes:
        records: by method, what its listing has: a part of the path that must fit, the scope in
            an aggregated list, and the record.
        answers: by method, answers of other reads: a part of the path, and the body.
        extra: by method, further members of the answer, such as `unreachable`.
        refusals: by method, how it is refused.
        bodies: by method, raw bytes in place of the answer.
        page_size: members of a page of a listing at most.
        requests: methods and paths of the reads, in their order.
        faults: what the discovery documents do not allow.
        delay_seconds: how long each answer of an API takes.
    """

    url: str = ""
    universe: str = "googleapis.com"
    state: str = "ACTIVE"
    labels: dict[str, str] = field(default_factory=dict)
    services: set[str] = field(default_factory=set)
    locations: tuple[str, ...] = LOCATIONS
    records: dict[str, list[tuple[str, str, dict[str, Any]]]] = field(default_factory=dict)
    answers: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    extra: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    page_size: int = 1_000
    delay_seconds: float = 0.0
    requests: list[tuple[str, str]] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    token_refusal: tuple[str, int] | None = None
    expires_in: int = 3_599
    tokens: dict[str, float] = field(default_factory=dict)
    granted: set[str] | None = None

    def add(
        self, method: str, record: dict[str, Any], *, at: str = "", scope: str = "global"
    ) -> dict[str, Any]:
        """Put a record into a listing."""
        if method.startswith(("compute.", "dns.")):  # their resources have numbers, too
            record.setdefault("id", str(1_000 + len(self.records.get(method, ()))))
        self.records.setdefault(method, []).append((at, scope, record))
        return record

    def answer(self, method: str, body: dict[str, Any], *, at: str = "") -> None:
        """Set the answer of a read, for paths that contain `at`."""
        self.answers.setdefault(method, []).append((at, body))

    def application(self) -> web.Application:
        """Return the web application that serves it."""
        app = web.Application()
        app.router.add_post("/token", self._token)
        app.router.add_get("/computeMetadata/v1/{path:.*}", self._metadata)
        app.router.add_route("*", "/{host:[a-z0-9-]+(?:\\.[a-z0-9-]+)+}/{path:.*}", self._read)
        # Behind a proxy, the host is that of the request.
        app.router.add_route("*", "/{path:.*}", self._read)
        return app

    def token(self) -> dict[str, Any]:
        """Return a new token, as the token endpoint and the metadata server answer it."""
        text = f"token-{len(self.tokens)}"
        self.tokens[text] = time() + self.expires_in
        return {"access_token": text, "expires_in": self.expires_in, "token_type": "Bearer"}

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(parse_qsl(await request.text()))
        self.forms.append(form)
        if self.token_refusal is not None:
            error, status = self.token_refusal
            return web.json_response({"error": error, "error_description": "No."}, status=status)
        grants = {
            "urn:ietf:params:oauth:grant-type:jwt-bearer": form.get("assertion"),
            "refresh_token": form.get("refresh_token") == REFRESH,
            "urn:ietf:params:oauth:grant-type:token-exchange": form.get("subject_token"),
        }
        if not grants.get(form.get("grant_type", "")):
            return web.json_response({"error": "invalid_grant"}, status=400)
        issued = "urn:ietf:params:oauth:token-type:access_token"
        return web.json_response({**self.token(), "issued_token_type": issued})

    async def _metadata(self, request: web.Request) -> web.Response:
        if request.headers.get("Metadata-Flavor") != "Google":
            return web.Response(status=403)
        path = request.match_info["path"]
        headers = {"Metadata-Flavor": "Google"}
        if path == "universe/universe-domain":
            return web.Response(text=self.universe, headers=headers)
        if path == "instance/service-accounts/default/token":
            return web.json_response(self.token(), headers=headers)
        return web.Response(status=404)

    async def _read(self, request: web.Request) -> web.Response:
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        path = request.match_info["path"]
        host = request.match_info.get("host") or request.host.partition(":")[0]
        if host == f"www.{self.universe}":
            host = f"{path.partition('/')[0]}.{self.universe}"
        body = await request.read()
        label = host.removesuffix(f".{self.universe}")
        region = REGION_OF_HOST.match(label)
        service = REGION_OF_HOST.sub("", label)
        method = route(request.method, service, path) if host.endswith(self.universe) else None
        if method is None:
            return self._fault(f"{request.method} {host}/{path}: no such method")
        self.requests.append((method.id, path))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, 0.0) < time():
            return _error(service, Refusal(401, "ACCESS_TOKEN_EXPIRED"))
        if service in REGIONAL and (wrong := _other_host(region[1] if region else "global", path)):
            return self._fault(f"{method.id}: {wrong}")
        try:
            method.check_query(dict(request.query))
            method.check_body(body)
            return self._answer(method, path, request.query, body)
        except DishonestError as error:
            return self._fault(str(error))

    def _fault(self, text: str) -> web.Response:
        self.faults.append(text)
        return web.json_response({"error": {"code": 500, "message": text}}, status=501)

    def _answer(
        self, method: Method, path: str, query: Mapping[str, str], body: bytes
    ) -> web.Response:
        refusal = self.refusals.get(method.id)
        if refusal is not None and refusal.at in path and refusal.times != 0:
            if refusal.times is not None:
                refusal.times -= 1
            return _error(method.service, refusal)
        if method.id in self.bodies:
            return web.Response(body=self.bodies[method.id], content_type="application/json")
        found = self._found(method, path, query, body)
        if found is None:
            return _error(method.service, Refusal(404))
        kind = method.answer.get("properties", {}).get("kind", {}).get("default")
        found = {**({"kind": kind} if kind else {}), **found, **self._more(method, found)}
        method.check_answer(found)
        return web.json_response(found)

    def _more(self, method: Method, found: Mapping[str, Any]) -> dict[str, Any]:
        """Return the further members of an answer; scopes of an aggregated list are added."""
        extra = self.extra.get(method.id, {})
        if "items" in extra:
            return {**extra, "items": {**found.get("items", {}), **extra["items"]}}
        return extra

    def _found(
        self, method: Method, path: str, query: Mapping[str, str], body: bytes
    ) -> dict[str, Any] | None:
        if (listed := self._listed(method, query)) is not None:
            return self._page(method, query, listed)
        made: dict[str, Callable[[], dict[str, Any] | None]] = {
            "cloudresourcemanager.projects.get": lambda: self._project(path),
            "cloudresourcemanager.projects.testIamPermissions": lambda: self._permitted(body),
            "iamcredentials.projects.serviceAccounts.generateAccessToken": self._impersonated,
            "serviceusage.services.get": lambda: self._service(path),
            "container.projects.locations.list": self._clusters_locations,
        }
        if method.id in made:
            return made[method.id]()
        fitting = (found for at, found in self.answers.get(method.id, ()) if at in path)
        if (answer := next(fitting, None)) is not None:
            return _with_system_key(answer) if _every_key(method, query) else answer
        if "nextPageToken" in method.answer.get("properties", {}) or method.id in self.records:
            records = self.records.get(method.id, ())
            listed = [(scope, one) for at, scope, one in records if at in path]
            return self._page(method, query, listed or self._of_aggregated(method, path))
        if method.id == "storage.buckets.getIamPolicy":
            return {"bindings": [OF_OWNERS], "etag": "CAE="}
        return {} if method.id.endswith(("getIamPolicy", "getAncestry")) else None

    def _listed(
        self, method: Method, query: Mapping[str, str]
    ) -> list[tuple[str, dict[str, Any]]] | None:
        """Return what listings of the project's own settings have; None for other methods."""
        lists: dict[str, Callable[[], list[tuple[str, dict[str, Any]]]]] = {
            "serviceusage.services.list": lambda: [
                ("", _service(n)) for n in sorted(self.services)
            ],
            "compute.regions.list": lambda: _named(self._regions()),
            "compute.zones.list": lambda: _named(self._zones()),
            "cloudresourcemanager.projects.list": lambda: [("", OLDER)],
            "cloudresourcemanager.projects.search": lambda: self._within(method.id, query),
            "cloudresourcemanager.folders.list": lambda: self._within(method.id, query),
        }
        if method.id in lists:
            return lists[method.id]()
        if method.id.endswith(".locations.list") and method.service != "container":
            return [("", self._location(one)) for one in self.locations]
        return None

    def _clusters_locations(self) -> dict[str, Any]:
        return {"locations": [{"name": one, "type": "REGION"} for one in self._regions()]}

    def _within(self, method: str, query: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
        """Return the projects or folders that are directly in the parent of a query."""
        found = [(scope, one) for _, scope, one in self.records.get(method, ())]
        _, named, parent = query.get("query", "").partition("parent:")
        parent = query.get("parent") or parent
        return [one for one in found if not (named or parent) or one[1].get("parent") == parent]

    def _service(self, path: str) -> dict[str, Any]:
        name = path.rpartition("/")[2]
        on = name.removesuffix(f".{self.universe}") in self.services
        return {"name": path.partition("/")[2], "state": "ENABLED" if on else "DISABLED"}

    def _regions(self) -> list[str]:
        return [one for one in self.locations if one.count("-") == 1]

    def _zones(self) -> list[str]:
        return [f"{region}-{letter}" for region in self._regions() for letter in "bcd"]

    def _of_aggregated(self, method: Method, path: str) -> list[tuple[str, dict[str, Any]]]:
        """Return what an aggregated list of Compute Engine has in the one place of a path."""
        whole = f"{method.id.removesuffix('.list')}.aggregatedList"
        found = re.search(r"/(zones/[^/]+|regions/[^/]+|global)/", path)
        if method.service != "compute" or found is None or whole not in self.records:
            return []
        records = self.records[whole]
        return [(scope, one) for _, scope, one in records if scope == found[1]]

    def _location(self, name: str) -> dict[str, Any]:
        return {"locationId": name, "name": f"projects/{PROJECT}/locations/{name}"}

    def _permitted(self, body: bytes) -> dict[str, Any]:
        asked = json.loads(body)["permissions"]
        held = asked if self.granted is None else self.granted
        return {"permissions": [one for one in asked if one in held]}

    def _impersonated(self) -> dict[str, Any]:
        issued = self.token()["access_token"]
        return {"accessToken": issued, "expireTime": "2100-01-01T00:00:00Z"}

    def _project(self, path: str) -> dict[str, Any] | None:
        if not path.endswith(f"/{PROJECT}"):
            return None
        if path.startswith("v1/"):
            return OLDER
        return {
            "name": f"projects/{NUMBER}",
            "projectId": PROJECT,
            "displayName": "Shop",
            "state": self.state,
            **({"labels": self.labels} if self.labels else {}),
        }

    def _page(
        self, method: Method, query: Mapping[str, str], listed: list[tuple[str, dict[str, Any]]]
    ) -> dict[str, Any]:
        """Return a page of a listing; an empty one has no member for it, as Google's have not."""
        shape = method.answer["properties"]
        asked = int(query.get("maxResults") or query.get("pageSize") or 500)
        size = min(asked, self.page_size) if "nextPageToken" in shape else len(listed) + 1
        first = int(query.get("pageToken", "0"))
        page = listed[first : first + size]
        found: dict[str, Any] = {}
        if page and shape.get("items", {}).get("type") == "object":
            (member,) = (
                name
                for name, one in method.schema(shape["items"]["additionalProperties"]["$ref"])[
                    "properties"
                ].items()
                if one.get("type") == "array"
            )
            found["items"] = {}
            for scope, record in page:
                found["items"].setdefault(scope, {member: []})[member].append(record)
        elif page:
            (member,) = (
                name
                for name, one in shape.items()
                if one.get("type") == "array"
                and name not in {"unreachable", "unreachables", "missingZones", "warnings"}
            )
            found[member] = [record for _, record in page]
        if first + size < len(listed):
            found["nextPageToken"] = str(first + size)
        return found


def _every_key(method: Method, query: Mapping[str, str]) -> bool:
    return method.id == "iam.projects.serviceAccounts.keys.list" and "keyTypes" not in query


def _with_system_key(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of an account with the one that Google itself has for each."""
    name = f"projects/{PROJECT}/serviceAccounts/a/keys/1"
    moments = {"validAfterTime": "2024-01-01T00:00:00Z", "validBeforeTime": "2100-01-01T00:00:00Z"}
    own = {"name": name, "keyType": "SYSTEM_MANAGED", "keyOrigin": "GOOGLE_PROVIDED", **moments}
    return {**answer, "keys": [*answer.get("keys", ()), own]}


def _named(names: list[str]) -> list[tuple[str, dict[str, Any]]]:
    return [("", {"name": one}) for one in names]


def _service(name: str) -> dict[str, Any]:
    path = f"projects/{NUMBER}/services/{name}.googleapis.com"
    return {"name": path, "state": "ENABLED"}


def _other_host(region: str, path: str) -> str:
    """Return why a path is not for the host of a region; empty if it is."""
    found = re.search(r"/locations/([^/]+)/", path)
    if found is None or found[1] == region:
        return ""
    return f"the location {found[1]} does not match the host of {region}"


def _error(service: str, refusal: Refusal) -> web.Response:
    """Return an error in the envelope of the newer or of the older APIs."""
    error: dict[str, Any] = {
        "code": refusal.status,
        "message": refusal.message or refusal.reason or "No.",
    }
    if refusal.old or (service in OLD_APIS and not refusal.metadata):
        reason = refusal.reason or {403: "forbidden", 404: "notFound"}.get(refusal.status, "error")
        error["errors"] = [{"message": error["message"], "domain": "global", "reason": reason}]
    else:
        error["status"] = STATUSES.get(refusal.status, "INTERNAL")
        if refusal.reason:
            error["details"] = [
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": refusal.reason,
                    "domain": "googleapis.com",
                    "metadata": dict(refusal.metadata),
                }
            ]
    return web.json_response({"error": error}, status=refusal.status, headers=dict(refusal.headers))
