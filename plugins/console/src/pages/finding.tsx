// One finding: what was seen, why it matters, how to fix it, and what was decided about it.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { ApiError, address, change } from "../api/call.ts";
import type { FindingDetail, FindingHistory, FindingStatus, Suppression } from "../api/types.ts";
import { visible } from "../format.ts";
import { addKeys } from "../keys.ts";
import { Badge, Copy, focusAgain, Link, Problem, SeverityMark, Time, useTitle, Waiting } from "../parts.tsx";
import { invalidate, put, useRead } from "../query.ts";
import { may } from "../session.ts";
import { say } from "../toast.ts";
import { Declared, nameOf, useIntegrations } from "./wording.tsx";
import { Suppress } from "./suppress.tsx";

const STATUSES: FindingStatus[] = ["open", "triaged", "accepted", "false_positive", "resolved"];

export default function FindingPage({ id }: { id: string }) {
  const { data } = useRead<FindingDetail>(address(`/findings/${id}`));
  useTitle(data ? visible(data.title) : "Finding");
  return (
    <article class="card">
      <Body id={id} heading="h1" />
    </article>
  );
}

export function FindingPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const opener = document.activeElement;
    panel.current?.focus();
    return () => setTimeout(focusAgain, 0, opener);
  }, []);
  return (
    <aside class="panel" aria-label="Finding" tabIndex={-1} ref={panel}>
      <div class="actions">
        <button type="button" onClick={onClose}>
          Close <kbd>Esc</kbd>
        </button>
        <Link to={`/findings/${id}`}>Open as a page</Link>
      </div>
      <Body id={id} heading="h2" />
    </aside>
  );
}

