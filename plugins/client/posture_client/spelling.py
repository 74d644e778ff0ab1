"""Spelling: which ids name one asset, although they are spelled differently.

Ids that are paths, such as `/subscriptions/ID/…`, are compared without regard to letter case.
"""


def key(resource_id: str) -> str:
    """Return what all spellings of one id have in common."""
    is_path = resource_id[:1] == "/" != resource_id[1:2]
    return resource_id.lower() if is_path else resource_id
