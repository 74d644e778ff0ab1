// Everything that changes, by one stream for all tabs of a browser: it is reopened where it was, also by another tab.
import { address, BASE, runAddress } from "./api/call.ts";
import type { EventResources, Run } from "./api/types.ts";
import { addressesFrom, changeKnown, invalidate, put, readAllAgain } from "./query.ts";

const AGAIN_MS = 2000;
const LONGEST_MS = 60_000;
const TOGETHER_MS = 500;
const CHANNEL = "posture-events";
const RUNS = `${BASE}/cloud-posture-runs`;
// What shows the rows of a resource.
const SHOWN_BY: Record<string, string[]> = {
  runs: [`${RUNS}?`],
  findings: [`${BASE}/findings`, `${BASE}/frameworks/`],
  suppressions: [`${BASE}/suppressions`],
  integrations: [`${BASE}/integrations`],
  webhooks: [`${BASE}/webhooks`],
  deliveries: [`${BASE}/webhooks/`],
  reports: [`${BASE}/reports`],
  trusts: [`${BASE}/trusts`],
};

type Heard = { id: string; kind: "run"; data: Run } | { id: string; kind: "start" | "changed"; data: EventResources };

let last = "";
// Whether each run of this change was shown in its place, so that no list need be read for it.
let placed: boolean | null = null;
// The runs that were sent since the stream started, until the first change: others may have ended while it was away.
let sent: Set<string> | null = new Set();

/** Listen to what changes after an event until the function that is returned is called; of several tabs one has the stream. */
export function listenFrom(eventId: string): () => void {
  last = eventId;
  let stop = join();
  // A page that was left may be kept for the way back, and its lock with it: then no other tab would get the stream.
  const away = () => stop();
  const back = (event: PageTransitionEvent) => {
    if (event.persisted) {
      stop = join();
      readAllAgain();
    }
  };
  addEventListener("pagehide", away);
  addEventListener("pageshow", back);
  return () => {
    removeEventListener("pagehide", away);
    removeEventListener("pageshow", back);
    stop();
  };
}

function join(): () => void {
  const ended = new AbortController();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event: MessageEvent<Heard>) => show(event.data);
  const hear = (heard: Heard) => {
    show(heard);
    channel.postMessage(heard);
  };
  const hold = () =>
    new Promise<void>((resolve) => {
      ended.signal.addEventListener("abort", () => resolve());
      stream(hear, ended.signal);
    });
  // Browsers have locks where the console may sign in: over TLS, and on this machine.
  if (navigator.locks) {
    navigator.locks.request(CHANNEL, { signal: ended.signal }, hold).catch(() => {});
  } else {
    void hold();
  }
  return () => {
    ended.abort();
    channel.close();
  };
}

function stream(hear: (heard: Heard) => void, ended: AbortSignal, waitMs = AGAIN_MS): void {
  let nextMs = waitMs;
  if (ended.aborted) {
    return;
  }
  const source = new EventSource(address("/events", { after: last }));
  ended.addEventListener("abort", () => source.close());
  for (const kind of ["start", "run", "changed"] as const) {
    source.addEventListener(kind, (event) => hear({ id: event.lastEventId, kind, data: JSON.parse(event.data) }));
  }
  source.addEventListener("start", () => {
    nextMs = AGAIN_MS;
  });
  // The browser reconnects by itself unless the server refused: what is read then says why, such as that the session is over.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED && !ended.aborted) {
      readAllAgain();
      setTimeout(() => stream(hear, ended, Math.min(2 * nextMs, LONGEST_MS)), nextMs);
    }
  });
}

function show(heard: Heard): void {
  last = heard.id;
  if (heard.kind === "run") {
    sent?.add(heard.data.id);
    placed = place(heard.data) && placed !== false;
    return;
  }
  if (heard.kind === "start") {
    sent = new Set();
    return;
  }
  const { resources } = heard.data;
  const stale = resources.flatMap((name) => SHOWN_BY[name] ?? []);
  if (!resources.includes("runs")) {
    readSoon(stale);
  } else if (sent !== null) {
    const known = sent;
    readSoon([...stale, ...addressesFrom(`${RUNS}/`).filter((url) => !known.has(idIn(url)))]);
  } else if (placed === null) {
    // It is not known which run changed, such as when rows were deleted.
    readSoon([...stale, RUNS]);
  } else {
    readSoon(stale.filter((one) => one !== `${RUNS}?` || !placed));
  }
  sent = null;
  placed = null;
}

function idIn(url: string): string {
  return url.slice(RUNS.length + 1).split(/[/?]/)[0] ?? "";
}

/** Show a run where it is shown; return whether every list has it, where it belongs. */
function place(run: Run): boolean {
  put(runAddress(run.id), run);
  // What is recorded of a run that is under way grows with its progress; the rest is there at its end.
  readSoon([`${RUNS}/${run.id}/${run.status === "running" ? "timeline" : ""}`]);
  let everywhere = true;
  changeKnown(`${RUNS}?`, (known) => {
    const page = known as { data: Run[] };
    const before = page.data.find((one) => one.id === run.id);
    everywhere &&= before?.status === run.status;
    return before ? { ...page, data: page.data.map((one) => (one.id === run.id ? run : one)) } : page;
  });
  return everywhere;
}

const stale = new Set<string>();
let pending = false;

/** What is shown is read again at most once in a while, however many events arrive. */
function readSoon(prefixes: string[]): void {
  for (const one of prefixes) {
    stale.add(one);
  }
  if (stale.size && !pending) {
    pending = true;
    setTimeout(() => {
      pending = false;
      const now = [...stale];
      stale.clear();
      invalidate(...now);
    }, TOGETHER_MS);
  }
}
