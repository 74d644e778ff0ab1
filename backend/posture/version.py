"""The version of the installed distribution.

The distribution is `cloud-posture-runs`. On the package index, `posture` is an unrelated package,
and nobody should install it by mistake.
"""

from functools import cache
from importlib import metadata
from typing import Final

DISTRIBUTION: Final = "cloud-posture-runs"


@cache
def version() -> str:
    """Return the version, such as `0.1.0`."""
    return metadata.version(DISTRIBUTION)
