"""What a process exports depends on its role."""

from collections.abc import Sequence

import pytest
from opentelemetry import metrics
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricExportResult, MetricsData

from posture import telemetry
from posture.settings import Settings
from posture.telemetry import instruments, logs
from posture.telemetry.catalogue import CALLS
from posture.telemetry.instruments import Instruments

AT_ONCE = [
    "posture.gate.verdicts",
    "posture.run.findings",
    "posture.run.verdicts",
    "posture.runs",
    "posture.webhook.deliveries",
]


@pytest.mark.parametrize(
    ("role", "expected"), [("server", AT_ONCE), ("worker", AT_ONCE), ("scan", [])]
)
def test_counters_of_fixed_values_begin_at_0_except_in_a_scan_which_counts_calls_alone(
    role: str, expected: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exported: set[str] = set()

    def export(_: OTLPMetricExporter, data: MetricsData, **_options: float) -> MetricExportResult:
        for resource in data.resource_metrics:
            for scope in resource.scope_metrics:
                exported.update(one.name for one in scope.metrics if one.data.data_points)
        return MetricExportResult.SUCCESS

    made: list[tuple[MeterProvider, Instruments]] = []

    def provide(provider: MeterProvider) -> None:
        made.append((provider, Instruments(provider.get_meter("test"))))

    monkeypatch.setattr(OTLPMetricExporter, "export", export)
    monkeypatch.setattr(metrics, "set_meter_provider", provide)
    monkeypatch.setattr(instruments, "instruments", lambda: made[0][1])
    for setup in ("setup", "setup_on_use"):
        monkeypatch.setattr(logs, setup, lambda _settings: None)
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "none")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://127.0.0.1:9")
    telemetry.setup(Settings(), role=role)
    ((provider, counters),) = made
    counters.count(CALLS, 1, {"cloud.provider": "aws"})
    provider.shutdown()
    assert exported == {"posture.cloud.calls", *expected}
