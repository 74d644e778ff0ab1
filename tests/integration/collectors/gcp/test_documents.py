"""What collectors ask and read is in Google's discovery documents: methods, parameters, members."""

import csv
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

import pytest

from posture.collectors.collecting import AssetCollector, Item, Read
from posture.collectors.errors import CallError
from posture.collectors.gcp.catalog import COLLECTORS
from posture.collectors.gcp.collecting import ProjectClient
from posture.collectors.gcp.operations import OPERATIONS
from posture.collectors.gcp.permissions import read_only_role
from posture.domain.gcp.regions import ANNOUNCED, REGIONS
from tests.emulator.gcp import NUMBER, PROJECT
from tests.emulator.gcp.discovery import VERSION, Method, methods

pytestmark = pytest.mark.anyio

# A predefined role that contains each permission, as Google lists its roles (August 2026).
PERMISSIONS = Path(__file__).with_name("permissions.csv")
Schema = Mapping[str, Any]
TEXTS = {
    "google-datetime": "2024-01-01T00:00:00Z",
    "google-duration": "60s",
    "date-time": "2024-01-01T00:00:00Z",
}
# Members whose documents list their values in words alone.
VALUES = {"action": "allow", "createTime": "2024-01-01T00:00:00Z", "type": "folder"}
# The listing with the assets, where a collector lists what they belong to before.
LISTED_BY = {
    "CryptoKey": "cloudkms:projects.locations.keyRings.cryptoKeys.list",
    "IdentityProvider": "iam:projects.locations.workloadIdentityPools.providers.list",
}
POOLS = "iam:projects.locations.workloadIdentityPools.list"


def method_of(call: str) -> Method:
    """Return the method in the discovery document that a call is of."""
    operation = OPERATIONS[call]
    version = VERSION.search(operation.path)
    assert version is not None
    wanted = call.replace(":", ".", 1)
    found = [one for one in methods(operation.host, version[1]) if one.id == wanted]
    assert len(found) == 1, call
    return found[0]


@pytest.mark.parametrize("call", OPERATIONS)
def test_a_call_is_a_method_with_this_path_and_these_parameters(call: str) -> None:
    operation, method = OPERATIONS[call], method_of(call)
    data = method.data
    example = method.document["servicePath"] + data.get("flatPath", data["path"])
    example = re.sub(r"\{[^}]+\}", "a", example)
    parts = re.split(r"(\{[^}]+\})", operation.path)
    ours = "".join(map(_pattern, parts)).replace(r"/\-/", "/[^/]+/")

    assert data["httpMethod"] == operation.verb
    assert method.document["rootUrl"] == f"https://{operation.host}.googleapis.com/"
    # Some parts are fixed in our paths, and any in the documents.
    fixed = re.sub("/(global|default_collection)/", "/[^/]+/", ours)
    if call == "serviceusage:services.list":
        fixed = fixed.replace("projects", "[^/]+")
    assert [one for one in (ours, fixed) if re.fullmatch(one, example)], (ours, example)
    method.check_query(dict(parse_qsl(operation.query.replace("{project}", "a"))))
    method.check_body(operation.body)


def test_each_permission_is_one_that_a_role_of_google_contains() -> None:
    rows = csv.DictReader(PERMISSIONS.read_text().splitlines())
    known = {row["permission"]: row["role"] for row in rows}

    assert {one.permission for one in OPERATIONS.values()} - {""} == known.keys()
    # The page says that this role is enough.
    needed = read_only_role(COLLECTORS)["includedPermissions"]
    assert {known[one] for one in needed} == {"roles/iam.securityAuditor"}


def test_every_location_with_an_endpoint_is_a_region() -> None:
    documents = (method_of(call).document for call in OPERATIONS)
    located = {one["location"] for found in documents for one in found.get("endpoints", ())}

    assert len(located & ANNOUNCED) > len(ANNOUNCED) // 2
    assert located - REGIONS == set()


@pytest.mark.parametrize("call", [name for name, one in OPERATIONS.items() if one.items])
def test_a_listing_has_its_members_and_pages_where_its_document_has_them(call: str) -> None:
    operation, method = OPERATIONS[call], method_of(call)
    members = method.answer["properties"]

    assert members[operation.items]["type"] == ("object" if operation.scope else "array")
    assert members.get("kind", {}).get("default", "") == operation.kind
    sized = {"pageSize", "maxResults"} & method.data["parameters"].keys()
    assert all(one in operation.query for one in sized)
    if operation.scope:
        scope = method.schema(members[operation.items]["additionalProperties"]["$ref"])
        assert scope["properties"][operation.scope]["type"] == "array"


