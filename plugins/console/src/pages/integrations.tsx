// Integrations: the connected accounts, with a way to verify what can be read of each.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { IntegrationPage, RunAccepted } from "../api/types.ts";
import { Badge, Empty, Link, Problem, Time, Waiting } from "../parts.tsx";
import { useRead } from "../query.ts";
import { go } from "../route.ts";
import { may } from "../session.ts";

export default function Integrations() {
  const { data, error } = useRead<IntegrationPage>(address("/integrations", { limit: 100 }));
  const [refused, setRefused] = useState<ApiError | null>(null);
  const rows = data?.data ?? [];
  const start = async (id: string, trigger: string) => {
    try {
      const body = { integration_id: id, trigger };
      const accepted = await change<RunAccepted>("POST", "/cloud-posture-runs", body);
      go(`/runs/${accepted.run_id}${trigger === "verify" ? "/coverage" : ""}`);
    } catch (found) {
      setRefused(found as ApiError);
    }
  };
  return (
    <>
      <h1>Integrations</h1>
      <p class="soft">Connected cloud accounts. Credentials are references: none is stored, none is shown.</p>
      {error ? <Problem error={error} /> : null}
      {refused ? <Problem error={refused} /> : null}
      {!data && !error ? <Waiting what="integrations" /> : null}
      {data && rows.length === 0 ? (
        <Empty title="No account is connected">
          Connect one with <code>posture integration create</code> or the Terraform resource <code>posture_integration</code>.
        </Empty>
      ) : null}
      {rows.length ? (
        <div class="table" tabIndex={0} role="region" aria-label="Integrations">
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th>Cloud</th>
                <th>Account</th>
                <th>Schedule</th>
                <th>Next run</th>
                <th>
                  <span class="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Link to={`/runs?integration_id=${one.id}`}>{one.name}</Link>
                  </td>
                  <td>{one.provider}</td>
                  <td class="id">{one.account_id ?? <Badge tone="doubt">not verified yet</Badge>}</td>
                  <td class="id">{one.schedule ?? "–"}</td>
                  <td>
                    <Time at={one.next_run_at} />
                  </td>
                  <td>
                    <span class="chips">
                      <Link to={`/findings?integration_id=${one.id}`}>Findings</Link>
                      {may("cloud_posture:write") ? (
                        <>
                          <button type="button" class="small" onClick={() => void start(one.id, "verify")}>
                            Verify
                          </button>
                          <button type="button" class="small" onClick={() => void start(one.id, "manual")}>
                            Start a run
                          </button>
                        </>
                      ) : null}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </>
  );
}
