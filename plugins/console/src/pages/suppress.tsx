// Accept findings for a time: which ones, why, who answers for it, until when, and what that covers now.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { Finding, FindingPage, Suppression } from "../api/types.ts";
import { count, counted } from "../format.ts";
import { matches, patternFor } from "../glob.ts";
import { Problem, Sheet, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { say } from "../toast.ts";

const DAYS = [7, 30, 90];
const DAY_MS = 86_400_000;
const MOST_SEEN = 200;

export function Suppress({ findings, onClose }: { findings: Finding[]; onClose: () => void }) {
  const checks = [...new Set(findings.map((one) => one.check_id))];
  const [check = ""] = checks;
  const own = findings.filter((one) => one.check_id === check);
  const [pattern, setPattern] = useState(patternFor(own.map((one) => one.resource_id)));
  const [days, setDays] = useState(30);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const query = { check_id: check, status: "open", suppressed: false, count: true, limit: MOST_SEEN, sort: "severity" };
  const { data } = useRead<FindingPage>(address("/findings", query));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      const made = await change<Suppression>("POST", "/suppressions", {
        check_id: check,
        resource_pattern: pattern,
        reason: form.get("reason"),
        owner: form.get("owner"),
        expires_at: new Date(Date.now() + days * DAY_MS).toISOString(),
      });
      say("Suppressed from the next run on.", async () => {
        await change("DELETE", `/suppressions/${made.id}`);
        invalidate(address("/suppressions"));
        say("The suppression is gone again.");
      });
      invalidate(address("/suppressions"));
      onClose();
    } catch (found) {
      setError(found as ApiError);
      setBusy(false);
    }
  };
  return (
    <Sheet title="Suppress" onClose={onClose}>
      <form onSubmit={submit}>
        <p class="soft">
          A dated decision to accept findings of <code>{check}</code>. It counts from the next run on, and ends by itself.
        </p>
        {checks.length > 1 ? (
          <p class="note">
            {counted(findings.length - own.length, "marked finding is", "marked findings are")} of other checks: a suppression
            is about one.
          </p>
        ) : null}
        <label>
          Assets, where * is any text
          <input value={pattern} required maxLength={1000} onInput={(event) => setPattern(event.currentTarget.value)} />
        </label>
        <div class="chips" role="group" aria-label="Which assets">
          <button type="button" class="small" onClick={() => setPattern(patternFor(own.map((one) => one.resource_id)))}>
            What is marked
          </button>
          <button type="button" class="small" onClick={() => setPattern("*")}>
            Every asset
          </button>
        </div>
        <Preview pattern={pattern} page={data} />
        <label>
          Reason
          <textarea name="reason" required autofocus maxLength={1000} />
        </label>
        <label>
          Owner, a team or a person
          <input name="owner" required maxLength={200} />
        </label>
        <div class="chips" role="group" aria-label="Until when">
          {DAYS.map((one) => (
            <button key={one} type="button" aria-pressed={one === days} onClick={() => setDays(one)}>
              {one} days
            </button>
          ))}
          <span class="soft">until {new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)}</span>
        </div>
        {error ? <Problem error={error} /> : null}
        <button type="submit" class="primary" disabled={busy}>
          Suppress
        </button>
      </form>
    </Sheet>
  );
}

function Preview({ pattern, page }: { pattern: string; page: FindingPage | null }) {
  if (!page) {
    return <Waiting what="what it covers" />;
  }
  const covered = page.data.filter((one) => matches(pattern, one.resource_id));
  const critical = covered.filter((one) => one.severity === "critical").length;
  const total = page.total_count ?? page.data.length;
  const unseen = total - page.data.length;
  const all = pattern === "*";
  return (
    <p class="note" role="status">
      Covers {all ? counted(total, "open finding") : counted(covered.length, "open finding")} now,{" "}
      {critical ? <strong>{count(critical)} critical</strong> : "none critical"}
      {unseen > 0 && !all ? `; ${count(unseen)} more of this check were not compared` : ""}.
    </p>
  );
}
