// What is marked: decide about it, suppress it; many findings are decided in steps that say how far they are.
import { useEffect, useRef, useState } from "preact/hooks";

import { type ApiError, address, type Query, read } from "../api/call.ts";
import type { Finding, FindingPage, FindingsDecision, FindingStatus } from "../api/types.ts";
import { count, counted } from "../format.ts";
import { Problem } from "../parts.tsx";
import { may } from "../session.ts";
import { say } from "../toast.ts";
import { decideAll, halfway, MOST_AT_ONCE, numberOf } from "./decisions.ts";
import { Decide } from "./finding.tsx";

const PAGE = 200;
const MOST_MARKED = 10_000;

export type Marked = Map<string, Finding>;
type Change = (change: (old: Marked) => Marked) => void;

/** A button that marks every finding that the filters match; more than so many are too many to decide at once. */
export function MarkAll({ query, total, onMarked }: { query: Query; total: number; onMarked: (all: Marked) => void }) {
  const [read, setRead] = useState<number | null>(null);
  const key = address("/findings", query);
  const shown = useRef<string | null>(key);
  shown.current = key;
  useEffect(() => () => {
    shown.current = null;
  }, []);
  if (total === 0 || !(may("findings:write") || may("suppressions:write"))) {
    return null;
  }
  if (total > MOST_MARKED) {
    return <span class="soft">Up to {count(MOST_MARKED)} can be marked together: narrow down.</span>;
  }
  const mark = async () => {
    const isShown = () => shown.current === key;
    setRead(0);
    try {
      const found = await readAll(query, (number) => isShown() && (setRead(number), true));
      if (found && isShown()) {
        onMarked(found.all);
        if (found.more) {
          say(`${counted(found.all.size, "finding")} marked, the most severe first. More match by now, and are not marked.`);
        }
      }
    } catch (error) {
      say(`None is marked, because not all could be read. ${(error as Error).message}`);
    }
    setRead(null);
  };
  return (
    <button type="button" aria-disabled={read !== null} onClick={() => (read === null ? void mark() : undefined)}>
      {read === null ? "Mark all" : `Reading ${count(read)} of ${count(total)} …`}
    </button>
  );
}

type Read = { all: Marked; more: boolean };

/** Read a list up to the most that can be marked, and whether more follow; null if `goesOn` says that the page has changed. */
async function readAll(query: Query, goesOn: (number: number) => boolean): Promise<Read | null> {
  const all: Marked = new Map();
  let cursor: string | null = "";
  while (cursor !== null && all.size < MOST_MARKED) {
    const page: FindingPage = await read<FindingPage>(address("/findings", { ...query, sort: "severity", limit: PAGE, cursor }));
    for (const one of page.data) {
      all.set(one.id, one);
    }
    if (!goesOn(all.size)) {
      return null;
    }
    cursor = page.next_cursor ?? null;
  }
  return { all, more: cursor !== null };
}

type Props = { marked: Marked; onMarked: Change; onSuppress: () => void; onChanged: () => void };

/** The bar with what can be done about marked findings; it also shows how far that is. */
export function Bulk({ marked, onMarked, onSuppress, onChanged }: Props) {
  const [refused, setRefused] = useState<ApiError | null>(null);
  const [partly, setPartly] = useState("");
  const [step, setStep] = useState<string | null>(null);
  const busy = useRef(false);

  const send = async (decisions: FindingsDecision[], what: (done: string) => string) => {
    const all = numberOf(decisions);
    const show = (done: number) => all > MOST_AT_ONCE && setStep(what(`${count(done)} of ${count(all)}`));
    busy.current = true;
    show(0);
    const made = await decideAll(decisions, show);
    busy.current = false;
    setStep(null);
    onChanged();
    return made;
  };
  const decide = async (status: FindingStatus) => {
    if (busy.current) {
      return;
    }
    const as = status.replace("_", " ");
    const made = await send([{ status, finding_ids: [...marked.keys()] }], (done) => `Marking as ${as}: ${done} …`);
    const left = new Set(made.left.flatMap((one) => one.finding_ids));
    const changed = [...made.before.values()].flat().length;
    setRefused(made.error);
    setPartly(made.error ? halfway(made, `are marked as ${as}`, "are as they were, and stay marked here") : "");
    // What was not decided stays marked, so that the same button goes on with it.
    onMarked((old) => new Map([...old].filter(([id]) => left.has(id))));
    if (made.done) {
      say(`${counted(changed, "finding")} marked as ${as}.`, changed ? () => takeBack(decisionsOf(made.before)) : null);
    }
  };
  const takeBack = async (decisions: FindingsDecision[]): Promise<void> => {
    const made = await send(decisions, (done) => `Taking back: ${done} …`);
    if (made.error && made.done === 0) {
      throw made.error;
    }
    if (made.error) {
      const text = halfway(made, "have the status that they had before", "do not yet");
      say(`${text} ${made.error.message}`, () => takeBack(made.left));
    } else {
      say("Each has the status that it had before.");
    }
  };

  if (step !== null) {
    return (
      <div class="card bulk actions" role="status">
        <strong>{step}</strong>
      </div>
    );
  }
  if (marked.size === 0) {
    return null;
  }
  return (
    <div class="card bulk actions" role="region" aria-label="What is marked">
      <strong>{counted(marked.size, "finding")} marked</strong>
      {may("suppressions:write") ? (
        <button type="button" class="primary" onClick={onSuppress}>
          Suppress … <kbd>s</kbd>
        </button>
      ) : null}
      {may("findings:write") ? <Decide status="triaged" onDecide={(status) => void decide(status)} /> : null}
      <button type="button" onClick={() => onMarked(() => new Map())}>
        Clear
      </button>
      {partly ? <p>{partly}</p> : null}
      {refused ? <Problem error={refused} onAgain={null} /> : null}
    </div>
  );
}

function decisionsOf(before: Map<FindingStatus, string[]>): FindingsDecision[] {
  return [...before].map(([status, finding_ids]) => ({ status, finding_ids }));
}
