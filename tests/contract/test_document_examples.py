"""Every example of the document fits what it is an example of."""

from collections.abc import Iterator
from typing import Any

import msgspec

from posture.api import schemas
from tests.contract.test_document import DOCUMENT, OPERATIONS, response_of, responses
from tests.each import of_each
from tests.spec import Operation, spec

# A text has no form for the bytes of an archive, so these have no example.
BINARY = {
    ("download_gate", "application/octet-stream"),
    ("download_provider", "application/zip"),
    ("download_report", "application/pdf"),
}


def examples(operation: Operation) -> Iterator[tuple[str, dict[str, Any], object]]:
    """Every example of a body of an operation, with its name and its schema."""
    contents = [operation.definition.get("requestBody", {}).get("content", {})]
    contents += [
        response_of(response).get("content", {})
        for response in operation.definition["responses"].values()
    ]
    for content in contents:
        for media in content.values():
            for name, example in media.get("examples", {}).items():
                yield name, media["schema"], spec().resolved(example)["value"]


@of_each(OPERATIONS)
def test_every_example_fits_its_schema_and_its_struct(operation: Operation) -> None:
    for name, schema, example in examples(operation):
        assert not spec().errors(schema, example), name

        reference = schema.get("$ref") or schema["allOf"][0]["$ref"]
        struct = getattr(schemas, reference.rpartition("/")[2])
        decoded = msgspec.json.decode(msgspec.json.encode(example), type=struct)
        assert msgspec.to_builtins(decoded) == example, name


@of_each(OPERATIONS)
def test_every_body_has_an_example(operation: Operation) -> None:
    contents = [operation.definition.get("requestBody", {})]
    contents += [response_of(one) for one in operation.definition["responses"].values()]
    bodies = [body for one in contents for body in one.get("content", {}).items()]

    assert all(body.get("examples") for media, body in bodies if media == "application/json")


def test_every_content_of_a_response_has_an_example() -> None:
    lacking = {
        (operation, name)
        for operation, _, response in responses()
        for name, media in response.get("content", {}).items()
        if not media.keys() & {"example", "examples"}
    }

    assert lacking == BINARY


def test_the_example_of_a_problem_is_that_of_its_error_and_has_its_status() -> None:
    for operation, status, response in responses():
        content = response.get("content", {})
        if problem := content.get("application/problem+json"):
            shown = dict(problem["example"])
            slug = shown["error"]
            assert not spec().errors(problem["schema"], shown), operation
            assert shown.pop("type") == f"urn:posture:error:{slug}"
            assert shown.pop("title") == slug.replace("_", " ").capitalize()
            assert str(shown.pop("status")) == status, (operation, slug)
            first = next(iter(content["application/json"]["examples"].values()))
            assert shown == spec().resolved(first)["value"], (operation, slug)


def test_every_header_has_an_example_that_fits() -> None:
    named = DOCUMENT["components"]["headers"]
    headers = [one for _, _, response in responses() for one in response.get("headers", {}).items()]
    for name, header in headers:
        found = named.get(header.get("$ref", "").rpartition("/")[2], header)
        if "const" not in found["schema"]:
            assert "example" in found, name
            assert not spec().errors(found["schema"], found["example"]), name
