# mypy: disable-error-code="import-not-found"
"""Story of `story.py`, with the Python client that openapi-generator generated.

It runs where nothing of ours can be imported: `story_generator.py FOLDER URL TOKEN ENDPOINT`.
"""

import sys
import time
from typing import Any

FOLDER, URL, TOKEN, ENDPOINT = sys.argv[1:]
sys.path.insert(0, f"{FOLDER}/generator_python")

import openapi_client as generated  # noqa: E402  # generated, in FOLDER

client = generated.ApiClient(generated.Configuration(host=URL, access_token=TOKEN))
findings = generated.FindingsApi(client)
runs = generated.RunsApi(client)

name = f"consumer-{time.time_ns()}"
body = generated.IntegrationRequest.from_dict(
    {
        "name": name,
        "provider": "aws",
        "aws": {"regions": ["eu-central-1"], "endpoint_url": ENDPOINT},
    }
)
integrations = generated.IntegrationsApi(client)
created = integrations.create_integration(body, idempotency_key=name)
assert integrations.create_integration(body, idempotency_key=name).id == created.id

request = generated.RunRequest.from_dict(
    {"integration_id": str(created.id), "scope": {"services": ["s3"]}}
)
run_id = runs.start_run(request).run_id
deadline = time.monotonic() + 120
while True:
    run = runs.get_run(run_id)
    if run.completed_at is not None:
        break
    assert time.monotonic() < deadline, "the run has not ended"
    time.sleep(0.2)
assert run.status == "completed", run

seen: list[Any] = []
cursor: Any = None
while True:
    page = findings.list_findings(scan_id=run_id, limit=200, cursor=cursor)
    seen += page.data
    cursor = page.next_cursor
    if not cursor:
        break
assert len({one.id for one in seen}) == run.finding_count > 200, (len(seen), run.finding_count)

gate = runs.get_gate(run_id)
assert gate.verdict == "fail", gate.verdict
for form in generated.ExportFormat:
    # The generator takes the type of one media type for all of them, so the bytes are read.
    exported = findings.export_run_without_preload_content(form, run_id)
    assert exported.status == 200, (form, exported.data)
    assert exported.data, form

change = generated.FindingUpdate.from_dict({"status": "triaged"})
assert findings.update_finding(seen[0].id, change).status == "triaged"
suppression = generated.SuppressionRequest.from_dict(
    {
        "check_id": seen[0].check_id,
        "resource_pattern": seen[0].resource_id,
        "reason": "A consumer tries it.",
        "owner": "consumers",
        "expires_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600)),
    }
)
assert generated.SuppressionsApi(client).create_suppression(suppression).id
webhook = generated.WebhookRequest.from_dict(
    {"url": "https://hooks.example.com/posture", "events": ["run.failed"]}
)
assert generated.WebhooksApi(client).create_webhook(webhook).secret
rows = generated.AuditApi(client).list_audit(limit=20).data
assert {"webhook.created", "suppression.created", "finding.updated"} <= {one.action for one in rows}
print(f"{len(seen)} findings, gate {gate.verdict.value}, {len(rows)} audit rows")
