"""The run task protocol as it is documented: what a callback must look like, to the byte.

Where HashiCorp's page and its JSON schemas differ, the stricter one holds here.
"""

import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

JSON_API = "application/vnd.api+json"
_URL = {"type": "string", "pattern": "^https?://[!-~]+$", "maxLength": 500}
_LABEL = {
    "type": "object",
    "required": ["label"],
    "additionalProperties": False,
    "properties": {
        "label": {"type": "string", "minLength": 1, "maxLength": 32},
        "level": {"enum": ["none", "info", "warning", "error"]},
    },
}
_OUTCOME = {
    "type": "object",
    "required": ["type", "attributes"],
    "additionalProperties": False,
    "properties": {
        "type": {"const": "task-result-outcomes"},
        "attributes": {
            "type": "object",
            "required": ["outcome-id", "description"],
            "additionalProperties": False,
            "properties": {
                "outcome-id": {"type": "string", "minLength": 1, "maxLength": 64},
                "description": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 1000,
                    "pattern": r"^[^\r\n]+$",
                },
                "body": {"type": "string", "minLength": 1, "maxLength": 10_000},
                "url": _URL,
                "tags": {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 10,
                    "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
                    "additionalProperties": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 32,
                        "items": _LABEL,
                    },
                },
            },
        },
    },
}
_CALLBACK = {
    "type": "object",
    "required": ["data"],
    "additionalProperties": False,
    "properties": {
        "data": {
            "type": "object",
            "required": ["type", "attributes"],
            "additionalProperties": False,
            "properties": {
                "type": {"const": "task-results"},
                "attributes": {
                    "type": "object",
                    "required": ["status"],
                    "additionalProperties": False,
                    "properties": {
                        "status": {"enum": ["running", "passed", "failed"]},
                        "message": {"type": "string", "minLength": 1, "maxLength": 1000},
                        "url": _URL,
                    },
                },
                "relationships": {
                    "type": "object",
                    "required": ["outcomes"],
                    "additionalProperties": False,
                    "properties": {
                        "outcomes": {
                            "type": "object",
                            "required": ["data"],
                            "additionalProperties": False,
                            "properties": {
                                "data": {
                                    "type": "array",
                                    "minItems": 1,
                                    "maxItems": 10,
                                    "items": _OUTCOME,
                                }
                            },
                        }
                    },
                },
            },
        }
    },
}
_VALIDATOR = Draft202012Validator(_CALLBACK)


def faults_of_callback(headers: Mapping[str, str], body: bytes, *, token: str) -> list[str]:
    """Return what is wrong with a PATCH; the names of its headers are in lower case."""
    faults = faults_of_token(headers, token=token)
    if headers.get("content-type") != JSON_API:
        faults.append(f"Content-Type {headers.get('content-type')!r}")
    if headers.get("content-length") != str(len(body)):
        faults.append(f"Content-Length {headers.get('content-length')!r}")
    try:
        document = json.loads(body)
    except ValueError:
        return [*faults, "the body is not JSON"]
    faults += [f"{one.json_path}: {one.message}" for one in _VALIDATOR.iter_errors(document)]
    return faults


def faults_of_token(headers: Mapping[str, str], *, token: str | None) -> list[str]:
    """Return what is wrong with the authentication; with None there must not be any."""
    wanted = None if token is None else f"Bearer {token}"
    faults = [] if headers.get("authorization") == wanted else ["Authorization"]
    if not headers.get("user-agent", "").startswith("posture-run-task/"):
        faults.append("User-Agent")
    if token is None and "cookie" in headers:
        faults.append("Cookie")
    return faults


def payload(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """Return a request body, with the members that the documentation's sample has."""
    sample = {
        "payload_version": 1,
        "stage": "post_apply",
        "access_token": "",
        "capabilities": {"outcomes": True},
        "configuration_version_download_url": None,
        "configuration_version_id": "cv-ntv3HbhJqvFzamy7",
        "is_speculative": False,
        "organization_name": "acme",
        "project_id": "prj-gFVyPJ2q2Aurn5DV",
        "project_name": "Default Project",
        "run_app_url": "https://app.terraform.io/app/acme/shop/runs/run-i3Df5to9ELvibKpQ",
        "run_created_by": "somebody",
        "run_id": "run-i3Df5to9ELvibKpQ",
        "run_message": "Triggered via UI",
        "task_result_enforcement_level": "mandatory",
        "vcs_branch": "main",
        "vcs_commit_url": "https://example.com/acme/shop/commit/7d8fb2a2d601edebdb7a59ad2088a966",
        "vcs_pull_request_url": None,
        "vcs_repo_url": "https://example.com/acme/shop",
        "workspace_app_url": "https://app.terraform.io/app/acme/shop",
        "workspace_id": "ws-ck4G5bb1Yei5szRh",
        "workspace_name": "shop",
        "workspace_working_directory": "",
    }
    return sample | members
