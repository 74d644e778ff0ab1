// Connect an account: who is read, as which role, and a run that verifies what can be read of it.
import { useState } from "preact/hooks";

import { type ApiError, address, change, runAddress } from "../api/call.ts";
import type { Integration, Run, RunAccepted } from "../api/types.ts";
import { Card, Copy, Empty, Link, Problem, useTitle, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { may } from "../session.ts";
import { Coverage } from "./gate.tsx";
import { Progress } from "./progress.tsx";

const CLOUDS: [string, string][] = [
  ["aws", "AWS account"],
  ["azure", "Azure subscription"],
  ["gcp", "Google Cloud project"],
];
const STEPS = ["Account", "Role", "Verify"];

export default function Connect() {
  useTitle("Connect an account");
  const [made, setMade] = useState<Integration | null>(null);
  const [runId, setRunId] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const step = runId !== null ? 2 : made ? 1 : 0;
  if (!may("integrations:write")) {
    return (
      <>
        <h1>Connect an account</h1>
        <Empty title="Your token may not connect accounts">
          It needs the scope <code>integrations:write</code>. Sign in with a token that has it.
        </Empty>
      </>
    );
  }
  const verify = async (integration: Integration) => {
    try {
      const body = { integration_id: integration.id, trigger: "verify" };
      const accepted = await change<RunAccepted>("POST", "/cloud-posture-runs", body);
      setError(null);
      setRunId(accepted.run_id);
    } catch (found) {
      setError(found as ApiError);
    }
  };
  return (
    <>
      <h1>Connect an account</h1>
      <ol class="rail">
        {STEPS.map((name, index) => (
          <li
            key={name}
            class={index < step ? "done" : index === step ? "now" : ""}
            aria-current={index === step ? "step" : undefined}
          >
            {name}
          </li>
        ))}
      </ol>
      {error ? <Problem error={error} onAgain={null} /> : null}
      {made ? null : <Account onMade={setMade} onError={setError} />}
      {made && runId === null ? <Role integration={made} onVerify={() => void verify(made)} /> : null}
      {made && runId !== null ? <Verified integration={made} id={runId} onAgain={() => void verify(made)} /> : null}
    </>
  );
}

type Handlers = { onMade: (integration: Integration) => void; onError: (error: ApiError | null) => void };

function Account({ onMade, onError }: Handlers) {
  const [provider, setProvider] = useState("aws");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      const made = await change<Integration>("POST", "/integrations", requested(provider, form));
      invalidate(address("/integrations"));
      onError(null);
      onMade(made);
    } catch (found) {
      onError(found as ApiError);
      setBusy(false);
    }
  };
  return (
    <form class="card" onSubmit={submit}>
      <label>
        Cloud
        <select name="provider" value={provider} onChange={(event) => setProvider(event.currentTarget.value)}>
          {CLOUDS.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Field name="name" label="Name, unique among your accounts" />
      {provider === "aws" ? (
        <>
          <Field name="role_arn" label="ARN of the role that is assumed; empty for the server's own" optional />
          <Field name="regions" label="Regions, with commas; empty for all" optional />
        </>
      ) : null}
      {provider === "azure" ? (
        <>
          <Field name="subscription_id" label="Subscription id" />
          <Field name="tenant_id" label="Tenant id of Entra; empty for the server's own" optional />
        </>
      ) : null}
      {provider === "gcp" ? <Field name="project_id" label="Project id" /> : null}
      <Field name="schedule" label="Schedule as a cron expression in UTC; empty for none" optional />
      <button type="submit" class="primary" disabled={busy}>
        Connect
      </button>
    </form>
  );
}

function Field({ name, label, optional }: { name: string; label: string; optional?: boolean }) {
  return (
    <label>
      {label}
      <input name={name} required={!optional} maxLength={2048} autocomplete="off" />
    </label>
  );
}

/** Return the request for what was typed; empty fields are left out. */
export function requested(provider: string, form: FormData): Record<string, unknown> {
  const typed = (name: string) => String(form.get(name) ?? "").trim();
  const regions = typed("regions").split(/[\s,]+/).filter(Boolean);
  const known: Record<string, Record<string, unknown>> = {
    aws: { role_arn: typed("role_arn"), regions: regions.length ? regions : "" },
    azure: { subscription_id: typed("subscription_id"), tenant_id: typed("tenant_id") },
    gcp: { project_id: typed("project_id") },
  };
  const options = Object.fromEntries(Object.entries(known[provider] ?? {}).filter(([, value]) => value !== ""));
  const schedule = typed("schedule");
  return { name: typed("name"), provider, [provider]: options, ...(schedule ? { schedule } : {}) };
}

function Role({ integration, onVerify }: { integration: Integration; onVerify: () => void }) {
  const { role_arn: role, external_id: id } = integration.aws ?? {};
  return (
    <Card title="What the role needs">
      {role ? (
        <>
          <p>
            The trust policy of <code>{role}</code> must name this external id. Without it, another customer of the same
            server could name your role.
          </p>
          <pre tabIndex={0}>{trustPolicy(id ?? "")}</pre>
          <Copy text={trustPolicy(id ?? "")} label="Copy the statement" />
        </>
      ) : (
        <p>The server reads the account with its own identity.</p>
      )}
      <p>
        <code>posture policy {integration.provider}</code> prints what the role must be allowed to read. What is missing, the next
        step says.
      </p>
      {may("cloud_posture:write") ? (
        <button type="button" class="primary" onClick={onVerify}>
          Verify what can be read
        </button>
      ) : (
        <p class="soft">
          Your token may not start runs (<code>cloud_posture:write</code>), so a person whose token has it must verify the account.
        </p>
      )}
    </Card>
  );
}

function trustPolicy(externalId: string): string {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: "THE ARN OF THE SERVER" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": externalId } },
  };
  return JSON.stringify(statement, null, 2);
}

function Verified({ integration, id, onAgain }: { integration: Integration; id: string; onAgain: () => void }) {
  const { data: run, error } = useRead<Run>(runAddress(id));
  if (!run) {
    return error ? <Problem error={error} /> : <Waiting what="the run" />;
  }
  return (
    <>
      {error ? <Problem error={error} /> : null}
      {run.status === "running" ? <Progress run={run} /> : null}
      {run.status === "completed" ? <Coverage run={run} /> : null}
      {run.status === "failed" || run.status === "cancelled" ? (
        <Card title="The account could not be read">
          <p>{run.error ? `${run.error.code}: ${run.error.detail}` : `The run was ${run.status}.`}</p>
        </Card>
      ) : null}
      {run.status === "running" ? null : (
        <p class="chips">
          <button type="button" onClick={onAgain}>
            Verify again
          </button>
          <Link to={`/runs?integration_id=${integration.id}`}>Its runs</Link>
          <Link to="/integrations">All integrations</Link>
        </p>
      )}
    </>
  );
}
