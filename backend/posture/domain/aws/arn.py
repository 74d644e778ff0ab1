"""ARN: AWS's names of resources, and how to recognise an asset type by an ARN."""

import re
from typing import NamedTuple

from posture.domain.cloud import Location

_PARTS = 6
# A region becomes part of a host name, and a caller who requests a run may write anything into an
# ARN.
_REGION = re.compile(r"[a-z]{2}[a-z0-9-]{0,30}")


class ArnShape(NamedTuple):
    """How to recognise the asset type in a `resource_id`: ARN service and start of its resource.

    `S3Bucket` is `("s3", "")`, a role `("iam", "role/")`, a function `("lambda", "function:")`; a
    type with several prefixes has all of them.
    """

    service: str
    prefix: str | tuple[str, ...]

    def matches(self, resource_id: str) -> bool:
        """Return whether an ARN names an asset of this shape."""
        parts = resource_id.split(":", 5)
        if len(parts) != _PARTS or parts[2] != self.service:
            return False
        return parts[5].startswith(self.prefix) and (
            bool(self.prefix) or not set("/:") & set(parts[5])
        )


def locate(resource_id: str) -> Location | None:
    """Return the location of an asset according to its ARN; None if the id is not an ARN."""
    parts = resource_id.split(":", 5)
    if len(parts) != _PARTS or parts[0] != "arn":
        return None
    _, _, service, region, account, resource = parts
    if region and not _REGION.fullmatch(region):
        return None
    kind = resource.replace(":", "/").partition("/")
    return Location(account, region, service, kind[0] if kind[1] else "")
