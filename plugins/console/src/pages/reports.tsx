// Reports: documents about a period, as evidence or for people, with the proof of their files.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { FrameworkPage, Report, ReportPage, ReportProof } from "../api/types.ts";
import { count, visible } from "../format.ts";
import { Badge, Empty, Problem, Sheet, Time, useTitle, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { may } from "../session.ts";
import { DataTable } from "../table.tsx";
import { say } from "../toast.ts";

const TONES: Record<Report["status"], string> = {
  queued: "live",
  running: "live",
  ready: "good",
  failed: "bad",
  expired: "quiet",
};
const DAY_MS = 86_400_000;
const BYTES_IN_KB = 1000;

export default function Reports() {
  useTitle("Reports");
  const reading = useRead<ReportPage>(address("/reports", { limit: 100 }));
  const [refused, setRefused] = useState<ApiError | null>(null);
  const [making, setMaking] = useState(false);
  const [proving, setProving] = useState<Report | null>(null);
  const remove = (one: Report) =>
    change("DELETE", `/reports/${one.id}`).then(() => {
      invalidate(address("/reports"));
      say(`${visible(one.title)} is deleted.`);
    }, setRefused);
  return (
    <>
      <div class="head">
        <h1>Reports</h1>
        {may("reports:generate") ? (
          <button type="button" class="primary" onClick={() => setMaking(true)}>
            Make a report
          </button>
        ) : null}
      </div>
      <p class="soft">Documents about a period. The audit log has the hash of each file, which proves it.</p>
      <DataTable
        label="Reports"
        reading={reading}
        refused={refused}
        rows={reading.data?.data ?? []}
        keyOf={(one) => one.id}
        empty={<Empty title="There is no report">Make one here, or with <code>posture report create</code>.</Empty>}
        columns={[
          { name: "Title", cell: (one) => visible(one.title) },
          {
            name: "Period",
            cell: (one) => `${one.scope.from.slice(0, 10)} to ${one.scope.to.slice(0, 10)}`,
          },
          { name: "Frameworks", cell: (one) => one.frameworks.join(", ") || "all checks" },
          {
            name: "Status",
            cell: (one) => (
              <span title={one.error ? visible(one.error.message) : undefined}>
                <Badge tone={TONES[one.status]}>{one.status}</Badge>
              </span>
            ),
          },
          {
            name: "Size",
            kind: "end",
            cell: (one) => (one.size_bytes === null ? "–" : `${count(Math.ceil(one.size_bytes / BYTES_IN_KB))} kB`),
          },
          { name: "Asked for", cell: (one) => <Time at={one.queued_at} /> },
          {
            name: "Actions",
            unseen: true,
            cell: (one) => (
              <span class="chips">
                {one.status === "ready" ? (
                  <>
                    <a href={address(`/reports/${one.id}/download`)} download>
                      Download {one.format}
                    </a>
                    <button type="button" class="small" onClick={() => setProving(one)}>
                      Proof
                    </button>
                  </>
                ) : null}
                {may("reports:generate") ? (
                  <button type="button" class="small" onClick={() => void remove(one)}>
                    Delete
                  </button>
                ) : null}
              </span>
            ),
          },
        ]}
      />
      {making ? <Make onClose={() => setMaking(false)} /> : null}
      {proving ? <Proof report={proving} onClose={() => setProving(null)} /> : null}
    </>
  );
}

function Make({ onClose }: { onClose: () => void }) {
  const { data } = useRead<FrameworkPage>(address("/frameworks"));
  const [error, setError] = useState<ApiError | null>(null);
  const today = new Date().toISOString().slice(0, 10);
  const month = new Date(Date.now() - 30 * DAY_MS).toISOString().slice(0, 10);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const framework = String(form.get("framework"));
    const until = Date.parse(`${String(form.get("to"))}T00:00:00Z`) + DAY_MS;
    try {
      await change<Report>("POST", "/reports", {
        title: form.get("title"),
        frameworks: framework ? [framework] : [],
        scope: {
          from: `${String(form.get("from"))}T00:00:00Z`,
          // A report says nothing about the future.
          to: new Date(Math.min(until, Date.now())).toISOString(),
        },
        format: form.get("format"),
      });
      invalidate(address("/reports"));
      say("The report is being made.");
      onClose();
    } catch (found) {
      setError(found as ApiError);
    }
  };
  return (
    <Sheet title="Make a report" onClose={onClose}>
      <form onSubmit={submit}>
        <label>
          Title
          <input name="title" required autofocus maxLength={200} />
        </label>
        <label>
          Framework
          <select name="framework">
            <option value="">none: all checks</option>
            {(data?.data ?? []).map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
        <div class="chips">
          <label>
            From
            <input name="from" type="date" required value={month} max={today} />
          </label>
          <label>
            To and with
            <input name="to" type="date" required value={today} max={today} />
          </label>
          <label>
            Format
            <select name="format">
              <option value="json">JSON, for programs</option>
              <option value="pdf">PDF, for people</option>
            </select>
          </label>
        </div>
        {error ? <Problem error={error} /> : null}
        <button type="submit" class="primary">
          Make it
        </button>
      </form>
    </Sheet>
  );
}

function Proof({ report, onClose }: { report: Report; onClose: () => void }) {
  const { data, error } = useRead<ReportProof>(address(`/reports/${report.id}/proof`));
  return (
    <Sheet title={`Proof of ${visible(report.title)}`} onClose={onClose}>
      {error ? <Problem error={error} /> : null}
      {!data && !error ? <Waiting what="the audit log" /> : null}
      {data ? (
        <>
          <p>
            {data.faults.length ? (
              <Badge tone="bad">The audit log does not prove this file</Badge>
            ) : data.walk === "complete" ? (
              <Badge tone="good">The audit log proves this file</Badge>
            ) : (
              <Badge tone="doubt">Not all of the audit log was read</Badge>
            )}
          </p>
          <dl class="facts">
            <dt>SHA-256</dt>
            <dd class="id">{data.sha256}</dd>
            <dt>Rows verified</dt>
            <dd>{count(data.verified_rows)}</dd>
          </dl>
          {data.faults.map((one) => (
            <p key={JSON.stringify(one)} class="refused">
              {typeof one === "string" ? one : JSON.stringify(one)}
            </p>
          ))}
          <p class="soft">
            Compare the hash with that of your file: <code>posture report verify FILE</code>. That the chain itself was not
            written anew is proved by <code>posture audit verify</code>.
          </p>
        </>
      ) : null}
    </Sheet>
  );
}
