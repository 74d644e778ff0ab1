"""Our signature is the one botocore would write."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from posture.collectors.aws import signing

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
REQUESTS = [
    ("GET", "https://s3.eu-west-1.amazonaws.com/bucket?versioning", b"", "s3"),
    ("GET", "https://s3.eu-west-1.amazonaws.com/", b"", "s3"),
    ("GET", "https://s3.eu-west-1.amazonaws.com/b/a%20key%2Bplus?x-id=Get&list-type=2", b"", "s3"),
    ("POST", "https://iam.amazonaws.com/", b"Action=ListRoles&Version=2010-05-08", "iam"),
    (
        "GET",
        "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f%3A1/policy",
        b"",
        "lambda",
    ),
    ("GET", "https://bedrock.eu-west-1.amazonaws.com/guardrails?b=2&a=%2F&a=1", b"", "bedrock"),
    ("POST", "http://127.0.0.1:5000/", b"{}", "kms"),
]


@pytest.mark.parametrize(("method", "url", "body", "service"), REQUESTS)
@pytest.mark.parametrize("token", [None, "a-session-token"])
def test_signature_is_botocores(
    method: str,
    url: str,
    body: bytes,
    service: str,
    *,
    token: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = {"Host": url.split("/")[2], "Content-Type": "application/x-thing", "X-Two": "a  b"}
    theirs = AWSRequest(method, url, headers=headers, data=body)
    theirs.headers["X-Amz-Content-SHA256"] = sha256(body).hexdigest()
    auth = S3SigV4Auth if service == "s3" else SigV4Auth
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: NOW)
    auth(Credentials("AKIDEXAMPLE", "secret", token), service, "eu-west-1").add_auth(theirs)

    signing.sign(
        signing.Keys("AKIDEXAMPLE", "secret", token),
        method=method,
        url=url,
        headers=headers,
        body=body,
        region="eu-west-1",
        service=service,
        now=NOW,
    )

    assert headers["Authorization"] == theirs.headers["Authorization"]


def test_a_request_is_signed_for_the_time_in_utc() -> None:
    headers = {"Host": "iam.amazonaws.com"}
    before = datetime.now(UTC).replace(microsecond=0)
    signing.sign(
        signing.Keys("AKIDEXAMPLE", "secret"),
        method="GET",
        url="https://iam.amazonaws.com/",
        headers=headers,
        body=b"",
        region="us-east-1",
        service="iam",
    )
    signed = datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert before <= signed <= datetime.now(UTC)


def test_keys_are_hidden_in_their_repr() -> None:
    assert repr(signing.Keys("AKIDEXAMPLE", "secret", "token")) == "Keys()"
