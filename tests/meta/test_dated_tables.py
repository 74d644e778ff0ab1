"""A table that ages says where and when it was read, and does not get old."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import walk_packages

import pytest

from posture import checks, collectors, domain
from posture.domain.dated import Dated, DatedFacts, DatedTable

OLDEST = timedelta(days=180)


def _tables() -> Iterator[tuple[str, Dated]]:
    for package in (checks, collectors, domain):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            for name, one in vars(import_module(module.name)).items():
                if isinstance(one, Dated):
                    yield f"{module.name}.{name}", one


TABLES = {id(table): (name, table) for name, table in _tables()}


def test_the_tables_are_found() -> None:
    assert {name.rpartition(".")[2] for name, _ in TABLES.values()} >= {
        "BEDROCK_TYPES",
        "CIPHER_PARTS",
        "ENGINES",
        "FIRST_REGIONS",
        "ISSUERS",
        "LOCAL_DISKS",
        "OPTIONAL_SOURCES",
        "OWN_ISSUERS",
        "PARTITION_SUFFIXES",
        "PASSINGS",
        "PLATFORMS",
        "POLICIES",
        "PREDICTABLE",
        "PROTECTED",
        "RUNTIMES",
        "S3_READS",
        "S3_WRITES",
        "SERVICES",
        "TAKEOVERS",
        "VERSIONS",
        "WRITES",
    }


@pytest.mark.parametrize(("name", "table"), TABLES.values())
def test_a_table_was_read_within_180_days(name: str, table: Dated) -> None:
    age = datetime.now(UTC).date() - table.read_on
    assert timedelta() <= age <= OLDEST, f"Read {table.source} again, and update {name}."
    assert table.source.startswith("https://")
    match table:
        case DatedTable():
            assert table.rows
        case DatedFacts():
            assert table.facts
