// Suppressions by what ends first: what was accepted, by whom, until when.
import { useState } from "preact/hooks";

import { address, ApiError, change, readSame } from "../api/call.ts";
import type { Suppression, SuppressionPage } from "../api/types.ts";
import { counted, visible } from "../format.ts";
import { Empty, Link, Problem, Time, useTitle, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { may } from "../session.ts";
import { type Column, DataTable } from "../table.tsx";
import { say } from "../toast.ts";

const DAY_MS = 86_400_000;
const RENEWED_DAYS = 30;
const GROUPS: [string, number][] = [
  ["Expired", 0],
  ["Ends within 7 days", 7],
  ["Ends within 30 days", 30],
  ["Later", Number.POSITIVE_INFINITY],
];

/** Suppressions by how soon they end. */
export function byExpiry(rows: Suppression[], now: number): [string, Suppression[]][] {
  const sorted = [...rows].sort((one, other) => one.expires_at.localeCompare(other.expires_at));
  let least = Number.NEGATIVE_INFINITY;
  return GROUPS.map(([name, days]): [string, Suppression[]] => {
    const from = least;
    least = days;
    return [
      name,
      sorted.filter((one) => {
        const left = (Date.parse(one.expires_at) - now) / DAY_MS;
        return left > from && left <= days;
      }),
    ];
  }).filter(([, found]) => found.length > 0);
}

/** When a suppression ends after it is renewed: later than it would, and later than now. */
function later(one: Suppression): string {
  return new Date(Math.max(Date.now(), Date.parse(one.expires_at)) + RENEWED_DAYS * DAY_MS).toISOString();
}

export default function Suppressions() {
  useTitle("Suppressions");
  const reading = useRead<SuppressionPage>(address("/suppressions", { limit: 100 }));
  const { data, error } = reading;
  const [marked, setMarked] = useState(new Set<string>());
  const [refused, setRefused] = useState<ApiError | null>(null);
  const rows = data?.data ?? [];
  const chosen = rows.filter((one) => marked.has(one.id));
  const act = async (work: () => Promise<void>) => {
    try {
      await work();
      setRefused(null);
    } catch (found) {
      setRefused(found as ApiError);
    }
    invalidate(address("/suppressions"));
  };
  const renew = (chosen: Suppression[]) =>
    act(async () => {
      const renewed: Suppression[] = [];
      const failed = new Map<string, unknown>();
      for (const one of chosen) {
        try {
          await readSame(`/suppressions/${one.id}`, one);
          await change("PATCH", `/suppressions/${one.id}`, { expires_at: later(one) });
          renewed.push(one);
        } catch (error) {
          failed.set(one.id, error);
        }
      }
      // What could not be renewed stays marked.
      setMarked(new Set(failed.keys()));
      if (renewed.length) {
        say(`${counted(renewed.length, "suppression")} renewed for ${RENEWED_DAYS} days.`, () => takeBack(renewed));
      }
      for (const error of failed.values()) {
        throw error;
      }
    });
  const takeBack = (renewed: Suppression[]) =>
    act(async () => {
      for (const one of renewed) {
        await change("PATCH", `/suppressions/${one.id}`, { expires_at: one.expires_at });
      }
      say("Each ends when it did before.");
    });
  const end = (one: Suppression) =>
    act(async () => {
      await readSame(`/suppressions/${one.id}`, one);
      await change("DELETE", `/suppressions/${one.id}`);
      const { check_id, resource_pattern, integration_id, reason, owner, expires_at } = one;
      const body = { check_id, resource_pattern, integration_id, reason, owner, expires_at };
      say("Ended. Its findings count again from the next run on.", () =>
        act(async () => void (await change("POST", "/suppressions", body))),
      );
    });
  const mark = (one: Suppression) =>
    setMarked((old) => {
      const next = new Set(old);
      if (!next.delete(one.id)) {
        next.add(one.id);
      }
      return next;
    });
  const columns: Column<Suppression>[] = [
    {
      name: "Check and assets",
      cell: (one) => (
        <>
          <Link to={`/findings?check_id=${one.check_id}&suppressed=only&status=any`}>{one.check_id}</Link>
          <div class="id">{visible(one.resource_pattern)}</div>
        </>
      ),
    },
    { name: "Reason", cell: (one) => visible(one.reason) },
    { name: "Owner", cell: (one) => visible(one.owner) },
    { name: "Ends", cell: (one) => <Time at={one.expires_at} /> },
  ];
  if (may("suppressions:write")) {
    columns.unshift({
      name: "Mark",
      unseen: true,
      cell: (one) => (
        <label class="check">
          <input type="checkbox" checked={marked.has(one.id)} onChange={() => mark(one)} />
          <span class="unseen">{visible(`Mark ${one.check_id} on ${one.resource_pattern}`)}</span>
        </label>
      ),
    });
    columns.push({
      name: "Actions",
      unseen: true,
      cell: (one) => (
        <span class="chips">
          <button type="button" class="small" onClick={() => void renew([one])}>
            Renew {RENEWED_DAYS} days
          </button>
          <button type="button" class="small" onClick={() => void end(one)}>
            End
          </button>
        </span>
      ),
    });
  }
  return (
    <>
      <h1>Suppressions</h1>
      <p class="soft">Dated decisions to accept findings. Each ends by itself; what ends first is first.</p>
      {error ? <Problem error={error} /> : null}
      {refused ? <Problem error={refused} onAgain={null} /> : null}
      {!data && !error ? <Waiting what="suppressions" /> : null}
      {data && rows.length === 0 ? (
        <Empty title="Nothing is suppressed">
          Mark findings in <Link to="/findings">the list</Link> and press <kbd>s</kbd>.
        </Empty>
      ) : null}
      {byExpiry(rows, Date.now()).map(([name, found]) => (
        <section key={name}>
          <h2>
            {name} <span class="soft">{counted(found.length, "suppression")}</span>
          </h2>
          <DataTable
            label={name}
            reading={reading}
            rows={found}
            keyOf={(one) => one.id}
            empty={null}
            columns={columns}
          />
        </section>
      ))}
      {chosen.length ? (
        <div class="card bulk actions" role="region" aria-label="What is marked">
          <strong>{counted(chosen.length, "suppression")} marked</strong>
          <button type="button" class="primary" onClick={() => void renew(chosen)}>
            Renew all for {RENEWED_DAYS} days
          </button>
          <button type="button" onClick={() => setMarked(new Set())}>
            Clear
          </button>
        </div>
      ) : null}
    </>
  );
}
