// Story of `story.py`, with the TypeScript client that openapi-generator generated.
// It is compiled beside that client, and runs as `story.js URL TOKEN ENDPOINT`.

import * as generated from "./fetch";

declare const process: { argv: string[] };

const [basePath, accessToken, endpointUrl] = process.argv.slice(2);

function assert(holds: boolean, message: string): void {
  if (!holds) {
    throw new Error(message);
  }
}

async function main(): Promise<void> {
  const configuration = new generated.Configuration({ basePath, accessToken });
  const integrations = new generated.IntegrationsApi(configuration);
  const runs = new generated.RunsApi(configuration);
  const findings = new generated.FindingsApi(configuration);

  const name = `consumer-${Date.now()}`;
  const creation = {
    idempotencyKey: name,
    integrationRequest: {
      name,
      provider: generated.Provider.Aws,
      aws: { regions: ["eu-central-1"], endpointUrl },
    },
  };
  // Without `validate_only` a creation always returns what it made.
  const created = (await integrations.createIntegration(creation))!;
  const again = (await integrations.createIntegration(creation))!;
  assert(again.id === created.id, "created twice");

  const runRequest = { integrationId: created.id, scope: { services: ["s3"] } };
  const { runId } = (await runs.startRun({ runRequest } as generated.StartRunRequest))!;
  const deadline = Date.now() + 120_000;
  let run = await runs.getRun({ runId });
  while (!run.completedAt) {
    assert(Date.now() < deadline, "the run has not ended");
    await new Promise((resolve) => setTimeout(resolve, 200));
    run = await runs.getRun({ runId });
  }
  assert(run.status === "completed", run.status);

  const seen: generated.Finding[] = [];
  let cursor: string | undefined;
  do {
    const page = await findings.listFindings({ scanId: runId, limit: 200, cursor });
    seen.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  const ids = new Set(seen.map((one) => one.id));
  assert(ids.size === run.findingCount && ids.size > 200, `${ids.size} of ${run.findingCount}`);

  const gate = await runs.getGate({ runId });
  assert(gate.verdict === "fail", gate.verdict);
  for (const format of Object.values(generated.ExportFormat)) {
    const exported = await findings.exportRunRaw({ runId, format });
    assert((await exported.raw.text()).length > 0, format);
  }

  const changed = await findings.updateFinding({
    findingId: seen[0].id,
    findingUpdate: { status: "triaged" } as generated.FindingUpdate,
  });
  assert(changed?.status === "triaged", "not triaged");
  const suppressionRequest = {
    checkId: seen[0].checkId,
    resourcePattern: seen[0].resourceId,
    reason: "A consumer tries it.",
    owner: "consumers",
    expiresAt: new Date(Date.now() + 3_600_000),
  } as generated.SuppressionRequest;
  await new generated.SuppressionsApi(configuration).createSuppression({ suppressionRequest });
  const webhookRequest = {
    url: "https://hooks.example.com/posture",
    events: ["run.failed"],
  } as generated.WebhookRequest;
  const webhook = (await new generated.WebhooksApi(configuration).createWebhook({ webhookRequest }))!;
  assert(webhook.secret.length > 0, "no secret");
  const rows = (await new generated.AuditApi(configuration).listAudit({ limit: 20 })).data;
  for (const action of ["webhook.created", "suppression.created", "finding.updated"]) {
    assert(rows.some((row) => row.action === action), action);
  }
  console.log(`${seen.length} findings, gate ${gate.verdict}, ${rows.length} audit rows`);
}

main();
