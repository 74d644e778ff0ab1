"""User data: the script that an instance or a template starts with."""

import base64
import zlib

# A script has at most 16 KiB; compressed, no more than this is read of it.
MOST_BYTES = 4 * 2**20
GZIP = 16 + zlib.MAX_WBITS


def user_data(encoded: str) -> str | None:
    """Decode a base64 script, possibly compressed; None if it is too long, or not text."""
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
        if content.startswith(b"\x1f\x8b"):
            unpacking = zlib.decompressobj(GZIP)
            content = unpacking.decompress(content, MOST_BYTES)
            if not unpacking.eof:
                return None
        return content.decode()
    except (ValueError, zlib.error):
        return None
