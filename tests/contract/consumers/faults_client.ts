// What the published client does about faults; it runs as `faults_client.js URL`, and prints a line
// for each call. `typescript_client.py` has the responses of the server, in this order.

import { ApiError, Client, NotPostureError, UnreachableError, WaitTimeoutError } from "cloud-posture-runs-client";

declare const process: { argv: string[] };

const [endpoint = ""] = process.argv.slice(2);
const client = new Client({ endpoint, token: "posture_a-secret", backoffSeconds: 0.001 });
const impatient = new Client({ endpoint, token: "posture_a-secret", patienceSeconds: 0, timeoutSeconds: 0.2 });
const path = { run_id: "r/1" };

async function tell(name: string, call: () => Promise<unknown>): Promise<void> {
  try {
    console.log(name, JSON.stringify(await call()));
  } catch (error) {
    const kinds = [ApiError, NotPostureError, UnreachableError, WaitTimeoutError];
    const kind = kinds.find((one) => error instanceof one);
    console.log(name, kind?.name ?? "another error", String(error));
  }
}

const runs = "/api/v2/cloud-posture-runs";
const one = "/api/v2/cloud-posture-runs/{run_id}";
await tell("retried", () => client.post(runs, { body: { integration_id: "i" } }));
await tell("lasting", () => client.get(one, { path }));
await tell("impatient", () => impatient.get(runs));
await tell("foreign", () => client.get(runs));
await tell("redirected", () => client.get(runs));
await tell("listed", () => client.get(runs, { query: { limit: 3 } }));
await tell("hung", () => impatient.get(runs));
await tell("unended", () => client.waitForRun("r", { timeoutSeconds: 0.001 }));
await tell("aborted", () => client.get(runs, { signal: AbortSignal.abort(new Error("not wanted")) }));
