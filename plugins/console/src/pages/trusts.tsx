// Trusts: whose jobs get tokens without a secret.
import { address } from "../api/call.ts";
import type { TrustPage } from "../api/types.ts";
import { duration, visible } from "../format.ts";
import { Empty, Problem, useTitle, Waiting } from "../parts.tsx";
import { useRead } from "../query.ts";

export default function Trusts() {
  useTitle("Trusts");
  const { data, error } = useRead<TrustPage>(address("/trusts", { limit: 100 }));
  const rows = data?.data ?? [];
  return (
    <>
      <h1>Trusts</h1>
      <p class="soft">Jobs of these issuers get a token for some minutes, in exchange for their identity.</p>
      {error ? <Problem error={error} /> : null}
      {!data && !error ? <Waiting what="trusts" /> : null}
      {data && rows.length === 0 ? (
        <Empty title="No job is trusted">
          Trust one with <code>posture trust create</code> or the Terraform resource <code>posture_trust</code>.
        </Empty>
      ) : null}
      {rows.map((one) => (
        <section key={one.id} class="card">
          <h2>{visible(one.name)}</h2>
          <dl class="facts">
            <dt>Issuer</dt>
            <dd class="id">{visible(one.issuer)}</dd>
            <dt>Conditions</dt>
            <dd>
              {one.conditions.map((condition) => (
                <div key={condition.claim} class="id">
                  {condition.claim} {condition.equals ? `= ${condition.equals.join(" or ")}` : ""}
                  {condition.matches ? ` ~ ${condition.matches.join(" or ")}` : ""}
                </div>
              ))}
            </dd>
            <dt>May</dt>
            <dd>{one.scopes.join(", ")}</dd>
            <dt>For</dt>
            <dd>{duration(one.lifetime_seconds * 1000)}</dd>
          </dl>
        </section>
      ))}
    </>
  );
}
