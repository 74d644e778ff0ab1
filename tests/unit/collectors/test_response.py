"""An unusable response is refused, for every call that a collector makes."""

import json
from typing import Any

import pytest

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.response import MALFORMED, InvalidResponseError, parse_response
from posture.collectors.aws.sdk import Services
from tests.unit.collectors.services import by_service

SERVICES = Services()
JSON = frozenset({"json", "rest-json"})


def read(call: str, body: bytes, status: int = 200) -> dict[str, Any]:
    name, _, operation = call.partition(":")
    service = SERVICES[name]
    wire = {"status_code": status, "headers": {}, "body": body}
    return parse_response(
        service.protocol, service.parser, service.model.operation_model(operation), wire
    )


def refusal(call: str, body: bytes, status: int = 200) -> str:
    with pytest.raises(InvalidResponseError) as caught:
        read(call, body, status)
    return caught.value.code


def answers_in_its_body(call: str) -> bool:
    """Return whether the operation's response is a document, not only headers or a raw text."""
    name, _, operation = call.partition(":")
    shape = SERVICES[name].model.operation_model(operation).output_shape
    if shape is None:
        return False
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name in {"string", "blob"}:
        return False
    return any("location" not in one.serialization for one in shape.members.values())


CALLS = by_service(
    call
    for call in frozenset().union(*(one.all_calls for one in COLLECTORS))
    if answers_in_its_body(call)
)


@pytest.mark.parametrize("service", CALLS)
def test_a_body_without_the_operations_members_is_refused(service: str) -> None:
    foreign = [
        b"",
        b"   ",
        b"OK",
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b'{"message": "Service is busy"',
        b'{"message": "Service is busy"}',
        b"[1, 2]",
        b'"text"',
        b"<Error><Code>SlowDown</Code></Error>",
        b"\xff\xfe\x00",
    ]
    for call in CALLS[service]:
        refused = {body: refusal(call, body) for body in foreign}
        assert refused == dict.fromkeys(foreign, MALFORMED), call


@pytest.mark.parametrize("service", [one for one in CALLS if SERVICES[one].protocol in JSON])
def test_members_of_another_form_are_refused(service: str) -> None:
    for call in CALLS[service]:
        expect_other_forms_refused(call)


def expect_other_forms_refused(call: str) -> None:
    name, _, operation = call.partition(":")
    shape = SERVICES[name].model.operation_model(operation).output_shape
    assert shape is not None
    odd = {
        member: 7
        for member, what in shape.members.items()
        if what.type_name in {"list", "map", "structure"} and "location" not in what.serialization
    }
    if odd:
        named = {str(shape.members[one].serialization.get("name", one)): 7 for one in odd}
        body = json.dumps(named).encode()
        if shape.serialization.get("payload"):
            body = b"7"
        assert refusal(call, body) == MALFORMED


EMPTY = {
    "ec2:DescribeVolumes": (
        b'<DescribeVolumesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        b"<requestId>r</requestId><volumeSet/></DescribeVolumesResponse>"
    ),
    "rds:DescribeDBInstances": (
        b'<DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">'
        b"<DescribeDBInstancesResult><DBInstances/></DescribeDBInstancesResult>"
        b"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
        b"</DescribeDBInstancesResponse>"
    ),
    "kms:ListKeys": b'{"Keys": [], "Truncated": false}',
    "lambda:ListFunctions": b'{"Functions": []}',
    "secretsmanager:ListSecrets": b'{"SecretList": []}',
    "s3:GetBucketVersioning": (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>'
    ),
    "bedrock:GetModelInvocationLoggingConfiguration": b"{}",
    "guardduty:ListDetectors": b'{"detectorIds": [], "nextToken": null}',
}


@pytest.mark.parametrize("call", EMPTY)
def test_an_empty_listing_is_accepted(call: str) -> None:
    read(call, EMPTY[call])


REFUSALS = {
    "s3:HeadBucket": (403, b"", "AccessDenied"),
    "s3:GetBucketAcl": (404, b"<Error><Code>NoSuchBucket</Code></Error>", "NoSuchBucket"),
    "kms:ListKeys": (
        400,
        b'{"__type": "com.amazonaws.kms#AccessDeniedException", "message": "no"}',
        "AccessDeniedException",
    ),
    "iam:ListUsers": (502, b"<html>Bad Gateway</html>", "502"),
}


@pytest.mark.parametrize("call", REFUSALS)
def test_an_error_has_its_code(call: str) -> None:
    status, body, code = REFUSALS[call]
    assert refusal(call, body, status) == code
