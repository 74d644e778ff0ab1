"""Role proof: which trust policies keep other tenants of the server out."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from posture.collectors.aws.role_proof import why_open
from posture.collectors.errors import CallError

pytestmark = pytest.mark.anyio

OWN = "posture-0123456789abcdef"
REQUEST = {"RoleArn": "arn:aws:iam::111122223333:role/p", "RoleSessionName": "posture"}


def role(accepts: Callable[[str | None], bool], code: str = "AccessDenied") -> Any:  # noqa: ANN401  # an Assume
    async def assume(request: Mapping[str, str]) -> dict[str, Any]:
        if not accepts(request.get("ExternalId")):
            raise CallError(code, "sts:AssumeRole", 403)
        return {"Credentials": {}}

    return assume


@pytest.mark.parametrize(
    ("policy", "accepts", "named"),
    [
        ("StringEquals", lambda given: given == OWN, None),
        ("no condition", lambda _: True, "another external id and with no external id"),
        ('StringLike "*"', lambda given: given is not None, "another external id,"),
        ("StringEqualsIfExists", lambda given: given in {None, OWN}, "no external id,"),
        ('StringLike "posture-*"', lambda given: (given or "").startswith("posture-"), "another"),
    ],
)
async def test_a_role_is_open_that_accepts_a_wrong_external_id_or_none(
    policy: str, accepts: Callable[[str | None], bool], named: str | None
) -> None:
    reason = await why_open(role(accepts), REQUEST | {"ExternalId": OWN})
    assert (reason is None) == (named is None), policy
    assert (named or "") in (reason or "")
    assert reason is None or OWN in reason


async def test_a_role_of_an_integration_without_an_external_id_is_open() -> None:
    reason = await why_open(role(lambda _: True), REQUEST)
    assert reason is not None
    assert "the external_id that the integration must get" in reason
    assert "None" not in reason


@pytest.mark.parametrize("code", ["Throttling", "ExpiredToken", "Timeout", "ValidationError"])
async def test_an_error_that_is_no_refusal_proves_nothing(code: str) -> None:
    with pytest.raises(CallError, match=code):
        await why_open(role(lambda _: False, code), REQUEST | {"ExternalId": OWN})
