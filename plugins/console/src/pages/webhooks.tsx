// Webhooks and what became of their deliveries, those that failed first.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { DeliveryPage, WebhookPage } from "../api/types.ts";
import { count, visible } from "../format.ts";
import { Badge, Choice, Empty, Link, Time, useTitle } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { search } from "../route.ts";
import { may } from "../session.ts";
import { DataTable } from "../table.tsx";
import { say } from "../toast.ts";

export default function Webhooks({ id }: { id: string }) {
  useTitle(id ? "Deliveries" : "Webhooks");
  return id ? <Deliveries id={id} /> : <List />;
}

function List() {
  const reading = useRead<WebhookPage>(address("/webhooks", { limit: 100 }));
  const [refused, setRefused] = useState<ApiError | null>(null);
  const test = (id: string) =>
    change("POST", `/webhooks/${id}/test`).then(() => say("A test event is on its way."), setRefused);
  return (
    <>
      <h1>Webhooks</h1>
      <p class="soft">Events that are posted to an address, each signed.</p>
      <DataTable
        label="Webhooks"
        reading={reading}
        refused={refused}
        rows={reading.data?.data ?? []}
        keyOf={(one) => one.id}
        empty={
          <Empty title="There is no webhook">
            Make one with <code>posture webhook create</code> or the Terraform resource <code>posture_webhook</code>.
          </Empty>
        }
        columns={[
          { name: "Name", cell: (one) => <Link to={`/webhooks/${one.id}`}>{visible(one.name || "deliveries")}</Link> },
          { name: "Address", kind: "id", cell: (one) => visible(one.url) },
          { name: "Events", cell: (one) => one.events.join(", ") },
          {
            name: "State",
            cell: (one) => <Badge tone={one.enabled ? "good" : "quiet"}>{one.enabled ? "on" : "off"}</Badge>,
          },
          {
            name: "Actions",
            unseen: true,
            cell: (one) =>
              may("webhooks:write") ? (
                <button type="button" class="small" onClick={() => void test(one.id)}>
                  Send a test
                </button>
              ) : null,
          },
        ]}
      />
    </>
  );
}

function Deliveries({ id }: { id: string }) {
  const query = { status: search.value.get("status"), limit: 100 };
  const reading = useRead<DeliveryPage>(address(`/webhooks/${id}/deliveries`, query));
  const [refused, setRefused] = useState<ApiError | null>(null);
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
      <DataTable
        label="Deliveries"
        reading={reading}
        refused={refused}
        rows={reading.data?.data ?? []}
        keyOf={(one) => one.id}
        empty={<Empty title="No delivery matches" />}
        columns={[
          {
            name: "Event",
            cell: (one) => (
              <>
                {one.event} {one.run_id ? <Link to={`/runs/${one.run_id}`}>run {one.run_id.slice(0, 8)}</Link> : null}
              </>
            ),
          },
          {
            name: "Status",
            cell: (one) => (
              <Badge tone={one.status === "delivered" ? "good" : one.ended_at ? "bad" : "live"}>{one.status}</Badge>
            ),
          },
          { name: "Attempts", kind: "end", cell: (one) => count(one.attempt_count) },
          { name: "Response", cell: (one) => one.response_status ?? visible(one.error ?? "–") },
          { name: "Made", cell: (one) => <Time at={one.created_at} /> },
          {
            name: "Actions",
            unseen: true,
            cell: (one) =>
              may("webhooks:write") && one.ended_at ? (
                <button type="button" class="small" onClick={() => void again(one.id)}>
                  Send again
                </button>
              ) : null,
          },
        ]}
      />
    </>
  );
}
