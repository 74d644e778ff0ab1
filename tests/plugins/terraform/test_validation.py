"""Wrong configurations are refused before the apply, at the wrong attribute."""

from collections.abc import Iterator, Mapping
from threading import Event
from typing import Any

import pytest

from posture.domain.aws.regions import PARTITIONS
from posture.printable import is_plain
from posture_terraform.framework.definition import Context
from posture_terraform.framework.diagnostics import DiagnosticError
from posture_terraform.framework.log import Log
from posture_terraform.framework.schema import STRING, STRINGS, Attribute, Nested
from posture_terraform.framework.validators import diagnostics, plain_text
from posture_terraform.framework.values import conform
from posture_terraform.provider import PROVIDER, connection, integration
from posture_terraform.provider.attributes import SCOPE
from posture_terraform.unknown import UNKNOWN
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED, WITH_BLOCK
from tests.plugins.terraform.harness import Workspace


@pytest.mark.parametrize(
    ("block", "attribute", "words"),
    [
        ('cloud_provider = "oci"\n name = "a"', "cloud_provider", "one of aws"),
        (
            'cloud_provider = "aws"\n name = "a"\n aws = { regions = ["Europe"] }',
            "aws.regions",
            "eu-central-1",
        ),
        (
            'cloud_provider = "aws"\n name = "a"\n aws = { role_arn = "posture" }',
            "aws.role_arn",
            "IAM role",
        ),
        ('cloud_provider = "aws"\n name = "a"\n aws = {}\n check_set = []', "check_set", "leave"),
        ('cloud_provider = "aws"\n name = ""\n aws = {}', "name", "a visible character"),
    ],
)
def test_a_wrong_value_is_reported_at_its_attribute(
    workspace: Workspace, block: str, attribute: str, words: str
) -> None:
    workspace.write(f'resource "posture_integration" "a" {{\n {block}\n}}\n', head=WITH_BLOCK)
    (wrong,) = workspace.validate()
    assert wrong["summary"] == f"Invalid value for {attribute}"
    assert words in wrong["detail"]
    assert wrong["snippet"]["code"].strip().startswith(attribute.partition(".")[0])


def test_the_attribute_of_the_cloud_is_required(workspace: Workspace) -> None:
    block = 'cloud_provider = "aws"\n name = "a"'
    workspace.write(f'resource "posture_integration" "a" {{\n {block}\n}}\n')
    (wrong,) = workspace.validate()
    assert wrong["summary"] == "Missing attribute aws"
    assert "aws = {}" in wrong["detail"]
    assert wrong["snippet"]["code"].strip().startswith("cloud_provider")


@pytest.mark.parametrize(
    ("aws", "wrong"),
    [
        ('role_arn = "arn:aws-cn:iam::111122223333:role/a"\n regions = ["eu-west-1"]', "eu-west-1"),
        ('role_arn = "arn:aws:iam::111122223333:role/a"\n regions = ["cn-north-1"]', "cn-north-1"),
        ('regions = ["us-east-1", "us-gov-west-1"]', "us-gov-west-1"),
        ('regions = ["cn-north-1", "us-east-1", var.region]', "us-east-1"),
        ('regions = ["cn-north-1", "cn-northwest-1"]', None),
        ('regions = ["eu-new-9", "us-west-2"]', None),
        ('role_arn = var.region\n regions = ["eu-new-9"]', None),
    ],
)
def test_a_region_of_another_partition_is_refused(
    workspace: Workspace, aws: str, wrong: str | None
) -> None:
    workspace.write(
        'variable "region" { type = string }\nresource "posture_integration" "a" {\n'
        f' name = "a"\n cloud_provider = "aws"\n aws = {{\n {aws}\n }}\n}}\n',
        head=WITH_BLOCK,
    )
    found = workspace.validate()
    assert [one["summary"] for one in found] == (
        [f"Region of another partition: {wrong}"] if wrong else []
    )
    assert all(one["snippet"]["code"].strip().startswith("aws") for one in found)
    assert all(f"Remove {wrong}" in one["detail"] for one in found)


def test_partitions_are_those_of_the_server() -> None:
    for partition, names in PARTITIONS.items():
        assert {integration.partition_of(name) for name in names.split()} == {partition}


