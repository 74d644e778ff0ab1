// Suppressions by what ends first: what was accepted, by whom, until when.
import { useState } from "preact/hooks";

import { address, ApiError, change, readSame } from "../api/call.ts";
import type { Suppression, SuppressionPage } from "../api/types.ts";
import { counted, visible } from "../format.ts";
import { Empty, Link, Problem, Time, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { may } from "../session.ts";
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

export default function Suppressions() {
  const { data, error } = useRead<SuppressionPage>(address("/suppressions", { limit: 100 }));
  const [refused, setRefused] = useState<ApiError | null>(null);
  const rows = data?.data ?? [];
  const act = async (work: () => Promise<void>) => {
    try {
      await work();
      setRefused(null);
    } catch (found) {
      setRefused(found as ApiError);
    }
    invalidate(address("/suppressions"));
  };
  const renew = (one: Suppression) =>
    act(async () => {
      await readSame(`/suppressions/${one.id}`, one);
      const until = new Date(Math.max(Date.now(), Date.parse(one.expires_at)) + RENEWED_DAYS * DAY_MS).toISOString();
      await change("PATCH", `/suppressions/${one.id}`, { expires_at: until });
      say(`Renewed for ${RENEWED_DAYS} days.`, () =>
        act(async () => void (await change("PATCH", `/suppressions/${one.id}`, { expires_at: one.expires_at }))),
      );
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
  return (
    <>
      <h1>Suppressions</h1>
      <p class="soft">Dated decisions to accept findings. Each ends by itself; what ends first is first.</p>
      {error ? <Problem error={error} /> : null}
      {refused ? <Problem error={refused} /> : null}
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
          <div class="table" tabIndex={0} role="region" aria-label={name}>
            <table>
              <thead>
                <tr>
                  <th>Check and assets</th>
                  <th>Reason</th>
                  <th>Owner</th>
                  <th>Ends</th>
                  <th>
                    <span class="unseen">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {found.map((one) => (
                  <tr key={one.id}>
                    <td>
                      <Link to={`/findings?check_id=${one.check_id}&suppressed=only&status=any`}>{one.check_id}</Link>
                      <div class="id">{visible(one.resource_pattern)}</div>
                    </td>
                    <td>{visible(one.reason)}</td>
                    <td>{visible(one.owner)}</td>
                    <td>
                      <Time at={one.expires_at} />
                    </td>
                    <td class="end">
                      {may("suppressions:write") ? (
                        <span class="chips">
                          <button type="button" class="small" onClick={() => void renew(one)}>
                            Renew {RENEWED_DAYS} days
                          </button>
                          <button type="button" class="small" onClick={() => void end(one)}>
                            End
                          </button>
                        </span>
                      ) : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ))}
    </>
  );
}
