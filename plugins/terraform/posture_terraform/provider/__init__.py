"""The provider `posture`: its resources and data sources."""

from typing import Final

from posture_terraform.framework.definition import Provider
from posture_terraform.provider import connection, data_sources, gate, integration, run, suppression

PROVIDER: Final = Provider(
    name="posture",
    schema=connection.SCHEMA,
    configure=connection.configure,
    resources={
        "posture_integration": integration.INTEGRATION,
        "posture_run": run.RUN,
        "posture_suppression": suppression.SUPPRESSION,
    },
    data_sources={
        "posture_run": data_sources.RUN,
        "posture_runs": data_sources.RUNS,
        "posture_findings": data_sources.FINDINGS,
        "posture_checks": data_sources.CHECKS,
        "posture_gate": gate.GATE,
    },
)
