"""Spelling: which ids name one asset, although they are spelled differently.

Ids that are paths, such as `/subscriptions/ID/…`, are compared without regard to letter case: their
cloud spells one id in several ways. All other ids are compared to the letter.
"""


def is_path(resource_id: str) -> bool:
    """Return whether an id is a path, which starts with one slash."""
    return resource_id[:1] == "/" != resource_id[1:2]


def key(resource_id: str) -> str:
    """Return what all spellings of one id have in common."""
    return resource_id.lower() if is_path(resource_id) else resource_id
