// Frameworks and their controls: green only where runs looked, and what no check covers is said.
import { address } from "../api/call.ts";
import type { ControlPage, FrameworkPage } from "../api/types.ts";
import { capital, count, counted } from "../format.ts";
import { Badge, Choice, Empty, Link, Numeral, Problem, Time, useTitle, Waiting } from "../parts.tsx";
import { useRead } from "../query.ts";
import { search } from "../route.ts";
import { DataTable } from "../table.tsx";
import { nameOf, useIntegrations } from "./wording.tsx";

type Control = ControlPage["data"][number];
type Result = Control["result"];

const RESULTS: Record<Result, [string, string]> = {
  fail: ["fails", "bad"],
  unknown: ["unknown", "doubt"],
  not_evaluated: ["not evaluated", "doubt"],
  no_check: ["no check", "doubt"],
  accepted: ["accepted", "quiet"],
  no_finding: ["no finding", "quiet"],
  not_applicable: ["not applicable", "quiet"],
  pass: ["passes", "good"],
};
const ORDER = Object.keys(RESULTS) as Result[];

export default function Frameworks({ id }: { id: string }) {
  return id ? <Controls id={id} /> : <List />;
}

function List() {
  useTitle("Frameworks");
  const reading = useRead<FrameworkPage>(address("/frameworks"));
  return (
    <>
      <h1>Frameworks</h1>
      <p class="soft">
        Standards, with the controls that this server has checks for. About the other controls of a document it says nothing.
      </p>
      <DataTable
        label="Frameworks"
        reading={reading}
        rows={reading.data?.data ?? []}
        keyOf={(one) => one.id}
        empty={<Empty title="This server has no framework" />}
        columns={[
          { name: "Framework", cell: (one) => <Link to={`/frameworks/${one.id}`}>{one.title}</Link> },
          { name: "Clouds", cell: (one) => one.providers.join(", ") },
          { name: "Controls with a check", kind: "end", cell: (one) => count(one.control_count) },
          { name: "Checks", kind: "end", cell: (one) => count(one.check_count) },
          {
            name: "Document",
            cell: (one) => (
              <a href={one.source} target="_blank" rel="noopener noreferrer" aria-label={`source of ${one.title}`}>
                source ↗
              </a>
            ),
          },
        ]}
      />
    </>
  );
}

function Controls({ id }: { id: string }) {
  const parameters = search.value;
  const account = parameters.get("integration_id");
  const url = address(`/frameworks/${encodeURIComponent(id)}/controls`, { integration_id: account });
  const { data, error } = useRead<ControlPage>(url);
  const integrations = useIntegrations();
  useTitle(data?.framework.title ?? "Framework");
  const wanted = parameters.get("result");
  const rows = (data?.data ?? []).filter((one) => wanted === null || one.result === wanted);
  const accounts = [...integrations.values()].map((one): [string, string] => [one.id, one.name]);
  const silent = (data?.accounts ?? []).filter((one) => one.run_id === null);
  return (
    <>
      <p>
        <Link to="/frameworks">Frameworks</Link>
      </p>
      <h1>{data?.framework.title ?? id}</h1>
      {data ? (
        <p class="soft">
          {counted(data.framework.control_count, "control")} with checks. The others of the document have none, and nothing
          here says that they are met.
        </p>
      ) : null}
      {error ? <Problem error={error} /> : null}
      {!data && !error ? <Waiting what="controls" /> : null}
      {data ? (
        <>
          <div class="filters">
            <Choice name="integration_id" label="Account" options={accounts} />
            <Choice
              name="result"
              label="Result"
              options={ORDER.map((one) => [one, `${capital(RESULTS[one][0])} (${count(data.control_counts[one])})`])}
            />
          </div>
          <div class="numbers">
            {ORDER.filter((one) => data.control_counts[one]).map((one) => (
              <Numeral
                key={one}
                value={data.control_counts[one]}
                label={RESULTS[one][0]}
                tone={RESULTS[one][1] === "doubt" ? "doubt" : ""}
              />
            ))}
          </div>
          <Basis data={data} nameOfAccount={(one) => nameOf(integrations, one)} />
          {data.accounts.length === 0 ? (
            <Empty title="No account is connected">Without one, no control is evaluated.</Empty>
          ) : null}
          {silent.length ? (
            <p class="note">
              {counted(silent.length, "account has", "accounts have")} no completed run of the whole account, so no control can
              pass there.
            </p>
          ) : null}
          {rows.length === 0 ? <Empty title="No control has this result" /> : null}
          <ul class="control-list">
            {rows.map((one) => (
              <ControlRow key={one.id} control={one} account={account} />
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}

function Basis({ data, nameOfAccount }: { data: ControlPage; nameOfAccount: (id: string) => string }) {
  const based = data.accounts.filter((one) => one.run_id !== null);
  return based.length ? (
    <p class="soft">
      From{" "}
      {based.map((one, index) => (
        <span key={one.integration_id}>
          {index ? ", " : ""}
          <Link to={`/runs/${one.run_id}`}>
            {nameOfAccount(one.integration_id)} (<Time at={one.completed_at} />)
          </Link>
        </span>
      ))}
      . Runs of a part of an account do not change it.
    </p>
  ) : null;
}

function ControlRow({ control, account }: { control: Control; account: string | null }) {
  const [word, tone] = RESULTS[control.result];
  const { pass, fail, unknown } = control.verdict_counts;
  const only = account ? `&integration_id=${account}` : "";
  return (
    <li>
      <details>
        <summary>
          <Badge tone={tone}>{word}</Badge> <strong>{control.id}</strong> <span>{control.title}</span>
          {control.open_count ? <span class="soft">{counted(control.open_count, "open finding")}</span> : null}
        </summary>
        {control.requires ? <p>{control.requires}</p> : null}
        <p class="soft">
          Verdicts: {count(pass)} pass, {count(fail)} fail, {count(unknown)} unknown
          {control.accepted_count ? `; ${counted(control.accepted_count, "finding")} accepted` : ""}.
        </p>
        <ul class="plain-list">
          {control.checks.map((one) => (
            <li key={one}>
              <Link to={`/findings?check_id=${one}${only}`}>{one}</Link>
              {control.unevaluated_checks.includes(one) ? <Badge tone="doubt">not evaluated everywhere</Badge> : null}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
