"""The provider `posture`: its resources and data sources, put together."""

from typing import Final

from posture_terraform.framework.definition import Provider
from posture_terraform.provider import connection, gate, integration, reading, run, suppression

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
        "posture_run": reading.RUN,
        "posture_runs": reading.RUNS,
        "posture_findings": reading.FINDINGS,
        "posture_checks": reading.CHECKS,
        "posture_gate": gate.GATE,
    },
)
