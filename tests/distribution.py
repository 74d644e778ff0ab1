"""Which tests run together in one worker process, and in which order the groups start.

Tests that share a costly fixture, such as a filled account or a server, stay together: apart they
would make it once for each worker. Groups that take long start first, so that no worker is left
alone with one at the end.

pytest-xdist's own groups (`xdist_group`) do nothing here: it writes a group into a test's id in a
way that pytest 9.2 no longer reads.
"""

from functools import cache
from pathlib import PurePath

import pytest
from xdist.scheduler import LoadScopeScheduling

# Directories whose tests share what they start; everywhere else a module is a group.
TOGETHER = (
    "tests/e2e",
    "tests/integration/cli",
    "tests/integration/collectors/aws",
    "tests/integration/console",
    "tests/integration/console_access",
    "tests/integration/processes",
    "tests/plugins/ci",
    "tests/plugins/run_task",
)
# The groups that take longest, the longest first.
LONGEST = (
    "tests/e2e",
    "tests/integration/collectors/aws",
    "tests/plugins/run_task",
    "tests/integration/processes",
    "tests/contract/test_fuzz.py",
    "tests/plugins/terraform/test_post_apply.py",
    "tests/meta/test_documents.py",
    "tests/contract/test_odd_values.py",
    "tests/plugins/ci",
    "tests/integration/cli",
    "tests/plugins/terraform/test_gate.py",
    "tests/plugins/terraform/test_framework.py",
    "tests/plugins/terraform/test_troubled_runs.py",
    "tests/plugins/terraform/test_resources.py",
    "tests/plugins/terraform/test_interrupts.py",
    "tests/plugins/terraform/test_logs.py",
    "tests/plugins/terraform/test_validation.py",
    "tests/integration/store/test_postgres.py",
    "tests/integration/store/test_migrations.py",
    "tests/integration/worker/test_export.py",
)
RANKS = {name: rank for rank, name in enumerate(LONGEST)}


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Gives each group of tests to one worker, whole."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def put_longest_first(items: list[pytest.Item]) -> None:
    """Sort tests by their groups, the longest groups first; within a group the order stays."""
    items.sort(key=lambda item: RANKS.get(group_of(item.nodeid), len(RANKS)))


def group_of(nodeid: str) -> str:
    """Return the directory or the module whose tests run in one worker."""
    return _group_of_module(nodeid.partition("::")[0])


@cache
def _group_of_module(module: str) -> str:
    directory = PurePath(module).parent.as_posix()
    return directory if directory in TOGETHER else module
