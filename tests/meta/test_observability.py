"""What is shipped for dashboards names what is exported, and is safe to start."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from posture.telemetry.catalogue import INSTRUMENTS, RESOURCE, SPANS
from tests.dashboards import STACK, Query, dashboards, each, rules
from tests.meta.repository import ROOT
from tests.promql import names_in, promtool

RUNBOOKS, LABEL = "backend/docs/observability.md", "$externalLabels.posture_runbooks"
PAGE = (ROOT / "backend/docs/observability.md").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((STACK / "compose.yaml").read_text())
COLLECTOR: dict[str, Any] = yaml.safe_load((STACK / "collector.yaml").read_text())
LABELS = {one.label for instrument in INSTRUMENTS for one in instrument.attributes} | {"le"}
METRICS = {name for instrument in INSTRUMENTS for name in instrument.names}
RECORDED = {rule["record"] for rule in rules() if "record" in rule}
SPAN_KEYS = {one.key for span in SPANS for one in span.attributes}
INTRINSICS = {"name", "kind", "status", "duration"}
SERVICES = [pytest.param(found, id=name) for name, found in COMPOSE["services"].items()]


@pytest.mark.parametrize("query", each(traces=False))
def test_a_query_names_metrics_and_labels_of_the_catalogue(query: Query) -> None:
    metrics, labels = names_in(query.text)
    assert metrics
    assert metrics <= METRICS | RECORDED
    assert labels <= LABELS


@pytest.mark.parametrize("query", each(traces=True))
def test_a_query_of_traces_names_attributes_of_the_catalogue(query: Query) -> None:
    keys = set(re.findall(r"span\.([a-z_.]+)", query.text))
    assert keys <= SPAN_KEYS
    bare = re.sub(r'span\.[a-z_.]+|"[^"]*"', "", query.text)
    compared = set(re.findall(r"([a-z_]+)\s*(?:=~|!=|=|>|<)", bare))
    assert compared <= INTRINSICS


@pytest.mark.parametrize("query", each(traces=True))
def test_a_query_of_traces_names_spans_of_the_catalogue(query: Query) -> None:
    for operator, name in re.findall(r'\bname(=~|=)"([^"]*)"', query.text):
        if operator == "=":
            assert name in {span.name for span in SPANS}
        else:
            example = [re.sub(r"\{[^}]*\}", "s3", span.name) for span in SPANS]
            assert [one for one in example if re.fullmatch(name, one)]


def test_names_of_a_query_are_found() -> None:
    metrics, labels = names_in("x offset $__range / ($__rate_interval_ms / 1000)")
    assert (metrics, labels) == ({"x"}, set())
    metrics, labels = names_in(
        'histogram_quantile(0.95, sum by (le, a_b) (rate(x_bucket{c="d"}[5m]))) or vector(0)'
    )
    assert metrics == {"x_bucket"}
    assert labels == {"le", "a_b", "c"}


@pytest.mark.parametrize("name", sorted(dashboards()))
def test_every_panel_says_what_it_shows_and_reads_a_chosen_source(name: str) -> None:
    dashboard = dashboards()[name]
    assert dashboard["uid"] == f"posture-{name}"
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids))
    for panel in dashboard["panels"]:
        assert panel["description"].endswith(".") or ";" in panel["description"]
        assert panel["datasource"]["uid"] in {"${metrics}", "${traces}"}


def test_there_are_the_five_dashboards() -> None:
    assert sorted(dashboards()) == ["api", "cloud-calls", "fleet", "run", "slo"]


def test_every_alert_has_a_runbook_and_tests() -> None:
    tested = yaml.safe_load((STACK / "rules/slo.test.yaml").read_text())["tests"]
    names = {one["name"] for one in tested}
    for rule in rules():
        if "alert" in rule:
            anchors = {title.lower() for title in re.findall(r"^### (\S+)$", PAGE, re.MULTILINE)}
            assert rule["labels"]["severity"] in {"page", "ticket"}
            page, _, anchor = rule["annotations"]["runbook_url"].partition("#")
            assert (
                page
                == f"{{{{ if {LABEL} }}}}{{{{ {LABEL} }}}}{{{{ else }}}}{RUNBOOKS}{{{{ end }}}}"
            )
            assert (ROOT / RUNBOOKS).is_file()
            assert anchor in anchors
            assert {f"{rule['alert']} fires", f"{rule['alert']} is quiet"} <= names


def test_the_rules_are_valid_and_every_alert_fires_and_does_not() -> None:
    assert promtool("check", "rules", str(STACK / "rules/slo.yaml")) == ""
    assert promtool("test", "rules", str(STACK / "rules/slo.test.yaml")) == ""


def test_the_deployment_says_where_people_open_the_runbooks(tmp_path: Path) -> None:
    tests = yaml.safe_load((STACK / "rules/slo.test.yaml").read_text())
    (silent,) = [
        one for one in tests["tests"] if one["name"] == "PostureSilent fires without any process"
    ]
    (alert,) = silent["alert_rule_test"][0]["exp_alerts"]
    assert alert["exp_annotations"]["runbook_url"] == f"{RUNBOOKS}#posturesilent"
    place = "https://git.example.com/runbooks.md"
    alert["exp_annotations"]["runbook_url"] = f"{place}#posturesilent"
    silent["external_labels"] = {"posture_runbooks": place}
    document = {**tests, "rule_files": [str(STACK / "rules/slo.yaml")], "tests": [silent]}
    (tmp_path / "runbooks.test.yaml").write_text(yaml.safe_dump(document))
    assert promtool("test", "rules", str(tmp_path / "runbooks.test.yaml")) == ""
    prometheus = yaml.safe_load((STACK / "prometheus.yaml").read_text())
    assert prometheus["global"]["external_labels"] == {"posture_runbooks": "${POSTURE_RUNBOOKS}"}
    assert "POSTURE_RUNBOOKS" in COMPOSE["services"]["prometheus"]["environment"]


def test_metrics_of_spans_are_limited() -> None:
    assert COLLECTOR["connectors"]["spanmetrics"]["aggregation_cardinality_limit"] == 5_000


def test_a_run_of_38_seconds_is_near_38_seconds_at_p95(tmp_path: Path) -> None:
    name = "posture_run_duration_seconds_bucket"
    (bounds,) = [one.bounds for one in INSTRUMENTS if one.series == name.removesuffix("_bucket")]
    series = [
        {"series": f'{name}{{le="{bound:g}"}}', "values": f"0x30 {int(bound >= 38.6)}x30"}
        for bound in bounds
    ]
    series.append({"series": f'{name}{{le="+Inf"}}', "values": "0x30 1x30"})
    query = f"histogram_quantile(0.95, sum by (le) (rate({name}[1h])))"
    document = {
        "tests": [
            {
                "interval": "1m",
                "input_series": series,
                "promql_expr_test": [
                    {
                        "expr": query,
                        "eval_time": "60m",
                        "exp_samples": [{"labels": "{}", "value": 44.25}],
                    }
                ],
            }
        ]
    }
    path = tmp_path / "p95.test.yaml"
    path.write_text(yaml.safe_dump(document))
    assert promtool("test", "rules", str(path)) == ""


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_is_pinned_and_its_ports_are_for_this_machine(service: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9/.-]+:v?[0-9.]+@sha256:[0-9a-f]{64}", service["image"])
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_mounted_file_exists(service: dict[str, Any]) -> None:
    for volume in service["volumes"]:
        source, _, _ = volume.partition(":")
        assert (STACK / source).exists() or source in COMPOSE["volumes"]


def test_there_is_no_default_password() -> None:
    environment = COMPOSE["services"]["grafana"]["environment"]
    assert environment["GF_SECURITY_ADMIN_PASSWORD"].startswith("${GRAFANA_PASSWORD:?")
    assert not [name for name in environment if "ANONYMOUS" in name]


def test_every_component_of_a_pipeline_is_configured() -> None:
    used: dict[str, set[str]] = {"receivers": set(), "processors": set(), "exporters": set()}
    for pipeline in COLLECTOR["service"]["pipelines"].values():
        for kind, names in pipeline.items():
            used[kind] |= set(names)
    connectors = set(COLLECTOR["connectors"])
    assert used["receivers"] == set(COLLECTOR["receivers"]) | connectors
    assert used["exporters"] == set(COLLECTOR["exporters"]) | connectors
    assert used["processors"] == set(COLLECTOR["processors"])


def test_the_collector_and_prometheus_name_attributes_of_the_catalogue() -> None:
    dimensions = {one["name"] for one in COLLECTOR["connectors"]["spanmetrics"]["dimensions"]}
    assert dimensions <= SPAN_KEYS
    prometheus = yaml.safe_load((STACK / "prometheus.yaml").read_text())
    promoted = prometheus["otlp"]["promote_resource_attributes"]
    assert promoted == [one.key for one in RESOURCE]
