// Story of `story.py`, with the published client; it runs as `story_client.js URL TOKEN ENDPOINT`.

import { ApiError, Client, etagOf, type Row } from "cloud-posture-runs-client";
import type { ExportFormat } from "cloud-posture-runs-client/schema";

declare const process: { argv: string[]; env: Record<string, string> };

const [endpoint = "", token = "", endpoint_url = ""] = process.argv.slice(2);
const FORMATS: Record<ExportFormat, true> = {
  ocsf: true,
  sarif: true,
  junit: true,
  csv: true,
  ndjson: true,
  html: true,
  markdown: true,
  gitlab: true,
};

function assert(holds: boolean, message: string): asserts holds {
  if (!holds) {
    throw new Error(message);
  }
}

async function refusal(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    assert(error instanceof ApiError, String(error));
    return error;
  }
  throw new Error("accepted");
}

const client = new Client({ endpoint, token });
const name = `consumer-${Date.now()}`;
const creation = {
  idempotencyKey: name,
  body: { name, provider: "aws", aws: { regions: ["eu-central-1"], endpoint_url } },
} as const;
const created = await client.post("/api/v2/integrations", {
  ...creation,
  body: { ...creation.body, aws: { regions: ["eu-central-1"], endpoint_url } },
});
const again = await client.post("/api/v2/integrations", {
  ...creation,
  body: { ...creation.body, aws: { regions: ["eu-central-1"], endpoint_url } },
});
assert(again.id === created.id, "created twice");

const { run_id } = await client.post("/api/v2/cloud-posture-runs", {
  body: { integration_id: created.id, scope: { services: ["s3"] } },
});
let changes = 0;
const run = await client.waitForRun(run_id, { timeoutSeconds: 120, onProgress: () => (changes += 1) });
assert(run.status === "completed" && changes > 0, run.status);

const seen: Row<"/api/v2/findings">[] = [];
for await (const finding of client.rows("/api/v2/findings", { query: { scan_id: run_id } })) {
  seen.push(finding);
}
const ids = new Set(seen.map((one) => one.id));
assert(ids.size === run.finding_count && ids.size > 200, `${ids.size} of ${run.finding_count}`);

const path = { run_id };
const gate = await client.get("/api/v2/cloud-posture-runs/{run_id}/gate", {
  path,
  query: { family: ["storage", "iam"] },
});
assert(gate.verdict === "fail", gate.verdict);
for (const format of Object.keys(FORMATS) as ExportFormat[]) {
  const exported = await client.open("/api/v2/cloud-posture-runs/{run_id}/export", {
    path,
    query: { format },
  });
  assert((await exported.text()).length > 0, format);
}

const first = seen[0];
assert(first !== undefined, "no finding");
const finding_id = first.id;
const read = await client.get("/api/v2/findings/{finding_id}", { path: { finding_id } });
const change = (status: "triaged" | "open") =>
  client.patch("/api/v2/findings/{finding_id}", {
    path: { finding_id },
    body: { status },
    ifMatch: etagOf(read) ?? "",
  });
const changed = await change("triaged");
assert(changed?.status === "triaged", "not triaged");
assert((await refusal(change("open"))).slug === "precondition_failed", "a lost update");

const suppression = await client.post("/api/v2/suppressions", {
  body: {
    check_id: first.check_id,
    resource_pattern: first.resource_id,
    reason: "A consumer tries it.",
    owner: "consumers",
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  },
});
await client.delete("/api/v2/suppressions/{suppression_id}", { path: { suppression_id: suppression.id } });
const webhook = await client.post("/api/v2/webhooks", {
  body: { url: "https://hooks.example.com/posture", events: ["run.failed"] },
});
assert(webhook.secret.length > 0, "no secret");

const refused = await refusal(client.get("/api/v2/findings", { query: { severity: "sever" as "low" } }));
assert(refused.slug === "invalid_severity", refused.slug);
const audit = await client.get("/api/v2/audit", { query: { limit: 20 } });
for (const action of ["webhook.created", "suppression.created", "finding.updated"]) {
  assert(audit.data.some((row) => row.action === action), action);
}

// The example of the page on clients, with what this story left on the server.
Object.assign(process.env, { POSTURE_ENDPOINT: endpoint, POSTURE_TOKEN: token });
await import("./page.js");
console.log(`${seen.length} findings, gate ${gate.verdict}, ${audit.data.length} audit rows`);

// The types refuse what the document does; this function is compiled and never called.
export async function refusedByTypes(): Promise<void> {
  // @ts-expect-error -- no such path
  await client.get("/api/v2/finding");
  // @ts-expect-error -- no such method
  await client.delete("/api/v2/audit");
  // @ts-expect-error -- a path needs its parameter
  await client.get("/api/v2/findings/{finding_id}");
  // @ts-expect-error -- no such parameter
  await client.get("/api/v2/findings", { query: { sevrity: "high" } });
  // @ts-expect-error -- a body is required
  await client.post("/api/v2/cloud-posture-runs");
  // @ts-expect-error -- no list
  client.rows("/api/v2/cloud-posture-runs/{run_id}", { path });
  // @ts-expect-error -- no such member
  gate.verdct;
}
