"""Reads of assets wait only as `posture.collectors.stepping` says.

The first step of a read runs in the task of its caller, and what really waits there raises an error
in a run, but only where several facts of the asset are read: a test that reads one does not see it.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import takewhile
from typing import NamedTuple

import pytest

from tests.meta.repository import ROOT

PACKAGE = ROOT / "backend" / "posture" / "collectors"
CLOUDS = ("aws", "azure", "gcp")
PREFIX = "posture.collectors"
STEPPING = f"{PREFIX}.stepping"
OWN_TASK = "own_task"
# What they are given runs in a task of its own, and may wait for anything.
IN_OWN_TASKS = frozenset({"once", "together"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Place(NamedTuple):
    """Code that the first step of a read may run, with the functions around it by their names."""

    module: str
    code: ast.AST
    around: Mapping[str, ast.AST]


class Collectors:
    """The code of collectors, by the names of their modules, and the methods of their clients."""

    def __init__(self, texts: Mapping[str, str], methods: frozenset[str]) -> None:
        self._methods = methods
        self.trees = {name: ast.parse(text) for name, text in texts.items()}
        self._own = {name: dict(_definitions(tree)) for name, tree in self.trees.items()}
        self._imported = {name: dict(_imports(tree)) for name, tree in self.trees.items()}

    def places(self) -> list[Place]:
        """Return what the `reads` of all collectors are and refer to, directly or not."""
        waiting = [
            Place(module, one.value, {})
            for module, tree in self.trees.items()
            for one in ast.walk(tree)
            if isinstance(one, ast.keyword) and one.arg == "reads"
        ]
        found: dict[ast.AST, Place] = {}
        while waiting:
            place = waiting.pop()
            if place.code in found:
                continue
            found[place.code] = place
            waiting += self._referred(place)
        return list(found.values())

    def faults(self) -> list[str]:
        """Return where a first step may wait for something else than is allowed."""
        found = sorted(
            (place.module, waited.lineno)
            for place in self.places()
            for waited in _waited(place.code)
            if not self._is_allowed(place, waited)
        )
        return [f"{module}:{line}" for module, line in found]

    def _referred(self, place: Place) -> Iterator[Place]:
        around = _around(place)
        for part in _parts(place.code):
            if not isinstance(part, ast.Name):
                continue
            module, name = self._imported[place.module].get(part.id, (place.module, part.id))
            if part.id in around:
                yield Place(place.module, around[part.id], around)
            elif code := self._own.get(module, {}).get(name):
                yield Place(module, code, {})

    def _is_allowed(self, place: Place, waited: ast.expr) -> bool:
        match waited:
            case ast.IfExp(body=one, orelse=other):
                return self._is_allowed(place, one) and self._is_allowed(place, other)
            case ast.Call(func=function):
                return self._may_call(place, function)
            case _:
                return False

    def _may_call(self, place: Place, function: ast.expr) -> bool:
        match function:
            case ast.IfExp(body=one, orelse=other):
                return self._may_call(place, one) and self._may_call(place, other)
            case ast.Attribute(attr=method):
                return method in self._methods
            case ast.Name(id=name):  # what it stands for is a place, too
                module, _ = self._imported[place.module].get(name, (place.module, name))
                return module == STEPPING or module in self.trees
            case _:
                return False


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for one in tree.body:
        match one:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, one
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    for one in ast.walk(tree):
        if isinstance(one, ast.ImportFrom):
            for name in one.names:
                yield name.asname or name.name, (one.module or "", name.name)


def _around(place: Place) -> dict[str, ast.AST]:
    nested = {part.name: part for part in _parts(place.code) if isinstance(part, FUNCTIONS)}
    return {**place.around, **nested}


def _parts(code: ast.AST) -> Iterator[ast.AST]:
    """Yield what a first step runs of code, without bodies of nested functions.

    They are places of their own if the step refers to them.
    """
    if isinstance(code, FUNCTIONS):
        rest: list[ast.AST] = [*takewhile(lambda one: not _begins_own_task(one), code.body)]
    else:
        rest = [code]
    while rest:
        part = rest.pop()
        yield part
        if isinstance(part, ast.Call) and _name(part.func) in IN_OWN_TASKS:
            rest.append(part.func)
        elif not isinstance(part, FUNCTIONS):
            rest += ast.iter_child_nodes(part)


def _begins_own_task(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Await(value=ast.Call(func=function))):
            return _name(function) == OWN_TASK
        case _:
            return False


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _waited(code: ast.AST) -> Iterator[ast.expr]:
    """Yield what a first step of code waits for; an argument that it iterates, its caller made."""
    parts = [*_parts(code)]
    made = {
        target.id: part.value
        for part in parts
        if isinstance(part, ast.Assign)
        for target in part.targets
        if isinstance(target, ast.Name)
    }
    for part in parts:
        match part:
            case ast.Await(value=waited):
                yield waited
            case (
                ast.AsyncFor(iter=ast.Name(id=name))
                | ast.comprehension(iter=ast.Name(id=name), is_async=1)
            ):
                yield from (one for one in [made.get(name)] if one)
            case ast.AsyncFor(iter=waited) | ast.comprehension(iter=waited, is_async=1):
                yield waited
            case ast.AsyncWith(items=items):
                yield from (one.context_expr for one in items)


@cache
def collectors() -> Collectors:
    texts = {
        ".".join((PREFIX, *path.relative_to(PACKAGE).with_suffix("").parts)): (
            path.read_text(encoding="utf-8")
        )
        for path in PACKAGE.rglob("*.py")
    }
    del texts[STEPPING]
    return Collectors(texts, methods())


def methods() -> frozenset[str]:
    """Return what the clients of the clouds can wait for."""
    forms = [ast.parse((PACKAGE / cloud / "collecting.py").read_text("utf-8")) for cloud in CLOUDS]
    return frozenset(
        method.name
        for form in forms
        for one in form.body
        if isinstance(one, ast.ClassDef) and one.name.endswith("Client")
        for method in one.body
        if isinstance(method, ast.AsyncFunctionDef)
        or (isinstance(method, ast.FunctionDef) and _streams(method))
    )


def _streams(method: ast.FunctionDef) -> bool:
    returns = method.returns
    return isinstance(returns, ast.Subscript) and _name(returns.value) == "AsyncIterator"


EXAMPLE = """
import asyncio
from asyncio import sleep
from posture.collectors.stepping import once, own_task, together

