"""Cases of CloudFront's checks: distributions."""

from posture.domain.aws.assets.cloudfront import Distribution
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/cdn/1"
COMPLIANT: Compliant = {
    Distribution: {
        "aliases": ("shop.example.com",),
        "plain_paths": (),
        "tls_policy": "TLSv1.2_2021",
        "own_certificate": True,
        "dedicated_addresses": False,
        "web_acl": ACL,
        "plain_origins": (),
        "old_tls_origins": (),
        "unsigned_buckets": (),
        "old_signed_buckets": (),
        "unsigned_functions": (),
        "buckets": True,
        "missing_buckets": (),
        "logged": True,
        "root_object": "index.html",
    }
}
TLS, SIGNED, ROOT = "tls_policy_current", "bucket_origins_signed", "default_root_object_set"
NAMED = ("data.s3.amazonaws.com",)
DISTRIBUTIONS: list[Row] = [
    ("https_required", {"plain_paths": ("*",)}, FAIL),
    *((TLS, {"tls_policy": one}, FAIL) for one in ("TLSv1", "TLSv1.2_2018", "TLSv1.2_2019")),
    *((TLS, {"tls_policy": one}, PASS) for one in ("TLSv1.2_2025", "TLSv1.3_2025")),
    (TLS, {"own_certificate": False}, FAIL),
    ("own_certificate", {"own_certificate": False}, FAIL),
    ("sni_used", {"dedicated_addresses": True}, FAIL),
    ("sni_used", {"own_certificate": False}, NOT_APPLICABLE),
    ("waf_attached", {"web_acl": None}, FAIL),
    ("waf_attached", {"web_acl": "473e64fd-f30b-4765-81a0-62ad96dd167a"}, FAIL),
    ("access_logged", {"logged": False}, FAIL),
    (ROOT, {"root_object": None}, FAIL),
    (ROOT, {"root_object": None, "buckets": False}, NOT_APPLICABLE),
    ("origins_encrypted", {"plain_origins": ("a.example",)}, FAIL),
    ("origin_old_tls_refused", {"old_tls_origins": ("a.example",)}, FAIL),
    ("bucket_origins_exist", {"missing_buckets": ("data",)}, FAIL),
    ("bucket_origins_exist", {"missing_buckets": DENIED}, UNKNOWN),
    (SIGNED, {"unsigned_buckets": NAMED}, FAIL),
    (SIGNED, {"old_signed_buckets": NAMED}, FAIL),
    ("function_origins_signed", {"unsigned_functions": ("a.lambda-url.x.on.aws",)}, FAIL),
]
CASES = rows("aws_cloudfront_distribution", DISTRIBUTIONS)
