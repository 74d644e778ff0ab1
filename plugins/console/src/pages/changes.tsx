// Changes: one line for each run that changed something, the newest first.
import { address } from "../api/call.ts";
import type { Run, RunPage } from "../api/types.ts";
import { count } from "../format.ts";
import { Empty, Link, Problem, Time, useTitle, Waiting } from "../parts.tsx";
import { useRead } from "../query.ts";
import { DeltaText, GateBadge, nameOf, originOf, RunStatus, scopeOf, useIntegrations } from "./wording.tsx";

/** Whether there is something to see: what moved, what is moving, or what could not be looked at. */
export function isNews(run: Run): boolean {
  const moved = run.delta !== null && run.delta.new + run.delta.resolved > 0;
  return moved || run.status !== "completed" || (run.gate?.verdict ?? "pass") !== "pass";
}

export default function Changes() {
  useTitle("What changed?");
  const { data, error } = useRead<RunPage>(address("/cloud-posture-runs", { limit: 100 }));
  const integrations = useIntegrations();
  const runs = data?.data ?? [];
  const news = runs.filter(isNews);
  const quiet = runs.length - news.length;
  return (
    <>
      <h1>What changed?</h1>
      <p class="soft">Runs that found something new, saw something go, or could not say. The newest is first.</p>
      {error ? <Problem error={error} /> : null}
      {!data && !error ? <Waiting what="runs" /> : null}
      <ol class="feed">
        {news.map((run) => (
          <li key={run.id} class={run.delta?.new ? "worse" : "calm"}>
            <Link to={`/runs/${run.id}`}>
              <span class="what">
                <DeltaText run={run} />
                <strong>{headline(run)}</strong>
              </span>
              <span class="where">
                {nameOf(integrations, run.integration_id)} · {originOf(run)} · {scopeOf(run)}
              </span>
            </Link>
            <span class="state">
              <GateBadge verdict={run.gate?.verdict} />
              {run.status === "completed" ? null : <RunStatus run={run} />}
              <Time at={run.completed_at ?? run.accepted_at} />
            </span>
          </li>
        ))}
      </ol>
      {data && runs.length === 0 ? (
        <Empty title="There is no run yet">
          <Link to="/integrations">Connect an account</Link>, or start a run from your pipeline.
        </Empty>
      ) : null}
      {quiet ? (
        <p class="soft">
          {count(quiet)} of the last {count(runs.length)} runs changed nothing. <Link to="/runs">See all runs</Link>
        </p>
      ) : null}
    </>
  );
}

function headline(run: Run): string {
  if (run.status === "running") {
    return "A run is under way";
  }
  if (run.status !== "completed") {
    return run.error ? `No result: ${run.error.detail}` : `The run was ${run.status}`;
  }
  const { new: added, resolved } = run.delta ?? { new: 0, resolved: 0 };
  if (added && resolved) {
    return `${count(added)} new, ${count(resolved)} resolved`;
  }
  if (added) {
    return `${count(added)} new ${added === 1 ? "finding" : "findings"}`;
  }
  return resolved ? `${count(resolved)} resolved` : "Nothing new, and the gate does not pass";
}
