"""Files of a pipeline after an apply: a configuration, its plan and its state."""

import json
from pathlib import Path
from typing import Any, Final

LEAKING: Final = "prod-customer-exports-acme"
TIDY: Final = "prod-orders-acme"
LEAK: Final = "aws_s3_bucket_policy_not_public"
CONFIGURATION = """\
# What this bucket holds is everybody's business.

resource "aws_s3_bucket" "exports" {{
  bucket = "{bucket}"
}}
"""
DECLARED_AT: Final = 3


def write(directory: Path, bucket: str) -> None:
    """Write the code of one bucket, the plan that created it, and the state after the apply."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "main.tf").write_text(CONFIGURATION.format(bucket=bucket))
    (directory / "plan.json").write_text(json.dumps(plan(bucket)))
    (directory / "state.json").write_text(json.dumps(state(bucket)))


def state(bucket: str) -> dict[str, Any]:
    """Return what `terraform show -json` prints after the apply."""
    values = {"id": bucket, "bucket": bucket, "arn": arn(bucket)}
    return {"format_version": "1.0", "values": {"root_module": {"resources": [_exports(values)]}}}


def plan(bucket: str, *actions: str) -> dict[str, Any]:
    """Return what `terraform show -json plan.out` prints before it."""
    change = {
        "actions": list(actions) or ["create"],
        "before": None,
        "after": {"bucket": bucket},
        "after_unknown": {"id": True, "arn": True},
    }
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [_exports({"bucket": bucket})]}},
        "resource_changes": [{**_exports({}), "change": change}],
    }


def arn(bucket: str) -> str:
    return f"arn:aws:s3:::{bucket}"


def _exports(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": "aws_s3_bucket.exports",
        "mode": "managed",
        "type": "aws_s3_bucket",
        "name": "exports",
        "values": values,
    }
