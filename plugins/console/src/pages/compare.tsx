// Compare any two runs of an account: what is new, what is resolved, and what only one of them can have seen.
import { useEffect, useRef, useState } from "preact/hooks";

import { type ApiError, address, read, runAddress } from "../api/call.ts";
import type { Change, Comparison, Run, RunPage } from "../api/types.ts";
import { count } from "../format.ts";
import { Badge, Empty, Link, Problem, SeverityMark, Time, useTitle, Waiting } from "../parts.tsx";
import { useRead } from "../query.ts";
import { go } from "../route.ts";
import { Asset, Declared, originOf, scopeOf } from "./wording.tsx";

const PAGE = 100;
const CHANGES: [Change, string, string][] = [
  ["new", "New", "Nothing is new."],
  ["resolved", "Resolved", "Nothing was resolved."],
  ["not_compared", "Not compared", "Both runs looked at everything that either of them found."],
  ["unchanged", "Unchanged", "Nothing was found by both."],
];

/** Return the two ids of an address such as `ID...ID`; the second may still be to choose. */
export function idsOf(text: string): [string, string | null] {
  const [run = "", base = ""] = text.split("...");
  return [run, base || null];
}

export default function Compare({ id }: { id: string }) {
  useTitle("Compare two runs");
  const [runId, baseId] = idsOf(id);
  return (
    <>
      <h1>Compare two runs</h1>
      <Choose key={runId} runId={runId} baseId={baseId} />
      {baseId ? <Compared key={id} runId={runId} baseId={baseId} /> : null}
    </>
  );
}

/** What is shown first, which also says whose runs these are. */
function firstOf(runId: string, baseId: string): string {
  return address(placeOf(runId, baseId), { change: "new", limit: PAGE });
}

function placeOf(runId: string, baseId: string): string {
  return `/cloud-posture-runs/${runId}/compare/${baseId}`;
}

function Choose({ runId, baseId }: { runId: string; baseId: string | null }) {
  const { data: compared, error: refused } = useRead<Comparison>(baseId ? firstOf(runId, baseId) : null);
  const [alone, setAlone] = useState(baseId === null);
  const { data: own, error } = useRead<Run>(alone ? runAddress(runId) : null);
  // It stays while another comparison is on its way, and what was chosen keeps the focus.
  const account = useRef<string | null>(null);
  account.current ??= compared?.integration_id ?? own?.integration_id ?? null;
  const query = { integration_id: account.current, status: "completed", limit: 100 };
  const { data: page } = useRead<RunPage>(account.current ? address("/cloud-posture-runs", query) : null);
  const run = page?.data.find((one) => one.id === runId) ?? own;
  // The list of the newest runs has it, unless it is an older one or nothing could be compared.
  useEffect(() => {
    setAlone((was) => was || refused !== null || (page !== null && !run));
  }, [refused, page, run]);
  if (!run) {
    return error ? <Problem error={error} /> : <Waiting what="the run" />;
  }
  const others = (page?.data ?? []).filter((one) => one.id !== runId && one.trigger !== "verify");
  const choose = (event: Event) => go(`/compare/${runId}...${(event.target as HTMLSelectElement).value}`);
  const known = baseId === null || others.some((one) => one.id === baseId);
  return (
    <>
      <p>
        <Link to={`/runs/${runId}`}>Run {runId.slice(0, 8)}</Link> · <Time at={run.completed_at} /> · {originOf(run)} ·{" "}
        {scopeOf(run)}
      </p>
      {page && others.length === 0 && baseId === null ? (
        <Empty title="The account has no other completed run" />
      ) : (
        <div class="filters">
          <label>
            Compared with
            <select value={baseId ?? ""} onChange={choose}>
              <option value="" disabled>
                choose a run
              </option>
              {known ? null : <option value={baseId ?? ""}>{baseId?.slice(0, 8)}</option>}
              {others.map((one) => (
                <option key={one.id} value={one.id}>
                  {nameOfRun(one)}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
    </>
  );
}

function nameOfRun(run: Run): string {
  const at = (run.completed_at ?? run.accepted_at).slice(0, 16).replace("T", " ");
  return `${at} · ${originOf(run)} · ${scopeOf(run)}`;
}

type Rows = Comparison["data"];
type More = { rows: Rows; cursor: string | null };

function Compared({ runId, baseId }: { runId: string; baseId: string }) {
  const [change, setChange] = useState<Change>("new");
  const place = placeOf(runId, baseId);
  const { data, error } = useRead<Comparison>(
    change === "new" ? firstOf(runId, baseId) : address(place, { change, limit: PAGE }),
  );
  const [more, setMore] = useState<Record<string, More>>({});
  const [refused, setRefused] = useState<ApiError | null>(null);
  const later = more[change] ?? { rows: [], cursor: data?.next_cursor ?? null };
  const readMore = async () => {
    setRefused(null);
    try {
      const page = await read<Comparison>(address(place, { change, limit: PAGE, cursor: later.cursor }));
      setMore({ ...more, [change]: { rows: [...later.rows, ...page.data], cursor: page.next_cursor ?? null } });
    } catch (found) {
      setRefused(found as ApiError);
    }
  };
  const rows = [...(data?.data ?? []), ...later.rows];
  const [, title, nothing] = CHANGES.find(([name]) => name === change) ?? CHANGES[0] ?? ["", "", ""];
  return (
    <>
      {data && !data.same_scope ? (
        <p class="note">
          The runs did not look at the same part of the account. What only one of them can have seen is not compared.
        </p>
      ) : null}
      <div class="chips" role="group" aria-label="Which findings">
        {CHANGES.map(([name, label]) => (
          <button key={name} type="button" aria-pressed={name === change} onClick={() => setChange(name)}>
            {label} {data ? count(data.counts[name]) : ""}
          </button>
        ))}
      </div>
      {error ? <Problem error={error} /> : null}
      {refused ? <Problem error={refused} onAgain={() => void readMore()} /> : null}
      {!data && !error ? <Waiting what="the comparison" /> : null}
      {change === "not_compared" && rows.length ? (
        <p class="soft">One run found these, and nothing says that the other looked there. They are not resolved.</p>
      ) : null}
      {data && rows.length === 0 ? <Empty title={nothing} /> : null}
      {rows.length ? (
        <section class={`card part ${change}`} aria-label={title}>
          <ul class="plain-list">
            {rows.map(({ finding }) => (
              <li key={finding.id}>
                <SeverityMark severity={finding.severity} />
                <Link to={`/findings/${finding.id}`}>{finding.title}</Link>
                <Declared of={finding} /> <Asset id={finding.resource_id} />
                {finding.suppressed_by ? <Badge tone="quiet">suppressed</Badge> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {later.cursor ? (
        <button type="button" onClick={() => void readMore()}>
          More of them
        </button>
      ) : null}
    </>
  );
}
