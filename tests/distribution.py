"""Which tests run together in one worker process, and in which order the groups start.

Tests that share a costly fixture, such as a filled account or a server, stay together: apart they
would make it once for each worker. Groups that take long start first, so that no worker is left
alone with one at the end.

pytest-xdist's own groups (`xdist_group`) do nothing here: it writes a group into a test's id in a
way that pytest 9.2 no longer reads.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import PurePath

import pytest
from _pytest.runner import runtestprotocol
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

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
    "tests/plugins/terraform/gate",
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
    "tests/plugins/terraform/gate",
    "tests/plugins/terraform/test_framework.py",
    "tests/plugins/terraform/test_troubled_runs.py",
    "tests/plugins/terraform/test_resources.py",
    "tests/plugins/terraform/test_interrupts.py",
    "tests/plugins/terraform/test_logs.py",
    "tests/plugins/terraform/test_validation.py",
    "tests/integration/store/test_postgres.py",
    "tests/integration/store/test_migrated_rows.py",
    "tests/integration/worker/test_export.py",
)
RANKS = {name: rank for rank, name in enumerate(LONGEST)}


class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Gives each group of tests to one worker, whole.

    pytest-xdist looks through all tests of a worker for each message, and through all there are for
    each test that it gives away: with many thousands that is most of what it does.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        super().add_node_collection(node, _Indexed(collection))
        if node in self.registered_collections:
            self.registered_collections[node] = _Indexed(collection)

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        group = group_of(self.registered_collections[node][item_index])
        super().mark_test_complete(node, item_index, duration)
        assigned = self.assigned_work[node]
        if all(assigned[group].values()):
            del assigned[group]


class _Indexed(list[str]):
    """The names of tests, each once, and where each is."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self._places = {name: place for place, name in enumerate(names)}

    def index(self, name: str, *_: object) -> int:
        return self._places[name]


# With one of these options somebody wants to know of every part of a test, as it happens.
DETAILED = ("durations", "maxfail", "setupshow", "xmlpath")


def runs_quietly(config: pytest.Config) -> bool:
    """Return whether this is a worker whose run is about the results of tests alone."""
    detailed = config.get_verbosity() > 0 or any(map(config.getoption, DETAILED))
    return hasattr(config, "workerinput") and not detailed


def run_quietly(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Run a test and report its result; what passed before and after it is no news.

    A report is written, sent, read and looked at, which takes longer than most tests: one is enough
    for a test that passes, where pytest-xdist sends three, and its start and its end.
    """
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)


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