@pytest.mark.parametrize(
    "known",
    [
        'cloud_provider = var.cloud\n name = "a"\n aws = {}',
        'cloud_provider = "aws"\n name = "a"\n aws = var.options',
        'cloud_provider = "aws"\n name = "a"\n aws = { regions = var.regions }',
    ],
)
def test_an_unknown_value_is_not_validated(workspace: Workspace, known: str) -> None:
    variables = (
        'variable "cloud" { type = string }\n'
        'variable "options" { type = object({ regions = set(string) }) }\n'
        'variable "regions" { type = set(string) }\n'
    )
    workspace.write(f'{variables}resource "posture_integration" "a" {{\n {known}\n}}\n')
    assert workspace.validate() == []


def test_a_member_of_the_flat_shape_is_no_attribute_any_more(workspace: Workspace) -> None:
    block = 'cloud_provider = "aws"\n name = "a"\n aws = {}\n role_arn = "r"'
    workspace.write(f'resource "posture_integration" "a" {{\n {block}\n}}\n')
    (wrong,) = workspace.validate()
    assert wrong["summary"] == "Unsupported argument"
    assert wrong["snippet"]["code"].strip().startswith("role_arn")


@pytest.mark.parametrize(
    ("line", "summary", "attribute"),
    [
        ('integration_id = "production"', "Invalid value for integration_id", "integration_id"),
        ('trigger = "scheduled"', "Invalid value for trigger", "trigger"),
        ('timeouts = { create = "soon" }', "Invalid value for timeouts.create", "timeouts"),
        ('timeouts = { create = "0s" }', "Invalid value for timeouts.create", "timeouts"),
        ("scope = { services = [] }", "Invalid value for scope.services", "scope"),
        ('scope = { check_ids = ["s3"] }', "Invalid value for scope.check_ids", "scope"),
    ],
)
def test_a_wrong_run_is_reported_at_its_attribute(
    workspace: Workspace, line: str, summary: str, attribute: str
) -> None:
    known = "" if "integration_id" in line else "integration_id = var.integration_id\n"
    variable = 'variable "integration_id" { type = string }\n'
    run = f'resource "posture_run" "a" {{\n {known} {line}\n}}\n'
    workspace.write(variable + run, head=WITH_BLOCK)
    (wrong,) = workspace.validate()
    assert wrong["summary"] == summary
    assert wrong["snippet"]["code"].strip().startswith(attribute)


@pytest.mark.parametrize(
    ("source", "summary"),
    [
        ('"posture_run" "a" {\n id = "1"\n}', "Invalid value for id"),
        ('"posture_runs" "a" {\n status = "queued"\n}', "Invalid value for status"),
        ('"posture_runs" "a" {\n limit = 0\n}', "Invalid value for limit"),
        ('"posture_findings" "a" {\n severity = "bad"\n}', "Invalid value for severity"),
        ('"posture_checks" "a" {\n family = "tree"\n}', "Invalid value for family"),
    ],
)
def test_a_wrong_filter_is_reported(workspace: Workspace, source: str, summary: str) -> None:
    workspace.write(f"data {source}\n")
    assert [wrong["summary"] for wrong in workspace.validate()] == [summary]


def test_without_server_and_token_both_are_named(workspace: Workspace) -> None:
    workspace.write('provider "posture" {}\ndata "posture_checks" "all" {}\n')
    summaries = {error["summary"] for error in workspace.plan(expect=1).errors}
    assert summaries == {"No posture server is configured", "No token for the posture server"}


@pytest.mark.parametrize(
    ("line", "summary"),
    [
        ('endpoint = "posture.example.com"', "Invalid value for endpoint"),
        ('endpoint = "https://user:secret@example.com"', "Invalid value for endpoint"),
        ("timeout_seconds = 0", "Invalid value for timeout_seconds"),
        ('ca_file = "/does/not/exist.pem"', "The certificate file cannot be read"),
    ],
)
def test_a_wrong_provider_configuration_is_reported_at_its_attribute(
    workspace: Workspace, line: str, summary: str
) -> None:
    known = "" if "endpoint" in line else 'endpoint = "http://127.0.0.1:9"\n'
    block = f'provider "posture" {{\n {known} token = "t"\n {line}\n}}\n'
    workspace.write(block + 'data "posture_checks" "all" {}\n')
    error = workspace.plan(expect=1).error
    assert error["summary"] == summary
    assert error["snippet"]["code"].strip().startswith(line.split(maxsplit=1)[0])


