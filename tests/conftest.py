"""What every test may ask for, and what no test gets away with."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.databases import Kind, fresh
from tests.machine import FINDERS, REQUIRE, verdict_on_skip

# Set on a developer's machine these would decide what a test sees.
FOREIGN_PREFIXES = ("AWS_", "OTEL_", "POSTURE_")


def pytest_configure(config: pytest.Config) -> None:
    required = frozenset(filter(None, os.environ.get(REQUIRE, "").split(",")))
    if unknown := required - FINDERS.keys():
        raise pytest.UsageError(f"{REQUIRE}: {', '.join(sorted(unknown))}: unknown; {set(FINDERS)}")
    for name in [name for name in os.environ if name.startswith(FOREIGN_PREFIXES)]:
        if name != REQUIRE:
            del os.environ[name]
    config.stash[REQUIRED] = required


REQUIRED = pytest.StashKey[frozenset[str]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _judge_skip(report, item.config)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _judge_skip(report, collector.config)
    return report


def _judge_skip(report: pytest.TestReport | pytest.CollectReport, config: pytest.Config) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if failure := verdict_on_skip(reason, config.stash[REQUIRED]):
        report.outcome = "failed"
        report.longrepr = failure


@pytest.fixture(params=[Kind.SQLITE, Kind.POSTGRES])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: the test holds on either kind, or names its own with `ON_SQLITE`."""
    with fresh(request.param, tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, the loop that the server runs on."""
    return "asyncio"
