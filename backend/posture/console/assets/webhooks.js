import { C as a, E as search, R as d, S as Waiting, a as useRead, g as Link, h as Empty, k as count, o as address, p as Choice, r as invalidate, s as change, t as may, u as Badge, v as Problem, w as say, x as Time, z as $ } from "./index.js";
function Webhooks({ id }) {
	return id ? /* @__PURE__ */ a(Deliveries, { id }) : /* @__PURE__ */ a(List, {});
}
function List() {
	const { data, error } = useRead(address("/webhooks", { limit: 100 }));
	const [refused, setRefused] = d(null);
	const rows = data?.data ?? [];
	const test = (id) => change("POST", `/webhooks/${id}/test`).then(() => say("A test event is on its way."), setRefused);
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Webhooks" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Events that are posted to an address, each signed."
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		refused ? /* @__PURE__ */ a(Problem, { error: refused }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "webhooks" }) : null,
		data && rows.length === 0 ? /* @__PURE__ */ a(Empty, {
			title: "There is no webhook",
			children: [
				"Make one with ",
				/* @__PURE__ */ a("code", { children: "posture webhook create" }),
				" or the Terraform resource ",
				/* @__PURE__ */ a("code", { children: "posture_webhook" }),
				"."
			]
		}) : null,
		rows.length ? /* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": "Webhooks",
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("th", { children: "Name" }),
				/* @__PURE__ */ a("th", { children: "Address" }),
				/* @__PURE__ */ a("th", { children: "Events" }),
				/* @__PURE__ */ a("th", { children: "State" }),
				/* @__PURE__ */ a("th", { children: /* @__PURE__ */ a("span", {
					class: "unseen",
					children: "Actions"
				}) })
			] }) }), /* @__PURE__ */ a("tbody", { children: rows.map((one) => /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Link, {
					to: `/webhooks/${one.id}`,
					children: one.name || "deliveries"
				}) }),
				/* @__PURE__ */ a("td", {
					class: "id",
					children: one.url
				}),
				/* @__PURE__ */ a("td", { children: one.events.join(", ") }),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Badge, {
					tone: one.enabled ? "good" : "quiet",
					children: one.enabled ? "on" : "off"
				}) }),
				/* @__PURE__ */ a("td", { children: may("webhooks:write") ? /* @__PURE__ */ a("button", {
					type: "button",
					class: "small",
					onClick: () => void test(one.id),
					children: "Send a test"
				}) : null })
			] }, one.id)) })] })
		}) : null
	] });
}
function Deliveries({ id }) {
	const query = {
		status: search.value.get("status"),
		limit: 100
	};
	const { data, error } = useRead(address(`/webhooks/${id}/deliveries`, query));
	const [refused, setRefused] = d(null);
	const rows = data?.data ?? [];
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
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		refused ? /* @__PURE__ */ a(Problem, { error: refused }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "deliveries" }) : null,
		data && rows.length === 0 ? /* @__PURE__ */ a(Empty, { title: "No delivery matches" }) : null,
		rows.length ? /* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": "Deliveries",
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("th", { children: "Event" }),
				/* @__PURE__ */ a("th", { children: "Status" }),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Attempts"
				}),
				/* @__PURE__ */ a("th", { children: "Response" }),
				/* @__PURE__ */ a("th", { children: "Made" }),
				/* @__PURE__ */ a("th", { children: /* @__PURE__ */ a("span", {
					class: "unseen",
					children: "Actions"
				}) })
			] }) }), /* @__PURE__ */ a("tbody", { children: rows.map((one) => /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("td", { children: [
					one.event,
					" ",
					one.run_id ? /* @__PURE__ */ a(Link, {
						to: `/runs/${one.run_id}`,
						children: ["run ", one.run_id.slice(0, 8)]
					}) : null
				] }),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Badge, {
					tone: one.status === "delivered" ? "good" : one.ended_at ? "bad" : "live",
					children: one.status
				}) }),
				/* @__PURE__ */ a("td", {
					class: "end",
					children: count(one.attempt_count)
				}),
				/* @__PURE__ */ a("td", { children: one.response_status ?? one.error ?? "–" }),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Time, { at: one.created_at }) }),
				/* @__PURE__ */ a("td", { children: may("webhooks:write") && one.ended_at ? /* @__PURE__ */ a("button", {
					type: "button",
					class: "small",
					onClick: () => void again(one.id),
					children: "Send again"
				}) : null })
			] }, one.id)) })] })
		}) : null
	] });
}
export { Webhooks as default };
