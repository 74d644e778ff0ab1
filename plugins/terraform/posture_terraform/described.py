"""The description of the provider that a build puts into the executable.

The first of the three processes that Terraform starts for a plan serves nothing but the schemas.
They depend on the sources alone, so it sends these bytes and imports no resource.
"""

import sys
from typing import Any, Final

FILE: Final = "provider_schema.bin"


def provider_schema() -> bytes | None:
    """Return the response of `GetProviderSchema`, or None outside of a built executable."""
    loader: Any = sys.modules[__name__].__loader__
    archive = getattr(loader, "archive", None)
    if archive is None:
        return None
    try:
        content: bytes = loader.get_data(f"{archive}/{__package__}/{FILE}")
    except OSError:
        return None
    return content
