"""Messages of failed requests: whole sentences, and the setting that refused."""

import re

import pytest

from posture_client import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    NotPostureError,
    PostureError,
    RateLimitedError,
    ServerError,
    UnauthorizedError,
    UnreachableError,
)
from posture_client.errors import ApiError
from posture_client.texts import sentence
from posture_terraform.provider.api_errors import diagnostic

BAD = re.compile(r"[.?!:;,][.?!:;,]|\s[.?!:;,]|\s\s|^\s|\s$|None")
DETAILS = [None, "no check is called x", "Two runs are closer than an hour.", "is it right?"]


def api_error(kind: type[ApiError], status: int, slug: str, detail: str | None) -> ApiError:
    body = {"error": slug} | ({"detail": detail} if detail else {})
    return kind(status=status, body=body, request_id="r-1", retry_after_seconds=7.0)


ERRORS: list[PostureError] = [
    *[
        api_error(kind, status, slug, detail)
        for detail in DETAILS
        for kind, status, slug in [
            (UnauthorizedError, 401, "expired_token"),
            (UnauthorizedError, 401, "another_slug"),
            (ForbiddenError, 403, "missing_scope"),
            (NotFoundError, 404, "integration_not_found"),
            (NotFoundError, 404, "another_slug"),
            (ConflictError, 409, "check_unknown"),
            (ConflictError, 409, "schedule_too_frequent"),
            (ConflictError, 409, "another_slug"),
            (RateLimitedError, 429, "rate_limited"),
            (InvalidRequestError, 400, "invalid_body"),
            (ServerError, 500, "internal_error"),
        ]
    ],
    UnreachableError("cannot reach http://a: timed out", sent=True, lasting=False),
    UnreachableError("cannot reach http://a: bad certificate.", sent=False, lasting=True),
    NotPostureError("http://a answered 200, but not as a server does: is the address right?"),
    PostureError("something else failed"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: f"{type(error).__name__}: {error}")
def test_a_message_is_made_of_whole_sentences(error: PostureError) -> None:
    found = diagnostic(error, "start the run", "integration_id")
    text = re.sub(r" \(Request r-1\.\)$", "", found.detail)
    assert not BAD.search(text.replace("://", "")), text
    assert text[-1] in ".?"
    assert found.summary.startswith("Could not start the run: ")
    assert found.summary[-1].isalnum()


@pytest.mark.parametrize(
    ("slug", "setting"),
    [
        ("schedule_too_frequent", "POSTURE_SCHEDULE_DISTANCE_SECONDS"),
        ("expiry_out_of_range", "POSTURE_SUPPRESSION_LIFETIME_SECONDS"),
        ("too_many_suppressions", "POSTURE_SUPPRESSIONS_IN_FORCE"),
    ],
)
def test_a_refusal_names_its_setting(slug: str, setting: str) -> None:
    error = api_error(ConflictError, 409, slug, "it is too much")
    assert setting in diagnostic(error, "create it").detail


def test_the_rate_limit_names_its_setting() -> None:
    error = api_error(RateLimitedError, 429, "rate_limited", None)
    assert "POSTURE_RATE_LIMIT_BUCKET" in diagnostic(error, "read it").detail


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", "a."), ("a.", "a."), (" a? ", "a?"), ("", ""), ("wait…", "wait…")],
)
def test_a_sentence_has_one_punctuation_mark(text: str, expected: str) -> None:
    assert sentence(text) == expected
