// A run that is under way: its phases and what was read so far.
import { useState } from "preact/hooks";

import { type ApiError, change } from "../api/call.ts";
import type { Progress as Collecting, Run } from "../api/types.ts";
import { count, counted, visible } from "../format.ts";
import { Badge, Bar, Card, Numeral, Problem } from "../parts.tsx";
import { may } from "../session.ts";

export function Progress({ run }: { run: Run }) {
  const phases = ["queued", "connecting", "collecting", "recording"];
  const at = phases.indexOf(run.phase);
  const { calls, planned_reads: planned, failed_reads: failed } = run.progress;
  const [error, setError] = useState<ApiError | null>(null);
  const cancel = () => change("POST", `/cloud-posture-runs/${run.id}/cancel`).catch(setError);
  const button = (
    <button type="button" onClick={() => void cancel()}>
      Cancel
    </button>
  );
  return (
    <Card title="Under way" aside={may("cloud_posture:write") ? button : undefined}>
      <ol class="rail">
        {phases.map((phase, index) => (
          <li
            key={phase}
            class={index < at ? "done" : index === at ? "now" : ""}
            aria-current={index === at ? "step" : undefined}
          >
            {phase}
          </li>
        ))}
      </ol>
      <div class="numbers">
        <Numeral value={run.asset_count} label="assets" />
        <Numeral value={calls} label="calls" />
        <Numeral value={planned} label="reads planned" />
        <Numeral value={failed} label="reads failed" tone={failed ? "doubt" : ""} />
      </div>
      {run.progress.services ? <Remaining services={run.progress.services} /> : null}
      {error ? <Problem error={error} onAgain={null} /> : null}
    </Card>
  );
}

/** The services that are not collected everywhere yet. */
function Remaining({ services }: { services: NonNullable<Collecting["services"]> }) {
  const { planned_count: planned, remaining } = services;
  return (
    <section class="remaining" aria-labelledby="remaining">
      <h3 id="remaining">
        {remaining.length ? `${count(remaining.length)} of ${counted(planned, "service")} ${remaining.length === 1 ? "remains" : "remain"}` : "All services are collected"}
      </h3>
      <Bar share={planned ? (planned - remaining.length) / planned : 1} tone="good" />
      <ul class="chips">
        {remaining.map((one) => (
          <li key={one}>
            <Badge tone="quiet">{visible(one)}</Badge>
          </li>
        ))}
      </ul>
    </section>
  );
}
