"""openapi.yaml says what the code does."""

import json
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from litestar.handlers import HTTPRouteHandler
from openapi_spec_validator import validate

from posture.api.app import HANDLERS, create_routes
from posture.api.errors import STATUS, ProblemError
from posture.api.route_table import JSON_MEDIA_TYPE
from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.asset import Family
from posture.domain.check import Severity
from posture.domain.cloud import Cloud
from posture.domain.finding import Delta, FindingStatus
from posture.domain.gate import GateVerdict, Only
from posture.domain.notification import DeliveryStatus, WebhookEvent
from posture.domain.report import ReportFormat, ReportStatus
from posture.domain.run import RunPhase, RunStatus, RunTrigger
from posture.frameworks.catalog import frameworks
from posture.services.tokens import SCOPES
from tests.each import of_each
from tests.spec import FILE, FIRST_ERROR, Operation, spec, written

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = written()
OPERATIONS = spec().operations
# An identity provider adds to its answer what it likes, as RFC 6749 allows.
WITH_PARAMETERS_OF_OTHERS = {"finish_sign_in"}
DECIDED_BY_THE_REQUEST = {
    "get_openapi",
    "get_openapi_json",
    "watch_run",
    "watch_tenant",
    "export_run",
    "download_report",
}


def handlers() -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for route in create_routes().app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods - {"OPTIONS"}:
                yield str(method), route.path_format, handler


def test_the_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_app_and_document_have_the_same_operations() -> None:
    served = {
        (method, path, handler.handler_name.rpartition(".")[2])
        for method, path, handler in handlers()
    }

    assert served == {(one.method, one.path, one.id) for one in OPERATIONS.values()}


def test_every_handler_is_served() -> None:
    assert {handler.handler_name for _, _, handler in handlers()} == {
        handler.handler_name for handler in HANDLERS
    }


def test_app_and_document_ask_for_the_same_scopes() -> None:
    def asked(handler: HTTPRouteHandler) -> list[str] | None:
        if handler.opt.get("public"):
            return None
        scope = handler.opt["scope"]
        return [scope] if scope else []

    served = {handler.handler_name: asked(handler) for _, _, handler in handlers()}

    assert {name.rpartition(".")[2]: scopes for name, scopes in served.items()} == {
        one.id: one.scopes for one in OPERATIONS.values()
    }


def test_app_and_document_have_the_same_media_types() -> None:
    def documented(operation: Operation) -> str | None:
        contents = [
            response_of(response).get("content", {})
            for status, response in operation.definition["responses"].items()
            if status.startswith("2")
        ]
        found = {media_type for content in contents for media_type in content}
        return None if len(found) > 1 else next(iter(found), JSON_MEDIA_TYPE)

    served = {
        handler.handler_name.rpartition(".")[2]: handler.opt.get("media_type", JSON_MEDIA_TYPE)
        for _, _, handler in handlers()
    }

    assert served == {one.id: documented(one) for one in OPERATIONS.values()}


def test_every_post_and_nothing_else_leaves_an_audit_row_of_its_call() -> None:
    audited = {handler.handler_name for _, _, handler in handlers() if handler.opt.get("audited")}

    assert audited == {
        handler.handler_name for method, _, handler in handlers() if method == "POST"
    }


def test_a_token_can_have_every_scope() -> None:
    assert {scope for one in OPERATIONS.values() for scope in one.scopes or ()} <= set(SCOPES)


@of_each(OPERATIONS)
def test_every_operation_documents_the_common_errors(operation: Operation) -> None:
    always = {"400", "413", "500"}
    if operation.id not in DECIDED_BY_THE_REQUEST:
        always |= {"406"}
    if operation.scopes is not None:
        always |= {"401", "429", "503"}
    if operation.scopes:
        always |= {"403"}
    if "requestBody" in operation.definition:
        always |= {"415"}

    assert always <= operation.definition["responses"].keys()


def test_accept_counts_where_path_and_query_do_not_decide() -> None:
    refusing = {one.id for one in OPERATIONS.values() if "406" in one.definition["responses"]}

    assert OPERATIONS.keys() - refusing == DECIDED_BY_THE_REQUEST


