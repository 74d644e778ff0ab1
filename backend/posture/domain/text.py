"""Text from other systems, made safe for every database and every format."""


def storable(text: str) -> str:
    """Return a text without NUL and without halves of surrogate pairs, which JSON may hold.

    Each becomes U+FFFD, the replacement character.
    """
    clean = text.replace("\0", "\ufffd")
    if clean.isascii():
        return clean
    return clean.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