def _pattern(part: str) -> str:
    if part[:1] != "{":
        return re.escape(part)
    return ".+" if part in {"{path}", "{parent}"} else "[^/]+"


def record_schema(call: str) -> tuple[Method, Schema]:
    """Return the schema of what a call lists."""
    operation, method = OPERATIONS[call], method_of(call)
    found: Schema = method.answer["properties"][operation.items]
    if operation.scope:
        scope = method.schema(found["additionalProperties"]["$ref"])
        found = scope["properties"][operation.scope]
    return method, found["items"]


class Documented(dict[str, Any]):
    """A record with every member of its schema; another name is a fault of who asks for it."""

    def __init__(self, method: Method, schema: Schema) -> None:
        found = method.schema(schema["$ref"]) if "$ref" in schema else schema
        super().__init__(_members(method, found))
        self._name = schema.get("$ref", "an object")

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401, ARG002  # as of dict
        return self[name]

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  # as of dict
        assert name in self, f"{self._name} has no member {name}"
        found = super().__getitem__(name)
        return found() if callable(found) else found


def _members(method: Method, schema: Schema) -> dict[str, Any]:
    return {
        name: (
            lambda name=name, one=one: _example(method, name, one)
        )  # made when asked for, because schemas contain themselves
        for name, one in schema.get("properties", {}).items()
    }


def _example(method: Method, name: str, schema: Schema) -> Any:  # noqa: ANN401  # a value of any type
    found = method.schema(schema["$ref"]) if "$ref" in schema else schema
    kind = found.get("type", "any")
    if kind == "object":
        if "properties" in found:
            return Documented(method, schema)
        return {"a": _example(method, "a", found.get("additionalProperties", {"type": "string"}))}
    if kind == "array":
        return [_example(method, name, found["items"])]
    plain: dict[str, Any] = {"boolean": True, "integer": 1, "number": 1.0, "any": {}}
    if kind in plain:
        return plain[kind]
    return VALUES.get(name) or TEXTS.get(found.get("format", "")) or found.get("enum", ["1"])[0]


class Client:
    """Answers each call with all that its document allows."""

    account_id = PROJECT
    number = NUMBER
    region = "global"

    async def call(self, call: str, **_parameters: str) -> Documented:
        return Documented(method_of(call), method_of(call).data["response"])

    async def shared(self, call: str, **_parameters: str) -> list[Any]:
        return [Documented(*record_schema(call))]

    async def pages(self, call: str, **_parameters: str) -> AsyncIterator[Any]:
        for one in await self.shared(call):
            yield one

    async def once(self, _name: object, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # as of the protocol
        return await make()


CLIENT = cast("ProjectClient", Client())


def listing_of(collector: AssetCollector[Any, Any]) -> str:
    return LISTED_BY.get(collector.asset_type.__name__, collector.calls[0])


def item_of(collector: AssetCollector[Any, Any]) -> Item:
    call = listing_of(collector)
    listed = bool(OPERATIONS[call].items)
    schema = record_schema(call) if listed else (method_of(call), method_of(call).data["response"])
    record = Documented(*schema)
    if call == LISTED_BY["IdentityProvider"]:
        record["parent"] = Documented(*record_schema(POOLS))
    name = "projects/p/locations/l/keyRings/r/cryptoKeys/k"
    return Item(f"//a.googleapis.com/{name}", "k", record, "global")


@pytest.mark.parametrize("collector", COLLECTORS, ids=lambda one: one.asset_type.__name__)
def test_a_collector_reads_documented_members_of_what_is_listed(
    collector: AssetCollector[Any, Any],
) -> None:
    facts = collector.listed(CLIENT, item_of(collector))

    assert facts.keys() <= collector.asset_type.facts() | {"email"}


READS = [(one, read) for one in COLLECTORS for read in one.reads]


@pytest.mark.parametrize(
    ("collector", "read"), READS, ids=[f"{c.asset_type.__name__}-{r.facts[0]}" for c, r in READS]
)
async def test_a_read_uses_documented_members(
    collector: AssetCollector[Any, Any], read: Read[Any]
) -> None:
    try:
        found = await read.run(CLIENT, item_of(collector))
    except CallError as error:
        found = dict.fromkeys(read.facts) if error.call in read.calls else {}
    names = set(found) if len(read.facts) > 1 else set(read.facts)
    assert names == set(read.facts)
