"""Fixtures of every test, the options of the suite, and the rules that every test obeys."""

import atexit
import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer

from tests import examples
from tests.collection import compiled_once
from tests.databases import Kind, fresh
from tests.distribution import GroupScheduling, put_longest_first, run_quietly, runs_quietly
from tests.machine import (
    EXHAUSTIVE,
    FINDERS,
    GO_COLLECTS_LESS,
    REQUIRE,
    exhaustive,
    verdict_on_skip,
)
from tests.scratch import place_in_memory
from tests.signals import heed_interrupts

# On a developer's machine these variables would change the results of tests.
FOREIGN_PREFIXES = ("AWS_", "OTEL_", "POSTURE_")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--exhaustive",
        action="store_true",
        help="run the tests marked `exhaustive`, PostgreSQL twins of every test that has a "
        "database, and the full number of repetitions",
    )


def pytest_configure(config: pytest.Config) -> None:
    heed_interrupts()
    atexit.register(place_in_memory())
    required = frozenset(filter(None, os.environ.get(REQUIRE, "").split(",")))
    if unknown := required - FINDERS.keys():
        raise pytest.UsageError(f"{REQUIRE}: {', '.join(sorted(unknown))}: unknown; {set(FINDERS)}")
    for name in [name for name in os.environ if name.startswith(FOREIGN_PREFIXES)]:
        if name != REQUIRE:
            del os.environ[name]
    os.environ.update(GO_COLLECTS_LESS)
    config.stash[REQUIRED] = required
    os.environ[EXHAUSTIVE] = str(int(config.getoption("--exhaustive")))
    examples.choose(new=exhaustive())


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Compile once, and look for no garbage: what a collection makes stays until the end."""
    gc.disable()
    try:
        with compiled_once():
            return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Let the garbage collector ignore the modules and the tests, which stay until the end."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With `--exhaustive`, run a test on both kinds of database."""
    chosen = any(
        mark.args[0] == "database_url" for mark in metafunc.definition.iter_markers("parametrize")
    )
    if exhaustive() and "database_url" in metafunc.fixturenames and not chosen:
        metafunc.parametrize("database_url", list(Kind), indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out slow tests, except with `--exhaustive`, and sort the others."""
    left_out = [item for item in items if item.get_closest_marker("exhaustive")]
    if left_out and not exhaustive():
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("exhaustive")]
    put_longest_first(items)


@pytest.hookimpl(optionalhook=True)  # a hook of pytest-xdist, which `-p no:xdist` leaves out
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GroupScheduling:
    """Keep the groups of tests together."""
    return GroupScheduling(config, log)


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Make `-n auto` two workers more than cores: tests often wait for the processes they start."""
    return (yield) + 2


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Let a worker of pytest-xdist say less."""
    if not runs_quietly(item.config):
        return None
    run_quietly(item, nextitem)
    return True


REQUIRED = pytest.StashKey[frozenset[str]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_on_skip(report, item.config)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_on_skip(report, collector.config)
    return report


def _fail_on_skip(report: pytest.TestReport | pytest.CollectReport, config: pytest.Config) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if failure := verdict_on_skip(reason, config.stash[REQUIRED]):
        report.outcome = "failed"
        report.longrepr = failure


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: SQLite, unless the test is marked `ON_BOTH` or `ON_POSTGRES`.

    With `--exhaustive` a test without a mark runs on both.
    """
    with fresh(getattr(request, "param", Kind.SQLITE), tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, the loop that the server runs on."""
    return "asyncio"
