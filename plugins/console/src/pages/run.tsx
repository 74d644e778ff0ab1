// One run: what did this apply change? The gate, the scope and what is new come first.
import { useState } from "preact/hooks";

import { address, runAddress } from "../api/call.ts";
import type { Finding, FindingPage, Run } from "../api/types.ts";
import { count, counted, duration } from "../format.ts";
import { Badge, Card, Empty, Link, Problem, SeverityMark, Time, useTitle, Waiting } from "../parts.tsx";
import { useRead } from "../query.ts";
import { may } from "../session.ts";
import { Asset, byAsset, Declared, nameOf, originOf, RunStatus, useIntegrations } from "./wording.tsx";
import { Coverage, GateView, Verdict } from "./gate.tsx";
import { Progress } from "./progress.tsx";
import { Timeline } from "./timeline.tsx";

const PARTS: [string, string][] = [
  ["", "What changed"],
  ["gate", "Gate"],
  ["coverage", "Coverage"],
  ["timeline", "Timeline"],
];

export default function RunView({ id, part }: { id: string; part: string }) {
  const { data: run, error } = useRead<Run>(runAddress(id));
  const name = nameOf(useIntegrations(), run?.integration_id ?? id);
  useTitle(`${PARTS.find(([place]) => place === part)?.[1] ?? "Run"} · ${name}`);
  if (error && !run) {
    return (
      <>
        <h1>Run</h1>
        <Problem error={error} />
      </>
    );
  }
  if (!run) {
    return <Waiting what="the run" />;
  }
  const report = address(`/cloud-posture-runs/${id}/export`, { format: "html" });
  return (
    <>
      {error ? <Problem error={error} /> : null}
      <Head run={run} />
      <nav class="tabs" aria-label="Parts of the run">
        {PARTS.map(([place, name]) => (
          <a
            key={place}
            href={`/console/runs/${id}${place ? `/${place}` : ""}`}
            aria-current={part === place ? "page" : undefined}
          >
            {name}
          </a>
        ))}
        <Link to={`/findings?scan_id=${id}&status=any&suppressed=include`}>All its findings</Link>
        {run.status === "completed" ? <Link to={`/compare/${id}`}>Compare</Link> : null}
        {may("findings:read") && run.status === "completed" ? (
          <a href={report} target="_blank" rel="noopener">
            Report ↗
          </a>
        ) : null}
      </nav>
      {run.status === "running" ? <Progress run={run} /> : null}
      {part === "" && run.status !== "running" ? <Changed run={run} /> : null}
      {part === "gate" ? <GateView run={run} /> : null}
      {part === "coverage" ? <Coverage run={run} /> : null}
      {part === "timeline" ? <Timeline run={run} /> : null}
    </>
  );
}

function Head({ run }: { run: Run }) {
  const integrations = useIntegrations();
  const { commit, url } = run.source ?? {};
  return (
    <header class="run-head">
      <p class="soft">
        {originOf(run)}
        {commit ? (
          <>
            {" "}
            · commit <code>{commit.slice(0, 12)}</code>
          </>
        ) : null}
        {url ? (
          <>
            {" "}
            ·{" "}
            <a href={url} target="_blank" rel="noopener noreferrer">
              where it was started ↗
            </a>
          </>
        ) : null}
      </p>
      <h1>
        {nameOf(integrations, run.integration_id)} <RunStatus run={run} />
      </h1>
      <p class="soft">
        <Time at={run.completed_at ?? run.accepted_at} />
        {run.completed_at ? ` · took ${duration(run.duration_ms)}` : null} · <code>{run.id}</code>
      </p>
    </header>
  );
}

function Changed({ run }: { run: Run }) {
  if (run.status !== "completed") {
    return (
      <Card title="There is no result">
        <p>{run.error ? `${run.error.code}: ${run.error.detail}` : `The run was ${run.status}.`}</p>
        <p class="soft">Nothing was recorded, so nothing here says that the account is safe.</p>
      </Card>
    );
  }
  if (run.trigger === "verify") {
    return (
      <Card title="A verification records no findings">
        <p>
          It shows what can be read. <Link to={`/runs/${run.id}/coverage`}>See the coverage</Link>
        </p>
      </Card>
    );
  }
  const { new: added, resolved, unchanged } = run.delta ?? { new: 0, resolved: 0, unchanged: 0 };
  return (
    <>
      <Verdict run={run} />
      <Part run={run} delta="new" title={`New ${count(added)}`} number={added} open />
      <Part run={run} delta="resolved" title={`Resolved ${count(resolved)}`} number={resolved} open={added === 0} />
      <Card title={`Still there ${count(unchanged)}`}>
        <p>
          Not caused by this apply
          {run.suppressed_count ? `; ${counted(run.suppressed_count, "finding")} of the run suppressed` : ""}.{" "}
          <Link to={`/findings?scan_id=${run.id}&delta=unchanged&status=any`}>Open the list</Link>
        </p>
      </Card>
    </>
  );
}

/** How many new findings are on assets that the plan does not change; nothing where none is known. */
function Unplanned({ of: rows, number }: { of: Finding[]; number: number }) {
  const unplanned = rows.filter((one) => one.in_plan === false).length;
  if (unplanned === 0) {
    return null;
  }
  const which = number > rows.length ? `Of the first ${count(rows.length)}, ` : "";
  return (
    <p>
      {which}
      {counted(unplanned, "new finding")} {unplanned === 1 ? "is on an asset" : "are on assets"} that the plan did not
      change.
    </p>
  );
}

function NotInPlan() {
  return (
    <Badge tone="doubt" title="The plan that was applied does not change this resource.">
      not in the plan
    </Badge>
  );
}

type PartOf = { run: Run; delta: string; title: string; number: number; open: boolean };

function Part({ run, delta, title, number, open }: PartOf) {
  const [shown, setShown] = useState(open && number > 0);
  const query = { scan_id: run.id, delta, sort: "severity", limit: 200 };
  const { data, error } = useRead<FindingPage>(shown && number > 0 ? address("/findings", query) : null);
  const rows = data?.data ?? [];
  return (
    <details class={`card part ${delta}`} open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {number === 0 ? <Empty title={delta === "new" ? "Nothing new" : "Nothing was resolved"} /> : null}
      {error ? <Problem error={error} /> : null}
      {shown && number > 0 && !data && !error ? <Waiting what="findings" /> : null}
      {delta === "new" ? <Unplanned of={rows} number={number} /> : null}
      {byAsset(rows).map(([asset, findings]) => (
        <section key={asset} class="asset">
          <h3>
            {findings[0] ? <Declared of={findings[0]} /> : null} <Asset id={asset} />{" "}
            <span class="soft">
              {findings[0]?.service} · {findings[0]?.region}
            </span>{" "}
            {delta === "new" && findings[0]?.in_plan === false ? <NotInPlan /> : null}
          </h3>
          <ul>
            {findings.map((finding) => (
              <li key={finding.id}>
                <SeverityMark severity={finding.severity} />
                <Link to={`/findings/${finding.id}`}>{finding.title}</Link>
                {finding.suppressed_by ? <Badge tone="quiet">suppressed</Badge> : null}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {number > rows.length && rows.length ? (
        <p>
          {count(rows.length)} of {count(number)} are shown.{" "}
          <Link to={`/findings?scan_id=${run.id}&delta=${delta}&status=any&suppressed=include`}>Open all</Link>
        </p>
      ) : null}
    </details>
  );
}
