"""Expected: what a member of a request or an option must be, in words for people.

The patterns of the specification are for programs: no error shows one.
"""

import re
from typing import Final

_NAME: Final = (
    "text with a visible character, and without control characters, invisible ones, and those that "
    "change the direction of text"
)
_TEXT: Final = (
    "text without control characters, invisible ones, and those that change the direction of text"
)
_PLAIN: Final = "text without control characters"
_UUID: Final = "a UUID"
_CHECK: Final = "the id of a check, such as `aws_s3_bucket_public_access_blocked`"
_REGION: Final = "a region, such as `eu-central-1`"
_SERVICE: Final = "a service, such as `s3`"
_ASSET: Final = "the id of an asset, without control characters"
_MOMENT: Final = "a time in RFC 3339, such as `2027-06-30T00:00:00Z`"
_CONDITION: Final = "text of a claim, without control characters"

# By the name of the member.
EXPECTED: Final = {
    "after": "the id of an event, as 1 to 18 digits",
    "action": "an action of the audit log, such as `run.accepted`",
    "address": _TEXT,
    "apply_id": _TEXT,
    "audience": "text without spaces and control characters",
    "check_id": _CHECK,
    "check_ids": _CHECK,
    "check_set": _CHECK,
    "cidrs": "a network, such as `203.0.113.0/24`",
    "claim": _CONDITION,
    "client_id": _UUID,
    "commit": _TEXT,
    "cursor": "the `next_cursor` of an earlier response",
    "digest": "a SHA-256 as 64 lower-case hex digits",
    "endpoint_url": "an http:// or https:// URL of a host, without credentials and without a query",
    "equals": _CONDITION,
    "expected_absent": _ASSET,
    "expires_at": _MOMENT,
    "external_id": "an external id of 2 to 1224 letters, digits and `_+=,.@:/-`",
    "file": _TEXT,
    "finding_ids": _UUID,
    "from": _MOMENT,
    "impersonate": "the email of a service account",
    "integration_id": _UUID,
    "integration_ids": _UUID,
    "integrations": _UUID,
    "issuer": "an https:// URL of a host, without credentials, query and fragment",
    "matches": _CONDITION,
    "name": _NAME,
    "owner": _NAME,
    "profile": "the name of a profile, of letters, digits and `_.-`",
    "project_id": "the id of a project, such as `acme-prod`, not its number",
    "q": _PLAIN,
    "reason": _NAME,
    "region": _REGION,
    "regions": _REGION,
    "resource_id": _ASSET,
    "resource_ids": _ASSET,
    "resource_pattern": "the id of an asset, or a pattern of ids, without control characters",
    "role_arn": "the ARN of an IAM role, such as `arn:aws:iam::111122223333:role/posture`",
    "run_id": _UUID,
    "scan_id": _UUID,
    "scopes": "a scope, such as `findings:read`",
    "service": _SERVICE,
    "services": _SERVICE,
    "subscription_id": _UUID,
    "target_kind": "a kind of thing in lower case, such as `token`",
    "tenant_id": _UUID,
    "title": _NAME,
    "to": _MOMENT,
    "tool": _TEXT,
    "universe_domain": "a domain, such as `googleapis.com`",
    "url": "an http:// or https:// URL of a host, without credentials, spaces and fragment",
    "workspace": _TEXT,
}
_PATTERN: Final = re.compile(r"Expected `str` matching regex .*", re.DOTALL)
_POSITION: Final = re.compile(r"\[[^\]]*\]")


def in_words(text: str, path: str) -> str:
    """Return an error's text about the member at a path, with words in place of a pattern."""
    name = _POSITION.sub("", path).rpartition(".")[2]
    words = EXPECTED.get(name, "another form of text")
    return _PATTERN.sub(lambda _: f"Expected {words}", text)
