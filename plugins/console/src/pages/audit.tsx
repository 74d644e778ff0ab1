// The audit log: who did what, or tried to, newest first.
import { useState } from "preact/hooks";

import { type ApiError, address, read } from "../api/call.ts";
import type { AuditPage, AuditRow, AuditVerification } from "../api/types.ts";
import { count, counted } from "../format.ts";
import { Badge, Choice, Empty, Problem, Time, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { search } from "../route.ts";

const ACTIONS = [
  "api.call",
  "api.refused",
  "finding.updated",
  "suppression.created",
  "suppression.updated",
  "suppression.deleted",
  "integration.created",
  "integration.updated",
  "integration.deleted",
  "baseline.accepted",
  "session.created",
  "session.ended",
];

export default function Audit() {
  const names = ["action", "result", "target_kind"];
  const query = Object.fromEntries(names.map((name) => [name, search.value.get(name)]));
  const url = address("/audit", { ...query, limit: 100 });
  const { data, error } = useRead<AuditPage>(url);
  const [older, setOlder] = useState<{ of: string; rows: AuditRow[]; cursor: string | null }>({ of: "", rows: [], cursor: null });
  const [refused, setRefused] = useState<ApiError | null>(null);
  const own = older.of === url ? older : { of: url, rows: [], cursor: data?.next_cursor ?? null };
  const rows = [...(data?.data ?? []), ...own.rows];
  const more = async () => {
    try {
      const page = await read<AuditPage>(address("/audit", { ...query, limit: 100, cursor: own.cursor }));
      setOlder({ of: url, rows: [...own.rows, ...page.data], cursor: page.next_cursor ?? null });
    } catch (found) {
      setRefused(found as ApiError);
    }
  };
  return (
    <>
      <h1>Audit log</h1>
      <p class="soft">
        Requests and changes, with who made them.
      </p>
      <Chain />
      <div class="filters">
        <Choice name="action" label="Action" options={ACTIONS} />
        <Choice name="result" label="Result" options={["success", "failure"]} />
        <Choice name="target_kind" label="About" options={["token", "finding", "suppression", "integration", "webhook", "trust", "session"]} />
      </div>
      {error ? <Problem error={error} /> : null}
      {refused ? <Problem error={refused} /> : null}
      {!data && !error ? <Waiting what="the log" /> : null}
      {data && rows.length === 0 ? <Empty title="No row matches">Choose other filters.</Empty> : null}
      {rows.length ? (
        <div class="table" tabIndex={0} role="region" aria-label="Audit log">
          <table>
            <thead>
              <tr>
                <th class="end">Row</th>
                <th>When</th>
                <th>Action</th>
                <th>What</th>
                <th>Who</th>
                <th>From</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id}>
                  <td class="end">{one.id}</td>
                  <td>
                    <Time at={one.ts} />
                  </td>
                  <td>
                    {one.action} {one.result === "failure" ? <Badge tone="bad">refused</Badge> : null}
                  </td>
                  <td class="id">{subject(one)}</td>
                  <td class="id">{one.actor_user_id ?? "–"}</td>
                  <td class="id">{one.actor_ip ?? "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {own.cursor ? (
        <button type="button" onClick={() => void more()}>
          Older rows
        </button>
      ) : null}
    </>
  );
}

/** Whether the newest rows are as they were written; asked for by a person, because it reads them all. */
function Chain() {
  const [asked, setAsked] = useState(false);
  const url = address("/audit/verification");
  const { data, error, loading } = useRead<AuditVerification>(asked ? url : null);
  const ask = () => (asked ? invalidate(url) : setAsked(true));
  return (
    <>
      <div class="actions">
        <button type="button" disabled={loading} onClick={ask}>
          {loading ? "Verifying …" : asked ? "Verify again" : "Verify the chain"}
        </button>
        {data ? <Found data={data} /> : null}
      </div>
      {error ? <Problem error={error} /> : null}
      {data?.faults.map((one) => (
        <p key={one} class="refused">
          {one}
        </p>
      ))}
    </>
  );
}

function Found({ data }: { data: AuditVerification }) {
  const rows = counted(data.verified_rows, "row");
  return (
    <span role="status">
      {data.faults.length ? (
        <Badge tone="bad">the chain is broken</Badge>
      ) : (
        <Badge tone={data.walk === "complete" ? "good" : "doubt"}>
          {data.walk === "complete" ? `all ${rows} verified` : `newest ${rows} verified`}
        </Badge>
      )}{" "}
      up to row {count(data.position)}, <Time at={data.verified_at} />. <code>posture audit verify</code> also compares seals and
      noted heads.
    </span>
  );
}

function subject(row: AuditRow): string {
  const after = (row.after_jsonb ?? {}) as Record<string, unknown>;
  if (row.action === "api.call") {
    return `${String(after.method)} ${String(after.path)} → ${String(after.status)}`;
  }
  return `${row.target_kind ?? ""} ${row.target_id ?? ""}`.trim();
}
