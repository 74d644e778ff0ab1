// Runs: all of them, live while they are under way.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { RunAccepted, RunPage } from "../api/types.ts";
import { count, duration, share } from "../format.ts";
import { Bar, Choice, Empty, Link, Problem, Sheet, Time, useTitle } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { go, search } from "../route.ts";
import { may } from "../session.ts";
import { DataTable } from "../table.tsx";
import { DeltaText, GateBadge, nameOf, originOf, RunStatus, useIntegrations } from "./wording.tsx";

const NOTHING = <span class="soft">–</span>;
const FILTERS = ["integration_id", "status", "trigger"];

export default function Runs() {
  useTitle("Runs");
  const chosen = Object.fromEntries(FILTERS.map((name) => [name, search.value.get(name)]));
  const reading = useRead<RunPage>(address("/cloud-posture-runs", { ...chosen, limit: 100 }));
  const integrations = useIntegrations();
  const [starting, setStarting] = useState(false);
  const runs = reading.data?.data ?? [];
  const accounts: [string, string][] = [...integrations.values()].map((one) => [one.id, one.name]);
  return (
    <>
      <div class="head">
        <h1>Runs</h1>
        {may("cloud_posture:write") ? (
          <button type="button" class="primary" onClick={() => setStarting(true)}>
            Start a run
          </button>
        ) : null}
      </div>
      <div class="filters">
        <Choice name="integration_id" label="Account" options={accounts} />
        <Choice name="status" label="Status" options={["running", "completed", "failed", "cancelled"]} />
        <Choice name="trigger" label="Trigger" options={["manual", "scheduled", "verify"]} />
      </div>
      <DataTable
        label="Runs"
        reading={reading}
        rows={runs}
        keyOf={(run) => run.id}
        empty={<Empty title="No run matches">Choose other filters.</Empty>}
        columns={[
          { name: "Status", cell: (run) => <RunStatus run={run} /> },
          {
            name: "Account",
            cell: (run) => <Link to={`/runs/${run.id}`}>{nameOf(integrations, run.integration_id)}</Link>,
          },
          { name: "New, gone", cell: (run) => <DeltaText run={run} /> },
          { name: "Gate", cell: (run) => (run.gate?.verdict ? <GateBadge verdict={run.gate.verdict} /> : NOTHING) },
          {
            name: "Coverage",
            cell: ({ coverage }) =>
              coverage === null ? (
                NOTHING
              ) : (
                <span class="coverage">
                  <Bar share={coverage} tone={coverage < 1 ? "doubt" : "good"} /> {share(coverage)}
                </span>
              ),
          },
          { name: "From", cell: originOf },
          { name: "Assets", kind: "end", cell: (run) => count(run.asset_count) },
          { name: "Took", kind: "end", cell: (run) => (run.completed_at ? duration(run.duration_ms) : "–") },
          { name: "When", cell: (run) => <Time at={run.completed_at ?? run.accepted_at} /> },
        ]}
      />
      {starting ? <Start accounts={accounts} onClose={() => setStarting(false)} /> : null}
    </>
  );
}

function Start({ accounts, onClose }: { accounts: [string, string][]; onClose: () => void }) {
  const [error, setError] = useState<ApiError | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    try {
      const body = { integration_id: form.get("integration_id"), trigger: form.get("trigger") };
      const accepted = await change<RunAccepted>("POST", "/cloud-posture-runs", body);
      invalidate(address("/cloud-posture-runs"));
      go(`/runs/${accepted.run_id}`);
    } catch (found) {
      setError(found as ApiError);
    }
  };
  return (
    <Sheet title="Start a run" onClose={onClose}>
      <form onSubmit={submit}>
        <label>
          Account
          <select name="integration_id" required>
            {accounts.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          What for
          <select name="trigger">
            <option value="manual">Look for findings</option>
            <option value="verify">Only verify that everything can be read</option>
          </select>
        </label>
        {error ? <Problem error={error} onAgain={null} /> : null}
        <button type="submit" class="primary">
          Start
        </button>
      </form>
    </Sheet>
  );
}