def test_a_provider_that_is_not_known_yet_says_what_to_do(workspace: Workspace) -> None:
    workspace.write(
        'resource "terraform_data" "server" { input = "http://127.0.0.1:9" }\n'
        'provider "posture" {\n endpoint = terraform_data.server.output\n token = "t"\n}\n'
        + ACCOUNT
    )
    assert workspace.planned()["posture_integration.account"]["actions"] == ["create"]
    workspace.write('data "posture_checks" "all" {}\n', "more.tf", head="")
    error = workspace.plan(expect=1).error
    assert error["summary"] == "The provider is not configured yet"
    assert "-target" in error["detail"]


RUN = (
    ACCOUNT
    + """
resource "posture_run" "r" {
  integration_id = posture_integration.account.id
  scope          = { services = ["iam", "s3x"] }
}
"""
)
CHECKED = """
resource "posture_integration" "i" {
  name           = "a"
  cloud_provider = "aws"
  aws            = {}
  check_set      = ["aws_s3_bucket_tls_require"]
}
"""


@pytest.mark.parametrize(
    ("block", "attribute", "name", "meant"),
    [
        (RUN, "scope", "service s3x", "s3"),
        (CHECKED, "check_set", "check aws_s3_bucket_tls_require", "aws_s3_bucket_tls_required"),
    ],
)
def test_a_plan_refuses_names_that_the_server_does_not_have(
    workspace: Workspace, block: str, attribute: str, name: str, meant: str
) -> None:
    workspace.write(block, head=CONFIGURED)
    error = workspace.plan(expect=1).error
    assert error["summary"] == f"There is no {name}"
    assert error["detail"].startswith(f"Did you mean {meant}? The data source posture_checks")
    assert error["snippet"]["code"].strip().startswith(attribute)
    workspace.write(block.replace(f'"{name.split()[1]}"', f'"{meant}"'), head=CONFIGURED)
    workspace.plan()


def messages_of(type_: str, config: dict[str, Any]) -> list[str]:
    attributes = PROVIDER.resources[type_].schema.attributes
    return [found.detail for found in diagnostics(attributes, conform(attributes, config))]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("manul", "Must be one of manual, verify. Did you mean manual?"),
        ("Verify", "Must be one of manual, verify. Did you mean verify?"),
        ("hunter2-secret", "Must be one of manual, verify."),
    ],
)
def test_a_word_of_a_list_is_refused_with_the_nearest_one(value: str, text: str) -> None:
    assert messages_of("posture_run", {"trigger": value}) == [text]


def _texts(attributes: Mapping[str, Attribute]) -> Iterator[tuple[str, Attribute]]:
    for name, attribute in attributes.items():
        if isinstance(attribute.type, Nested):
            yield from _texts(attribute.type.attributes)
        elif attribute.validators:
            yield name, attribute


def test_no_attribute_repeats_a_refused_value() -> None:
    """A value that an expression puts into an attribute may be a secret."""
    secret = "Hunter2\t\u202e\x7f" + "Hunter2" * 400
    schemas = [
        PROVIDER.schema,
        *(one.schema for one in PROVIDER.resources.values()),
        *(one.schema for one in PROVIDER.data_sources.values()),
    ]
    checked = 0
    for name, attribute in (one for schema in schemas for one in _texts(schema.attributes)):
        if attribute.type in (STRING, STRINGS):
            value = secret if attribute.type == STRING else [secret]
            found = [*diagnostics({name: attribute}, {name: value})]
            assert found
            assert not [one for one in found if "Hunter2" in one.summary + one.detail]
            checked += 1
    assert checked > 20


@pytest.mark.parametrize("attribute", ["url", "url_wo"])
def test_a_secret_is_in_no_message(attribute: str) -> None:
    (text,) = messages_of("posture_webhook", {attribute: "https://hooks.example/SECRET KEY"})
    assert "SECRET" not in text
    assert text.startswith("Must be ")


