"""Bodies of integrations that tests send."""

from typing import Any

ROLE = "arn:aws:iam::111122223333:role/teams/posture"
SUBSCRIPTION = "6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10"
BUCKETS = "aws_s3_bucket_tls_required"
AWS = {
    "role_arn": ROLE,
    "external_id": "acme-7f1c",
    "profile": "audit",
    "regions": ["eu-central-1", "eu-west-1"],
    "endpoint_url": "http://127.0.0.1:5000",
}
FULL: dict[str, Any] = {
    "name": "production",
    "provider": "aws",
    "aws": AWS,
    "check_set": [BUCKETS],
    "schedule": "30 4 * * MON-FRI",
}


def with_aws(**members: object) -> dict[str, Any]:
    return {"aws": members}
