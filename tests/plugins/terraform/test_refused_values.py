"""Wrong values are refused before a server is asked, each with its path."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given

from posture_terraform.framework.log import Log
from posture_terraform.framework.server import ProviderServer
from posture_terraform.framework.values import conform
from posture_terraform.provider import PROVIDER
from tests.plugins.terraform.protocol import CHECK, EXAMPLES, TEXT, config_of

VALID: Mapping[str, Mapping[str, Any]] = {
    "posture_run": {"integration_id": "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11"},
    "posture_suppression": {
        "check_id": CHECK,
        "resource_pattern": "*",
        "reason": "known",
        "owner": "platform",
        "expires_at": "2027-06-30T00:00:00Z",
    },
    "posture_webhook": {"url": "https://hooks.example.com/", "events": ["run.failed"]},
    "posture_trust": {
        "name": "shop",
        "issuer": "https://token.actions.githubusercontent.com",
        "conditions": [{"claim": "repository_id", "equals": ["74"]}],
        "scopes": ["findings:read"],
    },
    "posture_baseline": {},
    "posture_integration": {"name": "a", "cloud_provider": "aws", "aws": {}},
}


@pytest.mark.parametrize(
    ("name", "path", "broken"),
    [
        ("posture_run", ("integration_id",), lambda text: f"A{text}"),
        ("posture_run", ("trigger",), lambda text: f"A{text}"),
        ("posture_run", ("scope", "services"), lambda text: [f"{text}\x01"]),
        ("posture_run", ("scope", "check_ids"), lambda text: ["s3", f"A{text}"]),
        ("posture_run", ("scope", "regions"), lambda text: [f"A{text}"]),
        ("posture_run", ("source", "url"), lambda text: f"ftp://{text}"),
        ("posture_run", ("source", "url"), lambda text: f"https://{text} "),
        ("posture_run", ("source", "workspace"), lambda text: text.ljust(257, "x")),
        ("posture_run", ("timeouts", "create"), lambda text: f"x{text}"),
        ("posture_suppression", ("check_id",), lambda text: f"A{text}"),
        ("posture_suppression", ("integration_id",), lambda text: f"A{text}"),
        ("posture_suppression", ("reason",), lambda text: f"{text}\x00"),
        ("posture_suppression", ("expires_at",), lambda text: f"A{text}"),
        ("posture_webhook", ("url",), lambda text: f"https://hooks.example.com/ {text}"),
        ("posture_webhook", ("url",), lambda text: f"ftp://{text}"),
        ("posture_webhook", ("events",), lambda text: ["run.failed", f"A{text}"]),
        ("posture_webhook", ("name",), lambda text: text.ljust(129, "x")),
        ("posture_trust", ("name",), lambda text: f"{text}\n"),
        ("posture_trust", ("issuer",), lambda text: f"http://{text}"),
        ("posture_trust", ("audience",), lambda text: f"{text} {text}"),
        ("posture_trust", ("scopes",), lambda text: ["findings:read", f"A{text}"]),
        ("posture_trust", ("integrations",), lambda text: [f"A{text}"]),
        ("posture_trust", ("lifetime_seconds",), lambda text: 3_600 + len(text)),
        ("posture_trust", ("max_uses",), lambda text: -len(text)),
        ("posture_baseline", ("run_id",), lambda text: f"A{text}"),
        ("posture_integration", ("name",), lambda text: f"{text}\x7f"),
        ("posture_integration", ("aws", "role_arn"), lambda text: f"arn:aws:iam::1:role/{text}"),
        ("posture_integration", ("aws", "regions"), lambda text: ["eu-central-1", f"A{text}"]),
        ("posture_integration", ("check_set",), lambda text: [f"A{text}"]),
        ("posture_integration", ("schedule",), lambda text: f"{text}\t"),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_value_is_refused_with_its_path(
    name: str, path: tuple[str, ...], broken: Callable[[str], Any]
) -> None:
    # Not configured: whatever is sent to a server would fail.
    server = ProviderServer(PROVIDER, Log("posture", level=9))
    # A provider that was not validated is a mocked one, whose made-up values are valid.
    server.call("ValidateProviderConfig", {"config": conform(PROVIDER.schema.attributes, {})})

    @EXAMPLES
    @given(text=TEXT)
    def refused(text: str) -> None:
        value = broken(text)
        for step in reversed(path[1:]):
            value = {step: value}
        config = config_of(name, **{**VALID[name], path[0]: value})
        request = {"type_name": name, "config": config, "client_capabilities": None}
        (found,) = server.call("ValidateResourceConfig", request)["diagnostics"]
        assert found["summary"] == f"Invalid value for {'.'.join(path)}"
        assert found["attribute"]["steps"] == [{"attribute_name": path[0]}]

    refused()
