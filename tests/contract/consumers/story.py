# mypy: disable-error-code="import-not-found"
"""Story: what a caller does in a day, with the client that openapi-python-client generated.

It runs where nothing of ours can be imported: `story.py FOLDER URL TOKEN ENDPOINT`.
"""

import sys
import time
from typing import Any

FOLDER, URL, TOKEN, ENDPOINT = sys.argv[1:]
sys.path.insert(0, FOLDER)

from python_client import AuthenticatedClient, models  # noqa: E402  # generated, in FOLDER
from python_client.api.audit import list_audit  # noqa: E402  # as above
from python_client.api.findings import export_run, list_findings, update_finding  # noqa: E402  # as above
from python_client.api.integrations import create_integration  # noqa: E402  # as above
from python_client.api.runs import get_gate, get_run, start_run  # noqa: E402  # as above
from python_client.api.suppressions import create_suppression  # noqa: E402  # as above
from python_client.api.webhooks import create_webhook  # noqa: E402  # as above

client = AuthenticatedClient(base_url=URL, token=TOKEN, raise_on_unexpected_status=True)


def sent(status: int, response: Any) -> Any:  # noqa: ANN401  # a model of the generated client
    """Return what a response holds, after it had the status of a success."""
    assert response.status_code == status, (response.status_code, response.content)
    return response.parsed


name = f"consumer-{time.time_ns()}"
body = models.IntegrationRequest.from_dict(
    {
        "name": name,
        "provider": "aws",
        "aws": {"regions": ["eu-central-1"], "endpoint_url": ENDPOINT},
    }
)
created = sent(
    201, create_integration.sync_detailed(client=client, body=body, idempotency_key=name)
)
again = sent(201, create_integration.sync_detailed(client=client, body=body, idempotency_key=name))
assert again.id == created.id

request = models.RunRequest.from_dict(
    {"integration_id": str(created.id), "scope": {"services": ["s3"]}}
)
accepted = sent(202, start_run.sync_detailed(client=client, body=request))
deadline = time.monotonic() + 120
while True:
    run = sent(200, get_run.sync_detailed(accepted.run_id, client=client))
    if run.completed_at is not None:
        break
    assert time.monotonic() < deadline, "the run has not ended"
    time.sleep(0.2)
assert str(run.status) == "completed", run

seen = []
cursor: Any = None
while True:
    paged = {"limit": 200} if cursor is None else {"limit": 200, "cursor": cursor}
    page = sent(200, list_findings.sync_detailed(client=client, scan_id=accepted.run_id, **paged))
    seen += page.data
    cursor = page.next_cursor
    if not cursor:
        break
assert len(seen) == run.finding_count > 200, (len(seen), run.finding_count)
assert len({str(one.id) for one in seen}) == len(seen)

gate = sent(200, get_gate.sync_detailed(accepted.run_id, client=client))
assert str(gate.verdict) == "fail", gate.verdict
for form in models.ExportFormat:
    exported = export_run.sync_detailed(accepted.run_id, client=client, format_=form)
    assert exported.status_code == 200, (form, exported.content)
    assert exported.content, form

change = models.FindingUpdate.from_dict({"status": "triaged"})
found = sent(200, update_finding.sync_detailed(seen[0].id, client=client, body=change))
assert str(found.status) == "triaged"
suppression = models.SuppressionRequest.from_dict(
    {
        "check_id": seen[0].check_id,
        "resource_pattern": seen[0].resource_id,
        "reason": "A consumer tries it.",
        "owner": "consumers",
        "expires_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600)),
    }
)
sent(201, create_suppression.sync_detailed(client=client, body=suppression))
webhook = models.WebhookRequest.from_dict(
    {"url": "https://hooks.example.com/posture", "events": ["run.failed"]}
)
assert sent(201, create_webhook.sync_detailed(client=client, body=webhook)).secret
rows = sent(200, list_audit.sync_detailed(client=client, limit=20))
assert {"webhook.created", "suppression.created", "finding.updated"} <= {
    one.action for one in rows.data
}
print(f"{len(seen)} findings, gate {gate.verdict}, {len(rows.data)} audit rows")
