// Webhooks and what became of their deliveries, those that failed first.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { DeliveryPage, WebhookPage } from "../api/types.ts";
import { count } from "../format.ts";
import { Badge, Choice, Empty, Link, Problem, Time, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { search } from "../route.ts";
import { may } from "../session.ts";
import { say } from "../toast.ts";

export default function Webhooks({ id }: { id: string }) {
  return id ? <Deliveries id={id} /> : <List />;
}

function List() {
  const { data, error } = useRead<WebhookPage>(address("/webhooks", { limit: 100 }));
  const [refused, setRefused] = useState<ApiError | null>(null);
  const rows = data?.data ?? [];
  const test = (id: string) =>
    change("POST", `/webhooks/${id}/test`).then(() => say("A test event is on its way."), setRefused);
  return (
    <>
      <h1>Webhooks</h1>
      <p class="soft">Events that are posted to an address, each signed.</p>
      {error ? <Problem error={error} /> : null}
      {refused ? <Problem error={refused} /> : null}
      {!data && !error ? <Waiting what="webhooks" /> : null}
      {data && rows.length === 0 ? (
        <Empty title="There is no webhook">
          Make one with <code>posture webhook create</code> or the Terraform resource <code>posture_webhook</code>.
        </Empty>
      ) : null}
      {rows.length ? (
        <div class="table" tabIndex={0} role="region" aria-label="Webhooks">
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th>Address</th>
                <th>Events</th>
                <th>State</th>
                <th>
                  <span class="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Link to={`/webhooks/${one.id}`}>{one.name || "deliveries"}</Link>
                  </td>
                  <td class="id">{one.url}</td>
                  <td>{one.events.join(", ")}</td>
                  <td>
                    <Badge tone={one.enabled ? "good" : "quiet"}>{one.enabled ? "on" : "off"}</Badge>
                  </td>
                  <td>
                    {may("webhooks:write") ? (
                      <button type="button" class="small" onClick={() => void test(one.id)}>
                        Send a test
                      </button>
                    ) : null}
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

function Deliveries({ id }: { id: string }) {
  const query = { status: search.value.get("status"), limit: 100 };
  const { data, error } = useRead<DeliveryPage>(address(`/webhooks/${id}/deliveries`, query));
  const [refused, setRefused] = useState<ApiError | null>(null);
  const rows = data?.data ?? [];
  const again = (delivery: string) =>
    change("POST", `/webhooks/${id}/deliveries/${delivery}/redeliver`).then(() => {
      invalidate(address(`/webhooks/${id}`));
      say("It is sent again.");
    }, setRefused);
  return (
    <>
      <p>
        <Link to="/webhooks">Webhooks</Link>
      </p>
      <h1>Deliveries</h1>
      <div class="filters">
        <Choice name="status" label="Status" options={["pending", "delivered", "dead"]} />
      </div>
      {error ? <Problem error={error} /> : null}
      {refused ? <Problem error={refused} /> : null}
      {!data && !error ? <Waiting what="deliveries" /> : null}
      {data && rows.length === 0 ? <Empty title="No delivery matches" /> : null}
      {rows.length ? (
        <div class="table" tabIndex={0} role="region" aria-label="Deliveries">
          <table>
            <thead>
              <tr>
                <th>Event</th>
                <th>Status</th>
                <th class="end">Attempts</th>
                <th>Response</th>
                <th>Made</th>
                <th>
                  <span class="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id}>
                  <td>
                    {one.event} {one.run_id ? <Link to={`/runs/${one.run_id}`}>run {one.run_id.slice(0, 8)}</Link> : null}
                  </td>
                  <td>
                    <Badge tone={one.status === "delivered" ? "good" : one.ended_at ? "bad" : "live"}>{one.status}</Badge>
                  </td>
                  <td class="end">{count(one.attempt_count)}</td>
                  <td>{one.response_status ?? one.error ?? "–"}</td>
                  <td>
                    <Time at={one.created_at} />
                  </td>
                  <td>
                    {may("webhooks:write") && one.ended_at ? (
                      <button type="button" class="small" onClick={() => void again(one.id)}>
                        Send again
                      </button>
                    ) : null}
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
