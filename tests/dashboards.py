"""The shipped dashboards and rules, as a test reads them."""

import json
from typing import Any, NamedTuple

import pytest
import yaml

from tests.meta.repository import ROOT

STACK = ROOT / "backend" / "deploy" / "observability"


class Query(NamedTuple):
    """A query of a panel or a rule; `title` is the panel's, or the rule's name."""

    place: str
    title: str
    text: str
    traces: bool


def dashboards() -> dict[str, dict[str, Any]]:
    """Return the dashboards by the names of their files."""
    return {path.stem: json.loads(path.read_text()) for path in STACK.glob("dashboards/*.json")}


def rules() -> list[dict[str, Any]]:
    """Return all rules."""
    found = yaml.safe_load((STACK / "rules/slo.yaml").read_text())
    return [rule for group in found["groups"] for rule in group["rules"]]


def queries() -> list[Query]:
    """Return the queries of all panels and rules."""
    found = [
        Query(name, panel["title"], target.get("expr") or target["query"], "expr" not in target)
        for name, dashboard in sorted(dashboards().items())
        for panel in dashboard["panels"]
        for target in panel["targets"]
    ]
    return found + [
        Query("slo.yaml", rule.get("record") or rule["alert"], rule["expr"], traces=False)
        for rule in rules()
    ]


def each(*, traces: bool) -> list[Any]:
    """Return the queries as parameters of a test."""
    return [
        pytest.param(query, id=f"{query.place}: {query.title}")
        for query in queries()
        if query.traces == traces
    ]
