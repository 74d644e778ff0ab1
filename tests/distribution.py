"""Which tests run together in one worker process, and in which order the groups start.

Tests that share a costly fixture, such as a filled account or a server, stay together: apart they
would make it once for each worker. Groups that take long start first, so that no worker is left
alone with one at the end.
"""

from pathlib import PurePath

import pytest

# Directories whose tests share what they start; everywhere else a module is a group.
TOGETHER = (
    "tests/e2e",
    "tests/integration/cli",
    "tests/integration/collectors/aws",
    "tests/integration/processes",
    "tests/plugins/ci",
)
# The groups that take longest, the longest first.
LONGEST = (
    "post-apply",
    "tests/integration/collectors/aws",
    "tests/e2e",
    "tests/plugins/ci",
    "tests/integration/cli",
    "run-task",
    "tests/contract/test_fuzz.py",
    "tests/integration/processes",
    "gate",
    "tests/plugins/terraform/test_validation.py",
    "tests/plugins/terraform/test_framework.py",
    "tests/plugins/terraform/test_troubled_runs.py",
    "tests/plugins/terraform/test_interrupts.py",
    "tests/plugins/terraform/test_logs.py",
)


def distribute(items: list[pytest.Item], root: PurePath) -> None:
    """Name the group of every test, and put the longest groups first."""
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    order = {}
    for item in items:
        name = _group(item, item.path.relative_to(root))
        order[item] = ranks.get(name, len(ranks))
    items.sort(key=order.__getitem__)


def _group(item: pytest.Item, path: PurePath) -> str:
    named = item.get_closest_marker("xdist_group")
    if named is not None:
        return str(named.args[0])
    directory = path.parent.as_posix()
    name = directory if directory in TOGETHER else path.as_posix()
    item.add_marker(pytest.mark.xdist_group(name))
    return name
