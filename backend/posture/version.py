"""The version of the distribution `cloud-posture-runs`, as in pyproject.toml.

On the package index, `posture` is an unrelated package, and nobody should install it by mistake.
"""

from typing import Final

# To read it of the installed distribution means to list all of them: 5 ms of each command.
_VERSION: Final = "0.1.0"


def version() -> str:
    """Return the version, such as `0.1.0`."""
    return _VERSION