@of_each(OPERATIONS)
def test_every_operation_refuses_an_unknown_parameter(operation: Operation) -> None:
    refuses = operation.id not in WITH_PARAMETERS_OF_OTHERS
    assert refuses is (
        "unknown_parameter" in spec().slugs(response_of(operation.definition["responses"]["400"]))
    )


@of_each(OPERATIONS)
def test_every_error_is_of_one_schema_in_two_forms(operation: Operation) -> None:
    schemas = {
        (media_type, media["schema"]["$ref"])
        for status, response in operation.definition["responses"].items()
        if int(status) >= FIRST_ERROR
        for media_type, media in response_of(response)["content"].items()
    }

    assert schemas == {
        ("application/json", "#/components/schemas/Error"),
        ("application/problem+json", "#/components/schemas/Problem"),
    }


def test_an_error_has_the_same_members_in_both_forms() -> None:
    error, problem = (DOCUMENT["components"]["schemas"][one] for one in ("Error", "Problem"))

    assert problem["properties"].keys() - error["properties"].keys() == {"type", "title", "status"}
    assert error["properties"].items() <= problem["properties"].items()


def test_no_boolean_has_one_value() -> None:
    """Generated clients raise on a `const` of booleans, after the request has had its effect."""
    assert "const: true" not in FILE.read_text(encoding="utf-8")
    assert "const: false" not in FILE.read_text(encoding="utf-8")


def test_no_text_ends_the_comment_that_a_generator_puts_it_in() -> None:
    assert "*/" not in json.dumps(DOCUMENT)


def test_what_a_receiver_implements_is_no_operation_of_the_api() -> None:
    received = {tag for one in DOCUMENT["webhooks"].values() for tag in one["post"]["tags"]}
    served = {tag for one in OPERATIONS.values() for tag in one.definition["tags"]}

    assert received == {"receiver"}
    assert not received & served


@of_each(OPERATIONS)
def test_an_etag_is_documented_where_304_is(operation: Operation) -> None:
    responses = operation.definition["responses"]
    headers = response_of(next(iter(responses.values()))).get("headers", {})

    # A change has the ETag of what it made, and no 304.
    assert "ETag" in headers or "304" not in responses
    assert "304" in responses or "ETag" not in headers or operation.method in {"POST", "PATCH"}


@of_each(OPERATIONS)
def test_every_operation_has_a_description(operation: Operation) -> None:
    assert operation.definition.get("description")


def test_every_component_is_used() -> None:
    text = FILE.read_text(encoding="utf-8")

    assert not [
        f"{kind}/{name}"
        for kind, components in DOCUMENT["components"].items()
        if kind != "securitySchemes"
        for name in components
        if f'"#/components/{kind}/{name}"' not in text
    ]


def documented_slugs() -> set[tuple[str, int]]:
    return {
        (slug, int(status))
        for one in OPERATIONS.values()
        for status, response in one.definition["responses"].items()
        if int(status) >= FIRST_ERROR
        for slug in spec().slugs(response_of(response))
    }


def test_every_documented_slug_has_the_documented_status() -> None:
    assert {
        (slug, ProblemError(slug).status) for slug, _ in documented_slugs()
    } == documented_slugs()


def test_every_slug_of_the_code_is_documented() -> None:
    # 405 is never an operation's own answer.
    assert set(STATUS) - {"method_not_allowed"} <= {slug for slug, _ in documented_slugs()}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("RunTrigger", RunTrigger),
        ("RunPhase", RunPhase),
        ("RunStepStatus", RunStatus),
        ("WebhookEvent", WebhookEvent),
        ("DeliveryStatus", DeliveryStatus),
        ("ReportFormat", ReportFormat),
        ("ReportStatus", ReportStatus),
        ("Severity", Severity),
        ("Family", Family),
        ("FindingStatus", FindingStatus),
        ("Delta", Delta),
        ("GateOnly", Only),
        ("GateVerdict", GateVerdict),
    ],
)
def test_enums_of_the_document_and_the_domain_are_equal(schema: str, words: type[StrEnum]) -> None:
    assert DOCUMENT["components"]["schemas"][schema]["enum"] == list(map(str, words))


def test_the_documents_clouds_are_those_of_the_server() -> None:
    assert DOCUMENT["components"]["schemas"]["Provider"]["enum"] == [one.name for one in CLOUDS]


