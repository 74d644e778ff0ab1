// The gate of a run: its verdict, what it rests on, and what another policy would say.
import { type ApiError, address } from "../api/call.ts";
import type { Gate, Run } from "../api/types.ts";
import { count, counted, share, visible } from "../format.ts";
import { Badge, Bar, Card, Choice, Empty, Link, Marked, Numeral, Problem, SeverityMark, Waiting } from "../parts.tsx";
import { useRead } from "../query.ts";
import { go, search, withParameters } from "../route.ts";
import { Asset, scopeOf } from "./wording.tsx";

const POLICY = ["fail_on", "only", "max_unknown", "min_coverage"];
const SEVERITIES = ["critical", "high", "medium", "low", "info"];

/** The decision of a run that has ended; an event brings a run without it. */
function useDecision(run: Run): { gate: Gate | null; error: ApiError | null } {
  const wanted = run.status !== "running" && !run.decision;
  const { data, error } = useRead<Gate>(wanted ? address(`/cloud-posture-runs/${run.id}/gate`) : null);
  return { gate: run.decision ?? data, error };
}

export function Verdict({ run }: { run: Run }) {
  const { gate, error } = useDecision(run);
  if (error) {
    return <Problem error={error} />;
  }
  if (!gate) {
    return <Waiting what="the gate" />;
  }
  const gaps = run.coverage !== null && run.coverage < 1;
  return (
    <section class={`verdict ${gate.verdict}`} aria-label="Gate">
      <h2>{headline(gate)}</h2>
      <Reasons gate={gate} />
      <p>
        Looked at: <strong>{scopeOf(run)}</strong> · {counted(run.asset_count, "asset")} ·{" "}
        {counted(gate.verdict_count, "verdict")}
        {run.coverage === null ? null : (
          <>
            {" "}
            ·{" "}
            <Link to={`/runs/${run.id}/coverage`}>
              coverage {share(run.coverage)} of what was planned{gaps ? ": see what could not be read" : ""}
            </Link>
          </>
        )}
      </p>
      <p class="soft">
        Policy: {policyText(gate)}
        {run.gate ? ", given when the run was started" : ", because the run was started without one"} ·{" "}
        <Link to={`/runs/${run.id}/gate`}>Ask with another policy</Link>
      </p>
    </section>
  );
}

function Reasons({ gate }: { gate: Gate }) {
  return gate.reasons.length ? (
    <ul>
      {gate.reasons.map((reason) => (
        <li key={reason.code}>
          <Marked text={reason.message} />
        </li>
      ))}
    </ul>
  ) : null;
}

function headline(gate: Gate): string {
  if (gate.verdict === "pass") {
    return "✓ Gate passes";
  }
  if (gate.verdict === "fail") {
    const number = gate.finding_count;
    return number ? `✖ Gate stops: ${count(number)} ${number === 1 ? "finding counts" : "findings count"}` : "✖ Gate stops";
  }
  return "? Inconclusive: take it as a stop";
}

function policyText(gate: Gate): string {
  const { fail_on: least, only, max_unknown: unknown, min_coverage: coverage, family, framework } = gate.policy;
  const which = only === "new" ? "new findings" : "findings";
  const parts = [`${which} of ${least} or worse`, `at most ${counted(unknown, "unknown verdict")}`];
  if (coverage) {
    parts.push(`coverage of at least ${share(coverage)}`);
  }
  if (family.length + framework.length) {
    parts.push(`about ${[...family, ...framework].join(", ")} alone`);
  }
  return parts.join(", ");
}