async def _slow(client):
    await asyncio.sleep(1)

async def _sleeps(client, item):
    await sleep(1)  # fault

async def _gathers(client, item):
    return sum(await asyncio.gather(client.call("a"), client.call("b")))  # fault

async def _waits_for_a_task(client, item):
    task = asyncio.create_task(client.call("a"))
    await task  # fault

async def _has_a_deadline(client, item):
    async with asyncio.timeout(1):  # fault
        await client.call("a")

async def _streams(client, item):
    return [one async for one in item.stream()]  # fault

async def _streams_later(client, item):
    lines = item.stream()  # fault
    async for one in lines:
        return one

async def _deep(client):
    await client.lock.acquire()  # fault

async def _asks_deep(client, item):
    return await _deep(client)

def _made(name):
    async def run(client, item):
        await asyncio.sleep(1)  # fault
        await own_task()
    return run

async def _calls(client, item):
    ask = client.shared if item.region else client.call
    pages = client.pages("a")
    return [await ask("a"), *(one async for one in pages)]

async def _first(client):
    return await client.call("a")

async def _second(client):
    return await client.call("b")

async def _chooses(client, item):
    return await (_first if item.region else _second)(client)

async def _has_tasks(client, item):
    async def slow():
        await asyncio.sleep(1)
    await client.once("slow", lambda: _slow(client))
    await once(client.memory, "slow", slow)
    return await together(_slow(client) for _ in range(2))

async def _waits_later(client, item):
    await own_task()
    await asyncio.sleep(1)

async def _items(client, ask):
    await asyncio.sleep(1)
    yield ask

COMMON = (Read(run=_has_a_deadline), Read(run=_streams), Read(run=_asks_deep))
ONE = AssetCollector(
    items=_items,
    reads=(
        *COMMON,
        Read(run=_sleeps),
        Read(run=_gathers),
        Read(run=_streams_later),
        Read(run=_waits_for_a_task),
        Read(run=_made("a")),
        Read(run=_calls),
        Read(run=_chooses),
        Read(run=_has_tasks),
        Read(run=_waits_later),
    ),
)
"""


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_read_of_a_cloud_is_looked_at(cloud: str) -> None:
    seen = {part for place in collectors().places() for part in _parts(place.code)}
    reads = {
        part: f"{module}:{part.lineno}"
        for module, tree in collectors().trees.items()
        if module.startswith(f"{PREFIX}.{cloud}.")
        for part in ast.walk(tree)
        if isinstance(part, ast.Call) and _name(part.func) == "Read"
    }
    assert reads
    assert [place for part, place in reads.items() if part not in seen] == []


def test_reads_wait_for_nothing_else_in_their_first_step() -> None:
    assert collectors().faults() == []


def test_a_read_that_waits_for_something_else_is_found() -> None:
    lines = enumerate(EXAMPLE.splitlines(), 1)
    marked = [f"one:{number}" for number, line in lines if line.endswith("# fault")]
    assert [*Collectors({"one": EXAMPLE}, methods()).faults()] == marked
