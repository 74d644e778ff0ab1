// The audit log: who did what, or tried to, newest first.
import { useState } from "preact/hooks";

import { type ApiError, address, read } from "../api/call.ts";
import type { AuditPage, AuditRow, AuditVerification } from "../api/types.ts";
import { count, counted } from "../format.ts";
import { Badge, Choice, Empty, Problem, Time, useTitle } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { search } from "../route.ts";
import { DataTable } from "../table.tsx";

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
  useTitle("Audit log");
  const names = ["action", "result", "target_kind"];
  const query = Object.fromEntries(names.map((name) => [name, search.value.get(name)]));
  const url = address("/audit", { ...query, limit: 100 });
  const reading = useRead<AuditPage>(url);
  const { data } = reading;
  const [older, setOlder] = useState<{ of: string; rows: AuditRow[]; cursor: string | null }>({ of: "", rows: [], cursor: null });
  const [refused, setRefused] = useState<ApiError | null>(null);
  const own = older.of === url ? older : { of: url, rows: [], cursor: data?.next_cursor ?? null };
  const rows = [...(data?.data ?? []), ...own.rows];
  const more = async () => {
    setRefused(null);
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
      <p class="soft">Requests and changes, with who made them.</p>
      <Chain />
      <div class="filters">
        <Choice name="action" label="Action" options={ACTIONS} />
        <Choice name="result" label="Result" options={["success", "failure"]} />
        <Choice name="target_kind" label="About" options={["token", "finding", "suppression", "integration", "webhook", "trust", "session"]} />
      </div>
      <DataTable
        label="Audit log"
        reading={reading}
        rows={rows}
        keyOf={(one) => one.id}
        empty={<Empty title="No row matches">Choose other filters.</Empty>}
        columns={[
          { name: "Row", kind: "end", cell: (one) => one.id },
          { name: "When", cell: (one) => <Time at={one.ts} /> },
          {
            name: "Action",
            cell: (one) => (
              <>
                {one.action} {one.result === "failure" ? <Badge tone="bad">refused</Badge> : null}
              </>
            ),
          },
          { name: "What", kind: "id", cell: subject },
          { name: "Who", kind: "id", cell: (one) => one.actor_user_id ?? "–" },
          { name: "From", kind: "id", cell: (one) => one.actor_ip ?? "–" },
        ]}
      />
      {refused ? <Problem error={refused} onAgain={() => void more()} /> : null}
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
