// A run that is under way: its phases and what was read so far.
import { useState } from "preact/hooks";

import { type ApiError, change } from "../api/call.ts";
import type { Run } from "../api/types.ts";
import { Card, Numeral, Problem } from "../parts.tsx";
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
      {error ? <Problem error={error} onAgain={null} /> : null}
    </Card>
  );
}
