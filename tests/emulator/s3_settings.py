"""What moto's S3 leaves out: regions, default encryption, the expected owner, selective replicas.

S3 tells each bucket's region in ListBuckets, has encrypted every bucket since January 2023, and
refuses a request that expects another owner.
"""

import re
from typing import Any

from moto.core.responses import ActionResult
from moto.s3.exceptions import ReplicationConfigurationNotFoundError
from moto.s3.models import OWNER, S3Backend, s3_backends
from moto.s3.responses import S3Response

# The owner that moto's ACLs name; its listing of buckets names another.
_LISTED_OWNER = "bcaf1ffd86f41161ca5fb16fd081034f"
_NAME = re.compile(r"<Name>([^<]+)</Name>")
_DEFAULT = {
    "Rule": {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
        "BucketKeyEnabled": "false",
    }
}


def add_s3_settings() -> None:
    """Add them to every account of this process."""
    listing: Any = S3Response.all_buckets
    encryption: Any = S3Backend.get_bucket_encryption

    def listing_with_regions(self: Any) -> Any:  # noqa: ANN401  # moto ships no types
        status, headers, body = listing(self)
        text = body if isinstance(body, str) else body.decode()

        def placed(found: re.Match[str]) -> str:
            region = self.backend.get_bucket(found[1]).region_name
            return f"{found[0]}<BucketRegion>{region}</BucketRegion>"

        return status, headers, _NAME.sub(placed, text).replace(_LISTED_OWNER, OWNER)

    def encryption_or_default(self: Any, bucket_name: str) -> Any:  # noqa: ANN401  # as above
        return encryption(self, bucket_name) or _DEFAULT

    head: Any = S3Response.head_bucket

    def head_of_expected_owner(self: Any) -> Any:  # noqa: ANN401  # as above
        expected = self.headers.get("x-amz-expected-bucket-owner")
        owner = s3_backends.bucket_accounts.get(self.bucket_name)
        if expected and owner and owner[1] != expected:
            return 403, {}, ""
        return head(self)

    def replication_with_selection(self: Any) -> Any:  # noqa: ANN401  # as above
        found = self.backend.get_bucket_replication(self.bucket_name)
        if not found:
            raise ReplicationConfigurationNotFoundError(bucket_name=self.bucket_name)
        self.data["Action"] = "GetBucketReplication"
        config = {"Role": found["Role"], "Rules": [*map(_rule, found["Rule"])]}
        return self.serialized(ActionResult({"ReplicationConfiguration": config}))

    S3Response.get_bucket_replication = replication_with_selection  # type: ignore[method-assign]  # moto's, changed
    S3Response.head_bucket = head_of_expected_owner  # type: ignore[method-assign]  # moto's, changed
    S3Response.all_buckets = listing_with_regions  # type: ignore[method-assign]  # moto's, changed
    S3Backend.get_bucket_encryption = encryption_or_default  # type: ignore[method-assign]  # moto's, changed


def _rule(stored: dict[str, Any]) -> dict[str, Any]:
    """Return a replication rule with its selectors; an element without text is stored as None."""
    limits = {name: one for name, one in (stored.get("Filter") or {}).items() if one}
    return {
        "DeleteMarkerReplication": {"Status": "Disabled"},
        **stored,
        "Filter": limits or {"Prefix": ""},
    }
