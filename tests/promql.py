"""PromQL: the names in a query, the series that OTLP becomes, and answers of `promtool`."""

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

from tests.emulator.otlp import points
from tests.machine import need

KEYWORDS = {"and", "or", "unless", "bool", "by", "without", "offset"}
MINUTES = 60


class Names(NamedTuple):
    """The metrics and labels that a query names."""

    metrics: set[str]
    labels: set[str]


def names_in(query: str) -> Names:
    """Return the metrics and labels that a query names."""
    labels = set(re.findall(r"([a-z_]+)\s*(?:=~|!=|!~|=)", query))
    for group in re.findall(r"\bby \(([^)]*)\)", query):
        labels |= {name.strip() for name in group.split(",")}
    bare = re.sub(r"\{[^}]*\}|\bby \([^)]*\)|\[[^\]]*\]|\$\w+", " ", query)
    found = re.findall(r"\b([a-zA-Z_:][a-zA-Z0-9_:]*)\b(?!\s*\()", bare)
    return Names(set(found) - KEYWORDS, labels)


def series_of(metrics: Iterable[Metric]) -> Iterator[tuple[str, float, bool]]:
    """Yield each series with its value, and whether it only grows, as Prometheus names them.

    https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
    """
    for metric in metrics:
        name = metric.name.replace(".", "_") + ("_seconds" if metric.unit == "s" else "")
        grows = metric.HasField("sum") and metric.sum.is_monotonic
        for attributes, point in points(metric):
            labels = {key.replace(".", "_"): str(value) for key, value in attributes.items()}
            if metric.HasField("histogram"):
                yield from _histogram(name, labels, point)
            else:
                value = getattr(point, point.WhichOneof("value"))
                yield _named(name + "_total" * grows, labels), float(value), grows


def _histogram(name: str, labels: dict[str, str], point: Any) -> Iterator[tuple[str, float, bool]]:  # noqa: ANN401  # a message of protobuf
    count = 0
    edges = [*(f"{bound:g}" for bound in point.explicit_bounds), "+Inf"]
    for edge, found in zip(edges, point.bucket_counts, strict=True):
        count += found
        yield _named(f"{name}_bucket", {**labels, "le": edge}), float(count), True
    yield _named(f"{name}_sum", labels), point.sum, True
    yield _named(f"{name}_count", labels), float(point.count), True


def _named(name: str, labels: Mapping[str, str]) -> str:
    shown = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    return f"{name}{{{shown}}}"


def labels_of(shown: str) -> tuple[str, dict[str, str]]:
    """Return the name and the labels of a series as `series_of` shows it."""
    name, _, labels = shown.partition("{")
    return name, dict(re.findall(r'([a-zA-Z_]+)="([^"]*)"', labels))


def history(series: Iterable[tuple[str, float, bool]]) -> list[dict[str, str]]:
    """Return an hour: gauges as they are; what grows begins in the middle, with its value.

    So does a series of a process: before its first event there is none.
    """
    half = MINUTES // 2
    return [
        {
            "series": name,
            "values": f"_x{half} {value!r}x{half}" if grows else f"{value!r}x{MINUTES}",
        }
        for name, value, grows in series
    ]


def answers(
    directory: Path, series: list[dict[str, str]], expected: Mapping[str, Mapping[str, float]]
) -> str:
    """Return what is wrong with the answers to queries after that hour; empty if nothing is.

    `expected` has for each query the value of each series, by labels as `{a="b"}`.
    """
    tests = [
        {
            "expr": query,
            "eval_time": f"{MINUTES}m",
            "exp_samples": [
                {"labels": labels, "value": value} for labels, value in samples.items()
            ],
        }
        for query, samples in expected.items()
    ]
    document = {
        "evaluation_interval": "1m",
        "tests": [{"interval": "1m", "input_series": series, "promql_expr_test": tests}],
    }
    path = directory / "panels.test.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return promtool("test", "rules", str(path))


def promtool(*arguments: str) -> str:
    """Run `promtool`, or skip the test; return its output if it fails, else nothing."""
    done = subprocess.run(
        [need("promtool"), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""
