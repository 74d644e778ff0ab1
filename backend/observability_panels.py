"""Panels and dashboards, and how Grafana reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

RANGE, STEP = "$__range", "$__rate_interval"
WIDTH, HEIGHT, COLUMNS = 8, 8, 24
SCHEMA: Final = 39
COUNT, SECONDS, SHARE, EACH_SECOND = "short", "s", "percentunit", "ops"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A panel with one query: PromQL, or TraceQL where `traces` is true.

    `legend` are the labels of its series; `kind` is a type of panel of Grafana.
    """

    title: str
    description: str
    query: str
    legend: str = ""
    unit: str = COUNT
    kind: str = "timeseries"
    traces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """A dashboard; `inputs` are text variables that a person fills in, with their labels."""

    uid: str
    title: str
    description: str
    panels: Sequence[Panel]
    inputs: dict[str, str] = field(default_factory=dict)


def trace_query(name: str) -> str:
    """Return the TraceQL of the spans with a name."""
    return f'{{ name="{name}" }}'


def rendered(one: Dashboard) -> dict[str, Any]:
    """Return a dashboard as Grafana reads it."""
    return {
        "uid": one.uid,
        "title": one.title,
        "description": one.description,
        "tags": ["posture", "generated"],
        "schemaVersion": SCHEMA,
        "editable": False,
        "refresh": "1m",
        "time": {"from": "now-24h", "to": "now"},
        "templating": {"list": [*_sources(), *_inputs(one)]},
        "links": [
            {
                "title": "Other dashboards of posture",
                "type": "dashboards",
                "tags": ["posture"],
                "asDropdown": True,
                "includeVars": True,
            }
        ],
        "panels": [_panel(panel, number) for number, panel in enumerate(one.panels)],
    }


def _sources() -> list[dict[str, Any]]:
    return [
        {"name": name, "label": label, "type": "datasource", "query": kind}
        for name, label, kind in (
            ("metrics", "Metrics", "prometheus"),
            ("traces", "Traces", "tempo"),
        )
    ]


def _inputs(one: Dashboard) -> list[dict[str, Any]]:
    return [
        {"name": name, "label": label, "type": "textbox", "query": ""}
        for name, label in one.inputs.items()
    ]


def _panel(panel: Panel, number: int) -> dict[str, Any]:
    each = COLUMNS // WIDTH
    return {
        "id": number + 1,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "gridPos": {
            "h": HEIGHT,
            "w": WIDTH,
            "x": number % each * WIDTH,
            "y": number // each * HEIGHT,
        },
        "datasource": _source(panel),
        "fieldConfig": {"defaults": {"unit": panel.unit}, "overrides": []},
        "options": _options(panel),
        "targets": [_target(panel)],
    }


def _source(panel: Panel) -> dict[str, str]:
    if panel.traces:
        return {"type": "tempo", "uid": "${traces}"}
    return {"type": "prometheus", "uid": "${metrics}"}


def _options(panel: Panel) -> dict[str, Any]:
    if panel.kind in {"stat", "bargauge"}:
        return {"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return {}


def _target(panel: Panel) -> dict[str, Any]:
    about = {"refId": "A", "datasource": _source(panel)}
    if panel.traces:
        return {**about, "queryType": "traceql", "query": panel.query, "limit": 100}
    instant = panel.kind != "timeseries"
    return {
        **about,
        "expr": panel.query,
        "legendFormat": panel.legend or "__auto",
        "instant": instant,
        "range": not instant,
        "exemplar": not instant,
        **({"format": "table"} if panel.kind == "table" else {}),
    }
