"""User data: the script that an instance or a template starts with."""

import base64
import gzip
import zlib


def user_data(encoded: str) -> str | None:
    """Decode a base64 script, possibly compressed; None if it is not text."""
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        return content.decode()
    except (ValueError, OSError, EOFError, zlib.error):
        return None
