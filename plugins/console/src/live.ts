// Runs that are under way: one stream for each that is shown, resumed by the browser, closed when hidden.
import { useEffect } from "preact/hooks";

import { address } from "./api/call.ts";
import type { Run, RunStep } from "./api/types.ts";
import { invalidate, put } from "./query.ts";

const MOST_STREAMS = 3;

/** Follow a run until it ends; `onStep` gets each change of its state, also the earlier ones. */
export function useLiveRun(run: Run | null, onStep?: (step: RunStep) => void): void {
  const id = run?.id;
  const isRunning = run?.status === "running";
  useEffect(() => {
    if (id && isRunning) {
      return follow(id, onStep);
    }
    return;
  }, [id, isRunning]);
}

/** Follow the first few of the runs that are under way. */
export function useLiveRuns(runs: Run[]): void {
  const ids = runs
    .filter((run) => run.status === "running")
    .slice(0, MOST_STREAMS)
    .map((run) => run.id)
    .join(" ");
  useEffect(() => {
    const ends = ids.split(" ").filter(Boolean).map((id) => follow(id));
    return () => ends.forEach((end) => end());
  }, [ids]);
}

function follow(id: string, onStep?: (step: RunStep) => void): () => void {
  const stream = new EventSource(address(`/cloud-posture-runs/${id}/events`));
  const show = (event: MessageEvent<string>) => {
    put(address(`/cloud-posture-runs/${id}`), JSON.parse(event.data));
    invalidateSoon();
  };
  stream.addEventListener("progress", show);
  stream.addEventListener("end", (event) => {
    stream.close();
    show(event);
    invalidate(address("/findings"), address(`/cloud-posture-runs/${id}/gate`));
  });
  stream.addEventListener("step", (event) => onStep?.(JSON.parse(event.data)));
  return () => stream.close();
}

let pending = 0;

/** Lists of runs are read again at most once in a while, however many events arrive. */
function invalidateSoon(): void {
  if (!pending) {
    pending = setTimeout(() => {
      pending = 0;
      invalidate(address("/cloud-posture-runs?"), `${address("/cloud-posture-runs")}`);
    }, 1000) as unknown as number;
  }
}
