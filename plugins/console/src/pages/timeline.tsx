// Where the time of a run went: bars for eyes, and the same numbers as tables for everyone.
import { address } from "../api/call.ts";
import type { PlaceCalls, Run, RunTimeline } from "../api/types.ts";
import { count, counted, duration, visible } from "../format.ts";
import { Badge, Card, Empty, Problem, Time, Waiting } from "../parts.tsx";
import { useRead } from "../query.ts";

type Bar = { name: string; start: number; end: number; kind: "phase" | "calls" | "doubt" };

const LABEL = 260;
const WIDTH = 1000;
const ROW = 22;

export function Timeline({ run }: { run: Run }) {
  return (
    <>
      <Steps run={run} />
      {run.phase === "queued" ? null : <Times run={run} />}
    </>
  );
}

function Times({ run }: { run: Run }) {
  const { data, error } = useRead<RunTimeline>(address(`/cloud-posture-runs/${run.id}/timeline`));
  if (error && !data) {
    return <Problem error={error} />;
  }
  if (!data) {
    return <Waiting what="the timeline" />;
  }
  if (!data.recorded && !data.complete) {
    return <Waiting what="the first progress" />;
  }
  if (!data.recorded) {
    return (
      <Empty title="This run recorded no times">
        It ended without a worker, or by an earlier version of posture. Newer runs have them.
      </Empty>
    );
  }
  return (
    <>
      <Card title={data.complete ? "Where the time went" : "Where the time goes, so far"} aside={data.trace_url ? <OpenTrace url={data.trace_url} /> : undefined}>
        <div class="table" tabIndex={0} role="region" aria-label="Bars of the times in the tables">
          <Drawing bars={barsOf(data)} />
        </div>
        <div class="table" tabIndex={0} role="region" aria-label="Phases">
          <table>
            <thead>
              <tr>
                <th>Phase</th>
                <th class="end">Start</th>
                <th class="end">Duration</th>
              </tr>
            </thead>
            <tbody>
              {data.phases.map((one) => (
                <tr key={one.name}>
                  <td>{one.name}</td>
                  <td class="end">{duration(one.start_ms)}</td>
                  <td class="end">{duration(one.duration_ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p class="soft">
          Assets are evaluated while others are still collected. A violet bar has calls that failed or were throttled.
        </p>
      </Card>
      {data.complete || data.calls.length ? <Calls found={data} /> : null}
      {data.slowest.length ? <Slowest calls={data.slowest} /> : null}
    </>
  );
}

/** Lead to the trace, where it is kept; that site does not learn from which page. */
function OpenTrace({ url }: { url: string }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      Open trace ↗
    </a>
  );
}

function Slowest({ calls }: { calls: RunTimeline["slowest"] }) {
  return (
    <Card title="Slowest calls">
      <div class="table" tabIndex={0} role="region" aria-label="Slowest calls">
        <table>
          <thead>
            <tr>
              <th>Call</th>
              <th>Region</th>
              <th class="end">Start</th>
              <th class="end">Duration</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((one, index) => (
              <tr key={index}>
                <td class="id">
                  {visible(one.call)} {one.failed ? <Badge tone="doubt">failed</Badge> : null}
                </td>
                <td>{one.region === null ? "–" : visible(one.region)}</td>
                <td class="end">{duration(one.start_ms)}</td>
                <td class="end">{duration(one.duration_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Calls({ found }: { found: RunTimeline }) {
  const { calls, other } = found;
  if (calls.length === 0) {
    return <Empty title="No call to the cloud was timed" />;
  }
  return (
    <Card title="Calls by service and region">
      <div class="table" tabIndex={0} role="region" aria-label="Calls by service and region">
        <table>
          <thead>
            <tr>
              <th>Service</th>
              <th>Region</th>
              <th class="end">First</th>
              <th class="end">Last</th>
              <th class="end">Calls</th>
              <th class="end">Errors</th>
              <th class="end">Throttled</th>
              <th class="end">95 % within</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((one) => (
              <tr key={nameOf(one)}>
                <td>{visible(one.service)}</td>
                <td>{one.region === null ? "–" : visible(one.region)}</td>
                <Numbers of={one} />
              </tr>
            ))}
            {other ? (
              <tr>
                <td colSpan={2}>{counted(other.place_count, "other place")}, each with less time</td>
                <Numbers of={other} />
              </tr>
            ) : null}
          </tbody>
        </table>
      </div>
      <p class="soft">The time of a call includes its waits and retries.</p>
    </Card>
  );
}

function Numbers({ of: one }: { of: Omit<PlaceCalls, "service" | "region"> }) {
  return (
    <>
      <td class="end">{duration(one.first_ms)}</td>
      <td class="end">{duration(one.last_ms)}</td>
      <td class="end">{count(one.call_count)}</td>
      <td class="end">{count(one.error_count)}</td>
      <td class="end">{duration(one.throttled_ms)}</td>
      <td class="end">{duration(one.p95_ms)}</td>
    </>
  );
}

function barsOf({ phases, calls, other, complete }: RunTimeline): Bar[] {
  const bars: Bar[] = phases.map((one) => ({
    name: one.name,
    start: one.start_ms,
    end: one.start_ms + one.duration_ms,
    kind: "phase",
  }));
  // While a run is under way, a row without times has no call that has ended.
  for (const one of calls.filter((one) => complete || one.last_ms > 0)) {
    const kind = one.error_count || one.throttled_ms ? "doubt" : "calls";
    bars.push({ name: nameOf(one), start: one.first_ms, end: one.last_ms, kind });
  }
  if (other) {
    bars.push({ name: counted(other.place_count, "other place"), start: other.first_ms, end: other.last_ms, kind: "calls" });
  }
  return bars;
}

/** The tables have the same numbers, so screen readers skip the drawing. */
function Drawing({ bars }: { bars: Bar[] }) {
  const whole = Math.max(1, ...bars.map((one) => one.end));
  const scale = (WIDTH - LABEL) / whole;
  return (
    <svg class="waterfall" viewBox={`0 0 ${WIDTH} ${bars.length * ROW + ROW}`} aria-hidden="true">
      {bars.map((one, index) => (
        <g key={one.name}>
          <text x={LABEL - 12} y={index * ROW + 15} text-anchor="end">
            {shortened(visible(one.name))}
          </text>
          <rect
            class={one.kind}
            x={LABEL + one.start * scale}
            y={index * ROW + 4}
            width={Math.max(2, (one.end - one.start) * scale)}
            height={ROW - 8}
            rx={3}
          />
        </g>
      ))}
      <text x={LABEL} y={bars.length * ROW + 16}>
        0
      </text>
      <text x={WIDTH} y={bars.length * ROW + 16} text-anchor="end">
        {duration(whole)}
      </text>
    </svg>
  );
}

function nameOf(one: PlaceCalls): string {
  return one.region === null ? one.service : `${one.service} · ${one.region}`;
}

function shortened(name: string): string {
  return name.length > 34 ? `${name.slice(0, 33)}…` : name;
}

function Steps({ run }: { run: Run }) {
  const marks: [string, string | null][] = [
    ["Accepted", run.accepted_at],
    ["Started", run.started_at],
    ["Ended", run.completed_at],
  ];
  return (
    <Card title="Steps">
      <ol class="steps">
        {marks.map(([name, at]) => (
          <li key={name}>
            <strong>{name}</strong> <Time at={at} exact />
          </li>
        ))}
      </ol>
      <p class="soft">
        {counted(run.progress.calls, "call")} to the cloud, {counted(run.progress.planned_reads, "read")} planned,{" "}
        {counted(run.progress.failed_reads, "read")} failed.
      </p>
    </Card>
  );
}