def test_the_credentials_of_a_url_are_in_no_message() -> None:
    config = {"endpoint": "http://user:p@w@host"}
    attributes = PROVIDER.schema.attributes
    (found,) = diagnostics(attributes, conform(attributes, config))
    assert found.detail == "Must be an http:// or https:// URL."


@pytest.mark.parametrize("endpoint", ["https://posture/api/v2", "https://posture/p/api/v2/"])
def test_an_endpoint_is_named_without_the_path_of_the_api(endpoint: str) -> None:
    attributes = PROVIDER.schema.attributes
    (found,) = diagnostics(attributes, conform(attributes, {"endpoint": endpoint}))
    assert "without /api/v2" in found.detail


@pytest.mark.parametrize("endpoint", ["https://posture/api/v2", "posture", "http://u:p@posture"])
def test_an_endpoint_of_the_environment_is_validated_too(
    monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setenv("POSTURE_ENDPOINT", endpoint)
    context: Context[connection.Configured] = Context(stop=Event(), log=Log("posture"))
    config = conform(PROVIDER.schema.attributes, {"token": "t"})
    with pytest.raises(DiagnosticError) as refused:
        connection.configure(context, config)
    (wrong,) = refused.value.diagnostics
    assert wrong.summary == "Invalid value for the environment variable POSTURE_ENDPOINT"
    assert (endpoint in wrong.detail, wrong.path) == (False, ("endpoint",))


@pytest.mark.parametrize(
    "moment",
    [
        "2026-12-31T24:00:00Z",
        "2026-12-31T23:59:60Z",
        "2026-12-31T23:59:59+24:00",
        "2027-02-30T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_a_moment_that_does_not_exist_is_refused(moment: str) -> None:
    (text,) = messages_of("posture_suppression", {"expires_at": moment})
    assert text == "Must be a moment that exists."


def test_the_provider_and_the_specification_take_the_same_texts() -> None:
    check = plain_text(1)
    surrogates = range(0xD800, 0xE000)
    differing = [
        hex(code)
        for code in range(0x10000)
        if code not in surrogates and (check(chr(code)) is None) != is_plain(chr(code))
    ]
    assert differing == []


WITHOUT = (
    "Must be text without control characters, invisible ones, and those that change the "
    "direction of text."
)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (" ", "Must have a visible character."),
        ("", "Must have a visible character."),
        ("abcd", "Must have at most 3 characters; it has 4."),
        ("a\u202eb", WITHOUT),
        ("a b", None),
    ],
)
def test_a_text_that_cannot_be_seen_is_refused(text: str, wrong: str | None) -> None:
    assert plain_text(3)(text) == wrong


IDS = """
resource "posture_run" "after" {
  integration_id = "00000000-0000-4000-8000-000000000000"
  scope = {
    resource_ids = ["%s"]
  }
}
"""


@pytest.mark.parametrize("text", ["notanarn", "arn:aws:s3", "/resourceGroups/a", "orders", "//a/b"])
def test_a_resource_id_that_is_none_is_refused_with_the_forms(text: str) -> None:
    (wrong,) = diagnostics(SCOPE, {"resource_ids": [text]})
    assert wrong.summary == "Invalid value for resource_ids"
    assert "ARNs" in wrong.detail
    assert "ARM ids" in wrong.detail
    assert "full resource names" in wrong.detail
    assert [*diagnostics(SCOPE, {"expected_absent": [text]})] != []


def test_a_resource_id_is_refused_at_its_attribute(workspace: Workspace) -> None:
    workspace.write(IDS % "notanarn", head=WITH_BLOCK)
    (wrong,) = workspace.validate()
    assert wrong["summary"] == "Invalid value for scope.resource_ids"
    assert wrong["snippet"]["code"].strip().startswith("scope")


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    validate = PROVIDER.data_sources["posture_audit"].validate
    day = {"from": "2027-01-02T00:00:00Z", "to": "2027-01-02T01:00:00+02:00"}
    (wrong,) = validate(day)
    assert (wrong.summary, wrong.path) == ("The period ends before it begins", ("to",))
    assert [*validate({"from": day["to"], "to": day["from"]})] == []
    for other in (None, UNKNOWN, "soon"):
        assert [*validate({"from": day["from"], "to": other})] == []