function Body({ id, heading: Heading }: { id: string; heading: "h1" | "h2" }) {
  const url = address(`/findings/${id}`);
  const { data: finding, error } = useRead<FindingDetail>(url);
  const suppressedBy = finding?.suppressed_by && may("suppressions:read") ? finding.suppressed_by : null;
  const { data: suppression } = useRead<Suppression>(suppressedBy ? address(`/suppressions/${suppressedBy}`) : null);
  const integrations = useIntegrations();
  const [refused, setRefused] = useState<ApiError | null>(null);
  const [suppressing, setSuppressing] = useState(false);
  // No level of headings is left out, on the page of its own and beside the list.
  const Part = Heading === "h1" ? "h2" : "h3";
  const fix = () => document.getElementById("fix")?.scrollIntoView();
  useEffect(() => addKeys({ f: { what: "Show the fix", run: fix } }), []);
  if (error && !finding) {
    return (
      <>
        <Heading>Finding</Heading>
        <Problem error={error} />
      </>
    );
  }
  if (!finding) {
    return <Waiting what="the finding" />;
  }
  const { check } = finding;
  const decide = async (status: FindingStatus, before: FindingStatus) => {
    try {
      put(url, await change<FindingDetail>("PATCH", `/findings/${id}`, { status }));
      setRefused(null);
      invalidate(address("/findings?"), address("/findings/facets"));
      say(`Marked as ${status.replace("_", " ")}.`, before === status ? null : () => decide(before, before));
    } catch (found) {
      setRefused(found as ApiError);
      invalidate(url);
    }
  };
  return (
    <div class={`finding ${finding.severity}`}>
      <p>
        <SeverityMark severity={finding.severity} /> {finding.delta === "new" ? <Badge tone="new">new</Badge> : null}{" "}
        <Badge tone="quiet">{words(finding.status)}</Badge> {finding.suppressed_by ? <Badge tone="quiet">suppressed</Badge> : null}
      </p>
      <Heading>{finding.title}</Heading>
      <p class="evidence">{visible(finding.summary)}</p>
      <div class="actions low">
        {may("findings:write") ? (
          <Decide key={finding.status} status={finding.status} onDecide={(status) => void decide(status, finding.status)} />
        ) : null}
        {may("suppressions:write") && !finding.suppressed_by ? (
          <button type="button" onClick={() => setSuppressing(true)}>
            Suppress …
          </button>
        ) : null}
        <Copy text={finding.resource_id} label="Copy the asset's id" />
      </div>
      {refused ? <Problem error={refused} onAgain={null} /> : null}
      {error ? <Problem error={error} /> : null}
      <dl class="facts">
        <dt>Asset</dt>
        <dd class="id">{visible(finding.resource_id)}</dd>
        {finding.terraform ? (
          <>
            <dt>Terraform</dt>
            <dd>
              <Declared of={finding} />
            </dd>
          </>
        ) : null}
        <dt>Account</dt>
        <dd>
          {nameOf(integrations, finding.integration_id)} · {finding.service} · {finding.region}
        </dd>
        <dt>First seen</dt>
        <dd>
          <Time at={finding.discovered_at} />
        </dd>
        <dt>Last seen</dt>
        <dd>
          <Time at={finding.last_seen_at} /> in <Link to={`/runs/${finding.scan_id}`}>run {finding.scan_id.slice(0, 8)}</Link>
        </dd>
        <dt>Check</dt>
        <dd>
          <Link to={`/findings?check_id=${finding.check_id}`}>{finding.check_id}</Link>
          {check ? `: ${check.title}` : ""}
        </dd>
      </dl>
      {suppression ? (
        <p class="note">
          Accepted by {suppression.owner} until <Time at={suppression.expires_at} />: {suppression.reason}{" "}
          <Link to="/suppressions">See all suppressions</Link>
        </p>
      ) : null}
      {check ? (
        <>
          <Part>Why it matters</Part>
          <p>{check.rationale}</p>
        </>
      ) : null}
      <Part id="fix">Fix</Part>
      <p>
        {finding.remediation ?? "This server no longer has the check."}{" "}
        {finding.reference ? (
          <a href={finding.reference} target="_blank" rel="noopener noreferrer">
            Reference ↗
          </a>
        ) : null}
      </p>
      {check?.remediation_terraform ? <Fix title="Terraform" text={check.remediation_terraform} /> : null}
      {check?.remediation_cli ? <Fix title="Command line" text={check.remediation_cli} /> : null}
      {finding.risk_refs.length ? (
        <>
          <Part>Controls</Part>
          <ul class="controls">
            {finding.risk_refs.map((one) => (
              <li key={one}>
                <Badge tone="quiet">{one}</Badge>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <History id={id} heading={Part} />
      {suppressing ? <Suppress findings={[finding]} onClose={() => setSuppressing(false)} /> : null}
    </div>
  );
}

/** A status to set; the arrow keys choose one, and the button sets it. */
export function Decide({ status, onDecide }: { status: FindingStatus; onDecide: (status: FindingStatus) => void }) {
  const [chosen, setChosen] = useState(status);
  return (
    <span class="chips">
      <label>
        Mark as
        <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value as FindingStatus)}>
          {STATUSES.map((one) => (
            <option key={one} value={one}>
              {words(one)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => onDecide(chosen)}>
        Mark
      </button>
    </span>
  );
}

type Event = { at: string; what: ComponentChildren };

/** What runs saw of it and what people decided; read when it is opened. */
function History({ id, heading: Heading }: { id: string; heading: "h2" | "h3" }) {
  const [open, setOpen] = useState(false);
  const { data, error } = useRead<FindingHistory>(open ? address(`/findings/${id}/history`, { limit: 50 }) : null);
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Heading>History and decisions</Heading>
      </summary>
      {error ? <Problem error={error} /> : null}
      {open && !data && !error ? <Waiting what="the history" /> : null}
      <ol class="plain-list">
        {eventsOf(data).map((one, index) => (
          <li key={index}>
            <Time at={one.at} /> <span>{one.what}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

function eventsOf(history: FindingHistory | null): Event[] {
  const runs = (history?.runs ?? []).map((one): Event => ({
    at: one.at,
    what: (
      <>
        <Link to={`/runs/${one.run_id}`}>Run {one.run_id.slice(0, 8)}</Link>{" "}
        {one.delta === "resolved" ? "saw it gone" : one.delta === "new" ? "found it first" : "found it again"}
        {one.suppressed_by ? ", suppressed" : ""}
      </>
    ),
  }));
  const decisions = (history?.decisions ?? []).map((one): Event => ({
    at: one.at,
    what: (
      <>
        <strong>{visible(one.by_name ?? one.by ?? "An unknown token")}</strong> set it from {words(one.from_status)} to{" "}
        {words(one.to_status)}
      </>
    ),
  }));
  return [...runs, ...decisions].sort((one, other) => other.at.localeCompare(one.at));
}

function words(status: string): string {
  return status.replaceAll("_", " ");
}

function Fix({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <div class="fix-head">
        <strong>{title}</strong>
        <Copy text={text} label="Copy" />
      </div>
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}
