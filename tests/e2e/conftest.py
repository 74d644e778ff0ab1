"""One finished run, with everything that was exported while it happened."""

import secrets
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import boto3  # type: ignore[import-untyped]  # ships no types
import pytest

from posture_client import Client
from posture_client.models import Run
from tests.e2e.stage import Stage, stage
from tests.emulator.account import s3
from tests.emulator.account.account import HOME, Account
from tests.emulator.faults import Endpoint, endpoint
from tests.emulator.otlp import Span
from tests.emulator.server import LOOPBACK, Emulator, emulator

# Nothing listens there.
NOBODY = "https://127.0.0.1:9"
LONG_NAME = "caller/" + "1" * 5_000


@dataclass(frozen=True, slots=True)
class Traced:
    """A run as the API tells it, its trace, and the stage it was played on."""

    run: Run
    trace_id: str
    parent_id: str
    spans: list[Span]
    here: Stage


@pytest.fixture(scope="session")
def traced() -> Iterator[Traced]:
    """Run once over an account of buckets, for a caller with a trace.

    Everything else that is measured happens, too: a webhook, a gate, a report, and a failed run.
    """
    settings = {"webhook_networks": LOOPBACK, "metrics_seconds": "0.2", "secret_key": "s" * 32}
    with stage(**settings, metrics_integrations="true") as here, emulator() as aws:
        s3.seed(Account(aws.url), 0)
        here.ready()
        trace_id, parent_id = secrets.token_hex(16), secrets.token_hex(8)
        traceparent = f"00-{trace_id}-{parent_id}-01"
        with Client(here.endpoint, here.token, trace={}) as client:
            account = client.create_integration(
                name="traced", provider="aws", aws={"regions": [HOME], "endpoint_url": aws.url}
            )
            away = client.create_integration(
                name="away",
                provider="aws",
                aws={"regions": [HOME], "endpoint_url": NOBODY.replace("https", "http")},
            )
            client.create_webhook(
                name="hook",
                url=f"{NOBODY}/hook",
                events=["run.completed", "run.failed"],
            )
            caller = {"trace": {"traceparent": traceparent}, "user_agent": LONG_NAME}
            with Client(here.endpoint, here.token, **caller) as tracing:
                accepted = tracing.start_run(
                    integration_id=account["id"],
                    scope={"services": ["s3"]},
                    gate={"fail_on": "low"},
                )
            run = client.wait_for_run(accepted["run_id"], timeout_seconds=240)
            failed = client.start_run(integration_id=away["id"])
            client.wait_for_run(failed["run_id"], timeout_seconds=240)
            now = datetime.now(UTC)
            client.create_report(
                title="traced",
                frameworks=["SOC_2"],
                scope={
                    "from": (now - timedelta(days=1)).isoformat(),
                    "to": now.isoformat(),
                    "include_severities": ["critical"],
                },
                format="json",
            )
        here.telemetry.wait_for(
            lambda spans: (
                Counter({"process run": 2, "deliver event": 2, "make report": 1})
                <= Counter(span.name for span in spans)
            )
        )
        yield Traced(run, trace_id, parent_id, here.telemetry.spans(trace_id), here)


@pytest.fixture(scope="session")
def buckets() -> Iterator[Emulator]:
    """An emulated account with two buckets."""
    with emulator() as found:
        s3 = boto3.client(
            "s3",
            region_name="eu-central-1",
            endpoint_url=found.url,
            aws_access_key_id="seed",
            aws_secret_access_key="seed",
        )
        for name in ("acme-logs", "acme-site"):
            place = {"LocationConstraint": "eu-central-1"}
            s3.create_bucket(Bucket=name, CreateBucketConfiguration=place)
        s3.close()
        yield found


@pytest.fixture
async def cloud(buckets: Emulator) -> AsyncIterator[Endpoint]:
    async with endpoint(buckets.url) as found:
        yield found