@pytest.mark.parametrize("cloud", CLOUDS, ids=lambda cloud: cloud.name)
@pytest.mark.parametrize("schema", ["IntegrationRequest", "IntegrationUpdate", "Integration"])
def test_an_integration_has_the_clouds_own_object_with_its_connection_options(
    schema: str, cloud: Cloud
) -> None:
    schemas = DOCUMENT["components"]["schemas"]
    own = schemas[schemas[schema]["properties"][cloud.name]["$ref"].rpartition("/")[2]]

    assert own["properties"].keys() == set(cloud.connection.__struct_fields__)
    if schema == "Integration":
        assert set(own["required"]) == own["properties"].keys()


def test_a_client_sees_every_status_but_accepted() -> None:
    seen = DOCUMENT["components"]["schemas"]["RunStatus"]["enum"]

    assert seen == [str(status) for status in RunStatus if status is not RunStatus.ACCEPTED]


def test_findings_can_be_filtered_by_every_framework_there_is() -> None:
    known = frameworks().frameworks
    wanted = {one.id for one in known} | {one.family for one in known}

    assert set(DOCUMENT["components"]["schemas"]["Framework"]["enum"]) == wanted


def test_every_check_has_the_shape_the_document_promises() -> None:
    schema = {"$ref": "#/components/schemas/CheckId"}

    assert not [error for one in checks(CLOUDS) for error in spec().errors(schema, one.id)]
    assert not [
        error
        for one in checks(CLOUDS)
        for error in spec().errors({"$ref": "#/components/schemas/Service"}, one.service)
    ]


def response_of(response: dict[str, Any]) -> dict[str, Any]:
    name = response.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = DOCUMENT["components"]["responses"].get(name, response)
    return found


def responses() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every response, with its operation and its status."""
    for one in OPERATIONS.values():
        for status, response in one.definition["responses"].items():
            yield one.id, status, response_of(response)


def test_request_bodies_are_closed_and_responses_open() -> None:
    closed = {
        name
        for name, schema in DOCUMENT["components"]["schemas"].items()
        if schema.get("additionalProperties") is False
    }

    assert closed == {
        "BaselineRequest",
        "GateRequest",
        "RunRequest",
        "RunScope",
        "RunSource",
        "SessionRequest",
        "FindingUpdate",
        "FindingsUpdate",
        "FindingsDecision",
        "SuppressionRequest",
        "SuppressionUpdate",
        "TokenRequest",
        "TrustConditionRequest",
        "TrustRequest",
        "TrustUpdate",
        "AwsConnectionOptions",
        "AzureConnectionOptions",
        "Declaration",
        "GcpConnectionOptions",
        "IntegrationRequest",
        "IntegrationUpdate",
        "ReportRequest",
        "ReportScopeRequest",
        "WebhookRequest",
        "WebhookUpdate",
    }


@of_each(OPERATIONS)
def test_links_lead_to_operations_that_take_their_parameters(operation: Operation) -> None:
    for response in operation.definition["responses"].values():
        for link in response.get("links", {}).values():
            target = OPERATIONS[link["operationId"]].definition
            if "parameters" in link:
                names = {name.rpartition(".")[2] for name in link["parameters"]}
                assert names <= parameters_of(link["operationId"])
            assert "requestBody" not in link or "requestBody" in target


def parameters_of(operation_id: str) -> set[str]:
    operation = OPERATIONS[operation_id]
    listed = DOCUMENT["paths"][operation.path].get("parameters", [])
    listed = listed + operation.definition.get("parameters", [])
    shared = DOCUMENT["components"]["parameters"]
    return {shared.get(one.get("$ref", "").rpartition("/")[2], one)["name"] for one in listed}


def test_generated_files_are_up_to_date() -> None:
    check = [sys.executable, str(ROOT / "openapi" / "generate.py"), "--check"]

    assert subprocess.run(check, check=False).returncode == 0


def test_the_details_of_a_finding_have_all_that_a_row_has() -> None:
    row, detail = (DOCUMENT["components"]["schemas"][one] for one in ("Finding", "FindingDetail"))

    assert row["properties"].items() <= detail["properties"].items()
    assert set(row["required"]) <= set(detail["required"])
