// Accept findings for a time: which ones, why, who answers for it, until when, and what that covers now.
import { useEffect, useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { Finding, Suppression, SuppressionPreview } from "../api/types.ts";
import { count, counted } from "../format.ts";
import { patternFor } from "../glob.ts";
import { Problem, Sheet, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { say } from "../toast.ts";

const DAYS = [7, 30, 90];
const DAY_MS = 86_400_000;

export function Suppress({ findings, onClose }: { findings: Finding[]; onClose: () => void }) {
  const checks = [...new Set(findings.map((one) => one.check_id))];
  const [check = ""] = checks;
  const own = findings.filter((one) => one.check_id === check);
  const [pattern, setPattern] = useState(patternFor(own.map((one) => one.resource_id)));
  const [days, setDays] = useState(30);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
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
        <Preview check={check} pattern={pattern} />
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
        {error ? <Problem error={error} onAgain={null} /> : null}
        <button type="submit" class="primary" disabled={busy}>
          Suppress
        </button>
      </form>
    </Sheet>
  );
}

const LATER_MS = 150;

/** What the server says that the pattern covers; it is asked when nothing was typed for a moment. */
function Preview({ check, pattern }: { check: string; pattern: string }) {
  const [asked, setAsked] = useState(pattern);
  useEffect(() => {
    const later = setTimeout(() => setAsked(pattern), LATER_MS);
    return () => clearTimeout(later);
  }, [pattern]);
  const query = { check_id: check, resource_pattern: asked };
  const { data, error } = useRead<SuppressionPreview>(asked ? address("/suppressions/preview", query) : null);
  if (error) {
    return <Problem error={error} />;
  }
  if (!data || asked !== pattern) {
    return <Waiting what="what it covers" />;
  }
  const critical = data.severities.find((one) => one.value === "critical")?.count ?? 0;
  return (
    <p class="note" role="status">
      Covers {counted(data.finding_count, "open finding")} now,{" "}
      {critical ? <strong>{count(critical)} critical</strong> : "none critical"}
      {data.suppressed_count ? `; ${count(data.suppressed_count)} of them are suppressed already` : ""}.
    </p>
  );
}
