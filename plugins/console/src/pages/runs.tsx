// Runs: all of them, live while they are under way.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { RunAccepted, RunPage } from "../api/types.ts";
import { count, duration, share } from "../format.ts";
import { useLiveRuns } from "../live.ts";
import { Bar, Choice, Empty, Link, Problem, Sheet, Time, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { go, search } from "../route.ts";
import { may } from "../session.ts";
import { DeltaText, GateBadge, nameOf, originOf, RunStatus, useIntegrations } from "./wording.tsx";

const FILTERS = ["integration_id", "status", "trigger"];

export default function Runs() {
  const chosen = Object.fromEntries(FILTERS.map((name) => [name, search.value.get(name)]));
  const { data, error } = useRead<RunPage>(address("/cloud-posture-runs", { ...chosen, limit: 100 }));
  const integrations = useIntegrations();
  const [starting, setStarting] = useState(false);
  const runs = data?.data ?? [];
  useLiveRuns(runs);
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
      {error ? <Problem error={error} /> : null}
      {!data && !error ? <Waiting what="runs" /> : null}
      {data && runs.length === 0 ? <Empty title="No run matches">Choose other filters.</Empty> : null}
      {runs.length ? (
        <div class="table" tabIndex={0} role="region" aria-label="Runs">
          <table>
            <thead>
              <tr>
                <th>Status</th>
                <th>Account</th>
                <th>New, gone</th>
                <th>Gate</th>
                <th>Coverage</th>
                <th>From</th>
                <th class="end">Assets</th>
                <th class="end">Took</th>
                <th>When</th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <tr key={run.id}>
                  <td>
                    <RunStatus run={run} />
                  </td>
                  <td>
                    <Link to={`/runs/${run.id}`}>{nameOf(integrations, run.integration_id)}</Link>
                  </td>
                  <td>
                    <DeltaText run={run} />
                  </td>
                  <td>{run.gate?.verdict ? <GateBadge verdict={run.gate.verdict} /> : <span class="soft">–</span>}</td>
                  <td>
                    {run.coverage === null ? (
                      <span class="soft">–</span>
                    ) : (
                      <span class="coverage">
                        <Bar share={run.coverage} tone={run.coverage < 1 ? "doubt" : "good"} /> {share(run.coverage)}
                      </span>
                    )}
                  </td>
                  <td>{originOf(run)}</td>
                  <td class="end">{count(run.asset_count)}</td>
                  <td class="end">{run.completed_at ? duration(run.duration_ms) : "–"}</td>
                  <td>
                    <Time at={run.completed_at ?? run.accepted_at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
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
        {error ? <Problem error={error} /> : null}
        <button type="submit" class="primary">
          Start
        </button>
      </form>
    </Sheet>
  );
}
