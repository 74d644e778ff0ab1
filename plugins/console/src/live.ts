// Runs that are under way: one stream a run for all tabs of a browser, reopened after a restart of the server.
import { useEffect } from "preact/hooks";

import { address, BASE } from "./api/call.ts";
import type { Run, RunStep } from "./api/types.ts";
import { invalidate, put } from "./query.ts";

const AGAIN_MS = 2000;
const TOGETHER_MS = 1000;
const CHANNEL = "posture-runs";

type Seen = { id: string; kind: "progress" | "end" | "step"; data: Run | RunStep };
type OnStep = ((step: RunStep) => void) | undefined;

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

/** Follow the first of the runs that are under way: its events let the list be read again with all of them. */
export function useLiveRuns(runs: Run[]): void {
  const id = runs.find((run) => run.status === "running")?.id;
  useEffect(() => (id ? follow(id) : undefined), [id]);
}

/** Show what a stream says; of several tabs that follow a run, the one that holds its lock has the stream. */
function follow(id: string, onStep?: OnStep): () => void {
  const ended = new AbortController();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event: MessageEvent<Seen>) => {
    if (event.data.id === id) {
      show(event.data, onStep);
    }
  };
  const tell = (seen: Seen) => {
    show(seen, onStep);
    channel.postMessage(seen);
  };
  const hold = () =>
    new Promise<void>((resolve) => {
      ended.signal.addEventListener("abort", () => resolve());
      stream(id, tell, ended.signal);
    });
  // Browsers have locks where the console may sign in: over TLS, and on this machine.
  if (navigator.locks) {
    navigator.locks.request(`${CHANNEL}-${id}`, { signal: ended.signal }, hold).catch(() => {});
  } else {
    void hold();
  }
  return () => {
    ended.abort();
    channel.close();
  };
}

function stream(id: string, tell: (seen: Seen) => void, ended: AbortSignal): void {
  if (ended.aborted) {
    return;
  }
  const source = new EventSource(address(`/cloud-posture-runs/${id}/events`));
  ended.addEventListener("abort", () => source.close());
  for (const kind of ["progress", "end", "step"] as const) {
    source.addEventListener(kind, (event) => {
      if (kind === "end") {
        source.close();
      }
      tell({ id, kind, data: JSON.parse(event.data) });
    });
  }
  // The browser reconnects by itself unless the server refused: then the run says why.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED && !ended.aborted) {
      invalidate(address(`/cloud-posture-runs/${id}`));
      setTimeout(() => stream(id, tell, ended), AGAIN_MS);
    }
  });
}

function show({ id, kind, data }: Seen, onStep: OnStep): void {
  if (kind === "step") {
    onStep?.(data as RunStep);
    return;
  }
  put(address(`/cloud-posture-runs/${id}`), data);
  if (kind === "end") {
    invalidate(address("/findings"), address(`/cloud-posture-runs/${id}/gate`));
  }
  readListsSoon();
}

let pending = 0;

/** Lists of runs are read again at most once in a while, however many events arrive. */
function readListsSoon(): void {
  if (!pending) {
    pending = setTimeout(() => {
      pending = 0;
      invalidate(`${BASE}/cloud-posture-runs?`);
    }, TOGETHER_MS) as unknown as number;
  }
}