export function GateView({ run }: { run: Run }) {
  const asked = search.value;
  const query = Object.fromEntries(POLICY.map((name) => [name, asked.get(name)]));
  const ended = run.status !== "running";
  const recorded = useDecision(run);
  const isAsked = POLICY.some((name) => asked.get(name));
  const url = ended && isAsked ? address(`/cloud-posture-runs/${run.id}/gate`, query) : null;
  const other = useRead<Gate>(url);
  const { gate, error } = isAsked ? { gate: other.data, error: other.error } : recorded;
  const set = (name: string) => (event: Event) =>
    go(withParameters({ [name]: (event.target as HTMLInputElement).value }), "replace");
  const policy = gate?.policy;
  return (
    <>
      <div class="filters">
        <Choice name="fail_on" label="Stop on" options={SEVERITIES.map((one) => [one, `${one} or worse`])} none="as recorded" />
        <Choice name="only" label="Which findings" options={[["new", "new ones"], ["all", "all"]]} none="as recorded" />
        <label>
          Unknown verdicts allowed
          <input type="number" min="0" value={asked.get("max_unknown") ?? policy?.max_unknown ?? 0} onChange={set("max_unknown")} />
        </label>
        <label>
          Least coverage, 0 to 1
          <input type="number" min="0" max="1" step="0.01" value={asked.get("min_coverage") ?? policy?.min_coverage ?? 0} onChange={set("min_coverage")} />
        </label>
      </div>
      {error ? <Problem error={error} /> : null}
      {!gate && !error && ended ? <Waiting what="the gate" /> : null}
      {ended ? null : <Empty title="The run has not ended">A gate decides about a run that has ended.</Empty>}
      {gate ? (
        <section class={`verdict ${gate.verdict}`} aria-label="Gate">
          <h2>{headline(gate)}</h2>
          <Reasons gate={gate} />
          <p class="soft">Policy: {policyText(gate)}</p>
          <div class="numbers">
            <Numeral value={gate.finding_count} label="count against it" />
            <Numeral value={gate.held_count} label="held from before" />
            <Numeral value={gate.known_count} label="known" />
            <Numeral value={gate.suppressed_count} label="suppressed" />
            <Numeral value={gate.unknown_count} label="unknown" />
          </div>
          {gate.findings_withheld ? <p class="soft">Your token may not read findings, so they are not listed.</p> : null}
          {gate.accepted.length ? <p>Accepted: {gate.accepted.map(acceptedText).join(" · ")}</p> : null}
        </section>
      ) : null}
      {gate?.findings.length ? (
        <Card title="What counts">
          <ul class="plain-list">
            {gate.findings.map((one) => (
              <li key={one.id}>
                <SeverityMark severity={one.severity} />
                <Link to={`/findings/${one.id}`}>{one.check_id}</Link>
                <Asset id={one.resource_id} />
                {one.held ? <Badge tone="doubt">held</Badge> : null}
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
}

function acceptedText(one: Gate["accepted"][number]): string {
  const name = one.by_name ?? one.by ?? "an unknown person";
  return `${count(one.count)} by ${name} (${one.how.replace("_", " ")})`;
}

export function Coverage({ run }: { run: Run }) {
  const ended = run.status !== "running";
  const { gate, error } = useDecision(run);
  const { pass, fail, unknown, not_applicable: none } = run.verdict_counts;
  const statements = (gate?.unread ?? []).map((one) => one.permission).filter((one) => one !== null);
  const actions = [...new Set(statements)].sort();
  const title = run.coverage === null ? "Coverage is not known yet" : `Coverage ${share(run.coverage)} of what was planned`;
  return (
    <>
      <Card title={title}>
        {run.coverage === null ? null : <Bar share={run.coverage} tone={run.coverage < 1 ? "doubt" : "good"} />}
        <p>
          Looked at: <strong>{scopeOf(run)}</strong>. Nothing outside of this was looked at.
        </p>
        <div class="numbers">
          <Numeral value={pass} label="pass" />
          <Numeral value={fail} label="fail" />
          <Numeral value={unknown} label="unknown" tone={unknown ? "doubt" : ""} />
          <Numeral value={none} label="not applicable" />
        </div>
      </Card>
      {error ? <Problem error={error} /> : null}
      {ended && !gate && !error ? <Waiting what="what could not be read" /> : null}
      {gate && gate.unread.length === 0 ? <Empty title="Everything that was planned was read" /> : null}
      {gate?.unread.length ? (
        <Card title="What could not be read">
          <div class="table" tabIndex={0} role="region" aria-label="What could not be read">
            <table>
              <thead>
                <tr>
                  <th>Call or asset</th>
                  <th>Why</th>
                  <th class="end">Unknown verdicts</th>
                  <th>What would allow it</th>
                  <th>Where</th>
                </tr>
              </thead>
              <tbody>
                {gate.unread.map((one) => (
                  <tr key={`${one.call} ${one.reason}`}>
                    <td class="id" data-label="Call or asset">{visible(one.call)}</td>
                    <td data-label="Why">
                      {visible(one.reason)} {one.suppressed_by ? <Badge tone="quiet">accepted</Badge> : null}
                    </td>
                    <td class="end" data-label="Unknown verdicts">{count(one.count)}</td>
                    <td class="id" data-label="What would allow it">{one.permission ?? "–"}</td>
                    <td data-label="Where">{one.regions.join(", ") || "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {actions.length ? (
            <>
              <h3>The statement that allows these reads</h3>
              <pre tabIndex={0}>{JSON.stringify({ Effect: "Allow", Action: actions, Resource: "*" }, null, 2)}</pre>
            </>
          ) : null}
        </Card>
      ) : null}
    </>
  );
}
