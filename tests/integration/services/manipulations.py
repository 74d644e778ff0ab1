"""Manipulations of the audit log, each as the database's owner can do it.

Triggers are out of the way, and hashes computed anew with the same function as the service's.
"""

# ruff: noqa: ANN401, S608  # the attacker writes any value, and all SQL by hand

from collections.abc import Callable
from typing import Any

from posture.store.chain import ChainRow
from tests.integration.services.attacked_log import COVERED, ROWS, Log, literal, owned

Manipulation = Callable[[Log], None]
MANIPULATIONS: dict[str, Manipulation] = {}


def manipulation(name: str) -> Callable[[Manipulation], Manipulation]:
    def add(function: Manipulation) -> Manipulation:
        MANIPULATIONS[name] = function
        return function

    return add


for _column, _value in {
    "result": "failure",
    "ts": 1,
    "actor_user_id": "somebody else",
    "actor_ip": None,
    "after_jsonb": '{"status":403}',
    "request_id": "r2",
}.items():

    @manipulation(f"the {_column} of a row changed")
    def _(log: Log, column: str = _column, value: Any = _value) -> None:
        log.sql(
            f"UPDATE audit SET {column} = {literal(value)} WHERE {owned(log.ours)} AND position = 3"
        )

    @manipulation(f"the {_column} of a row changed, all hashes computed anew")
    def _(log: Log, column: str = _column, value: Any = _value) -> None:
        rows = log.rows(log.ours)
        rows[2][column] = value
        log.write(log.ours, rows)


@manipulation("a row deleted")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit WHERE {owned(log.ours)} AND position = 3")


@manipulation("a row deleted, all hashes computed anew")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, rows[:2] + rows[3:])


@manipulation("two rows swapped")
def _(log: Log) -> None:
    one, two = (f"{owned(log.ours)} AND position = {number}" for number in (2, 3))
    log.sql(
        f"UPDATE audit SET position = 99 WHERE {one}",
        f"UPDATE audit SET position = 2 WHERE {two}",
        f"UPDATE audit SET position = 3 WHERE {owned(log.ours)} AND position = 99",
    )


@manipulation("two rows swapped, all hashes computed anew")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    rows[1]["id"], rows[2]["id"] = rows[2]["id"], rows[1]["id"]
    rows[1], rows[2] = rows[2], rows[1]
    log.write(log.ours, rows)


@manipulation("a row inserted, all hashes computed anew")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, [*rows[:-1], rows[-1] | {"request_id": "r9"}, rows[-1] | {"id": 7_000}])


@manipulation("a row added at the end, with its head")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, [*rows, rows[-1] | {"id": 7_000}])


@manipulation("a row added at the end, without its head")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, [*rows, rows[-1] | {"id": 7_000}], head=False)


@manipulation("a position used twice")
def _(log: Log) -> None:
    last = log.rows(log.ours)[-1] | {"id": 7_000}
    values = ", ".join(map(literal, last.values()))
    log.sql(f"INSERT INTO audit ({', '.join(COVERED)}) VALUES ({values})")


@manipulation("the end cut off")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit WHERE {owned(log.ours)} AND position > 6")


@manipulation("the end cut off, the head moved")
def _(log: Log) -> None:
    log.write(log.ours, log.rows(log.ours)[:6])


@manipulation("the last row, which no checkpoint has noted, cut off, the head moved")
def _(log: Log) -> None:
    log.write(log.ours, log.rows(log.ours)[:-1])


@manipulation("the end cut off and written anew with other rows")
def _(log: Log) -> None:
    rows = log.rows(log.ours)
    log.write(log.ours, rows[:5] + [row | {"request_id": "r9"} for row in rows[5:]])


@manipulation("the beginning cut off")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit WHERE {owned(log.ours)} AND position <= 3")


@manipulation("the beginning cut off, the anchor moved")
def _(log: Log) -> None:
    log.cut_beginning(log.ours, 3)


@manipulation("the beginning cut off, a purge forged")
def _(log: Log) -> None:
    log.forge_purge(log.ours, 3)


@manipulation("all but the last row cut off, a purge forged")
def _(log: Log) -> None:
    log.forge_purge(log.ours, len(log.rows(log.ours)) - 1)


@manipulation("the head set to zero")
def _(log: Log) -> None:
    log.head(log.ours, position=0, row_id=0, hash="")


@manipulation("the head set to zero, all rows removed")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit WHERE {owned(log.ours)}")
    log.head(log.ours, position=0, row_id=0, hash="")


@manipulation("the head removed")
def _(log: Log) -> None:
    log.sql(f"DELETE FROM audit_chains WHERE chain = '{log.ours}'")


@manipulation("a whole chain removed, its tenant lives")
def _(log: Log) -> None:
    log.sql(
        f"DELETE FROM audit WHERE {owned(log.ours)}",
        f"DELETE FROM audit_chains WHERE chain = '{log.ours}'",
    )


@manipulation("an older head with its seal written back")
def _(log: Log) -> None:
    log.replay(log.ours)


@manipulation("the seal of an older head on the newest")
def _(log: Log) -> None:
    log.head(log.ours, seal=log.older[log.ours][-1])


@manipulation("the seal of another chain")
def _(log: Log) -> None:
    log.head(log.ours, seal=log.copy(log.theirs)[-1])


@manipulation("all seals removed")
def _(log: Log) -> None:
    log.sql("UPDATE audit_chains SET seal = ''")


@manipulation("everything written anew, all seals removed")
def _(log: Log) -> None:
    for key in (log.ours, log.theirs, ""):
        log.write(key, [row | {"actor_user_id": "me"} for row in log.rows(key)])
    log.sql("UPDATE audit_chains SET seal = ''")


@manipulation("two chains swapped, all hashes computed anew")
def _(log: Log) -> None:
    ours, theirs = log.rows(log.ours), log.rows(log.theirs)
    log.sql(f"DELETE FROM audit WHERE {owned(log.theirs)}")
    log.write(log.ours, [row | {"tenant_id": log.ours} for row in theirs])
    log.write(log.theirs, [row | {"tenant_id": log.theirs} for row in ours])


@manipulation("two heads swapped")
def _(log: Log) -> None:
    for of, other in ((log.ours, log.copy(log.theirs)), (log.theirs, log.copy(log.ours))):
        log.head(of, **dict(zip(ChainRow.__struct_fields__[1:], other[1:], strict=True)))


@manipulation("a row given to another tenant")
def _(log: Log) -> None:
    log.sql(f"UPDATE audit SET tenant_id = '{log.theirs}' WHERE {owned(log.ours)} AND position = 9")


@manipulation("the service's checkpoints removed, an older head written back")
def _(log: Log) -> None:
    log.write("", [row for row in log.rows("") if row["action"] != "audit.checkpoint"])
    log.replay(log.ours)


@manipulation("the service's own end cut off, an older head written back")
def _(log: Log) -> None:
    kept = [row for row in log.rows("") if row["action"] != "audit.checkpoint"]
    log.write("", kept[:ROWS])
    log.replay(log.ours)


@manipulation("the triggers' allowance left behind, rows deleted through it")
def _(log: Log) -> None:
    log.sql(
        f"INSERT INTO audit_purges VALUES ('{log.ours}', 3)",
        f"DELETE FROM audit WHERE {owned(log.ours)} AND position <= 3",
    )
