// Integrations: the connected accounts, with a way to verify what can be read of each.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { IntegrationPage, RunAccepted } from "../api/types.ts";
import { visible } from "../format.ts";
import { Badge, Empty, Link, Time, useTitle } from "../parts.tsx";
import { useRead } from "../query.ts";
import { go } from "../route.ts";
import { may } from "../session.ts";
import { DataTable } from "../table.tsx";

export default function Integrations() {
  useTitle("Integrations");
  const reading = useRead<IntegrationPage>(address("/integrations", { limit: 100 }));
  const [refused, setRefused] = useState<ApiError | null>(null);
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
      <div class="head">
        <h1>Integrations</h1>
        {may("integrations:write") ? (
          <Link to="/integrations/new" class="button primary">
            Connect an account
          </Link>
        ) : null}
      </div>
      <p class="soft">Connected cloud accounts. Credentials are references: none is stored, none is shown.</p>
      <DataTable
        label="Integrations"
        reading={reading}
        refused={refused}
        rows={reading.data?.data ?? []}
        keyOf={(one) => one.id}
        empty={
          <Empty title="No account is connected">
            Connect one here, with <code>posture integration create</code> or the Terraform resource{" "}
            <code>posture_integration</code>.
          </Empty>
        }
        columns={[
          { name: "Name", cell: (one) => <Link to={`/runs?integration_id=${one.id}`}>{visible(one.name)}</Link> },
          { name: "Cloud", cell: (one) => one.provider },
          { name: "Account", kind: "id", cell: (one) => one.account_id ?? <Badge tone="doubt">not verified yet</Badge> },
          { name: "Schedule", kind: "id", cell: (one) => one.schedule ?? "–" },
          { name: "Next run", cell: (one) => <Time at={one.next_run_at} /> },
          {
            name: "Actions",
            unseen: true,
            cell: (one) => (
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
            ),
          },
        ]}
      />
    </>
  );
}
