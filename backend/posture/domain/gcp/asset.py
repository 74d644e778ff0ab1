"""An asset of Google Cloud: its `resource_id` is a full resource name with the project's id."""

import re
from functools import cache
from typing import ClassVar

from posture.domain.asset import Asset
from posture.domain.gcp.names import full_name


class GcpAsset(Asset, frozen=True, kw_only=True):
    """Base class of all assets of Google Cloud.

    Attributes:
        host: the first word of the host in its name, such as `compute`.
        paths: the forms of its path, with `*` for each part that is a name.
    """

    provider = "gcp"
    host: ClassVar[str]
    paths: ClassVar[tuple[str, ...]]

    @classmethod
    def is_id(cls, resource_id: str) -> bool:
        """Return whether an id names an asset of this type."""
        return _pattern(cls.host, cls.paths).fullmatch(resource_id) is not None


@cache
def _pattern(host: str, paths: tuple[str, ...]) -> re.Pattern[str]:
    names = (re.escape(full_name(host, path)).replace(r"\*", r"[^/\s]+") for path in paths)
    return re.compile("|".join(names))
