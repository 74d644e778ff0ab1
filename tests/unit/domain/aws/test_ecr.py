"""Which repositories the filters of a registry's scan rules take."""

import pytest

from posture.domain.aws.assets.ecr import ScanRule

NAMES = ("prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo")


@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ("prod", NAMES),
        ("*prod", ("prod", "repo-prod")),
        ("prod*", ("prod", "prod-repo", "prodrepo")),
        ("*prod*", NAMES),
        ("prod*repo", ("prod-repo", "prodrepo")),
    ],
)
def test_a_filter_without_a_star_takes_names_that_contain_it(
    pattern: str, taken: tuple[str, ...]
) -> None:
    rule = ScanRule("SCAN_ON_PUSH", (pattern,))
    assert tuple(filter(rule.takes, NAMES)) == taken
    assert not any(map(ScanRule("MANUAL", (pattern,)).takes, NAMES))
