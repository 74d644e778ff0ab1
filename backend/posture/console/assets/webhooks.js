import { B as change, E as invalidate, J as $, N as count, O as useRead, R as visible, S as say, b as a, g as Time, i as Badge, l as Empty, n as may, q as d, s as Choice, u as Link, w as search, y as useTitle, z as address } from "./index.js";
import { t as DataTable } from "./table.js";
function Webhooks({ id }) {
	useTitle(id ? "Deliveries" : "Webhooks");
	return id ? /* @__PURE__ */ a(Deliveries, { id }) : /* @__PURE__ */ a(List, {});
}
function List() {
	const reading = useRead(address("/webhooks", { limit: 100 }));
	const [refused, setRefused] = d(null);
	const test = (id) => change("POST", `/webhooks/${id}/test`).then(() => say("A test event is on its way."), setRefused);
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Webhooks" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Events that are posted to an address, each signed."
		}),
		/* @__PURE__ */ a(DataTable, {
			label: "Webhooks",
			reading,
			refused,
			rows: reading.data?.data ?? [],
			keyOf: (one) => one.id,
			empty: /* @__PURE__ */ a(Empty, {
				title: "There is no webhook",
				children: [
					"Make one with ",
					/* @__PURE__ */ a("code", { children: "posture webhook create" }),
					" or the Terraform resource ",
					/* @__PURE__ */ a("code", { children: "posture_webhook" }),
					"."
				]
			}),
			columns: [
				{
					name: "Name",
					cell: (one) => /* @__PURE__ */ a(Link, {
						to: `/webhooks/${one.id}`,
						children: visible(one.name || "deliveries")
					})
				},
				{
					name: "Address",
					kind: "id",
					cell: (one) => visible(one.url)
				},
				{
					name: "Events",
					cell: (one) => one.events.join(", ")
				},
				{
					name: "State",
					cell: (one) => /* @__PURE__ */ a(Badge, {
						tone: one.enabled ? "good" : "quiet",
						children: one.enabled ? "on" : "off"
					})
				},
				{
					name: "Actions",
					unseen: true,
					cell: (one) => may("webhooks:write") ? /* @__PURE__ */ a("button", {
						type: "button",
						class: "small",
						onClick: () => void test(one.id),
						children: "Send a test"
					}) : null
				}
			]
		})
	] });
}
function Deliveries({ id }) {
	const query = {
		status: search.value.get("status"),
		limit: 100
	};
	const reading = useRead(address(`/webhooks/${id}/deliveries`, query));
	const [refused, setRefused] = d(null);
	const again = (delivery) => change("POST", `/webhooks/${id}/deliveries/${delivery}/redeliver`).then(() => {
		invalidate(address(`/webhooks/${id}`));
		say("It is sent again.");
	}, setRefused);
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("p", { children: /* @__PURE__ */ a(Link, {
			to: "/webhooks",
			children: "Webhooks"
		}) }),
		/* @__PURE__ */ a("h1", { children: "Deliveries" }),
		/* @__PURE__ */ a("div", {
			class: "filters",
			children: /* @__PURE__ */ a(Choice, {
				name: "status",
				label: "Status",
				options: [
					"pending",
					"delivered",
					"dead"
				]
			})
		}),
		/* @__PURE__ */ a(DataTable, {
			label: "Deliveries",
			reading,
			refused,
			rows: reading.data?.data ?? [],
			keyOf: (one) => one.id,
			empty: /* @__PURE__ */ a(Empty, { title: "No delivery matches" }),
			columns: [
				{
					name: "Event",
					cell: (one) => /* @__PURE__ */ a($, { children: [
						one.event,
						" ",
						one.run_id ? /* @__PURE__ */ a(Link, {
							to: `/runs/${one.run_id}`,
							children: ["run ", one.run_id.slice(0, 8)]
						}) : null
					] })
				},
				{
					name: "Status",
					cell: (one) => /* @__PURE__ */ a(Badge, {
						tone: one.status === "delivered" ? "good" : one.ended_at ? "bad" : "live",
						children: one.status
					})
				},
				{
					name: "Attempts",
					kind: "end",
					cell: (one) => count(one.attempt_count)
				},
				{
					name: "Response",
					cell: (one) => one.response_status ?? visible(one.error ?? "–")
				},
				{
					name: "Made",
					cell: (one) => /* @__PURE__ */ a(Time, { at: one.created_at })
				},
				{
					name: "Actions",
					unseen: true,
					cell: (one) => may("webhooks:write") && one.ended_at ? /* @__PURE__ */ a("button", {
						type: "button",
						class: "small",
						onClick: () => void again(one.id),
						children: "Send again"
					}) : null
				}
			]
		})
	] });
}
export { Webhooks as default };
