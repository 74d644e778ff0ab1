"""How a database finds what a query asks for."""

from collections.abc import Callable
from typing import Any, cast

from posture.store.driver import Driver
from posture.store.statement import Connection


class Explained:
    """A driver's connection that notes how each query would be answered."""

    def __init__(self, driver: Driver, word: str) -> None:
        self.driver = driver
        self.word = word
        self.plan = ""

    def execute(self, sql: str, *values: Any) -> Any:  # noqa: ANN401  # as Driver
        rows = self.driver.execute(f"{self.word} {sql}", *values).fetchall()
        self.plan += "\n".join(str(row[-1]) for row in rows)
        return self.driver.execute(sql, *values)


def plan_of(connection: Connection, work: Callable[[Connection], Any]) -> str:
    """Return how the database finds what some work asks for."""
    driver = connection.driver
    is_file = connection.dialect.name == "sqlite"
    explained = Explained(driver, "EXPLAIN QUERY PLAN" if is_file else "EXPLAIN")
    connection.driver = cast("Driver", explained)
    try:
        work(connection)
    finally:
        connection.driver = driver
    return explained.plan
