import { B as read, E as useRead, G as d, K as $, M as counted, R as address, S as search, c as Empty, f as Problem, g as Waiting, h as Time, j as count, o as Choice, r as Badge, v as a, w as invalidate } from "./index.js";
var ACTIONS = [
	"api.call",
	"api.refused",
	"finding.updated",
	"suppression.created",
	"suppression.updated",
	"suppression.deleted",
	"integration.created",
	"integration.updated",
	"integration.deleted",
	"baseline.accepted",
	"session.created",
	"session.ended"
];
function Audit() {
	const query = Object.fromEntries([
		"action",
		"result",
		"target_kind"
	].map((name) => [name, search.value.get(name)]));
	const url = address("/audit", {
		...query,
		limit: 100
	});
	const { data, error } = useRead(url);
	const [older, setOlder] = d({
		of: "",
		rows: [],
		cursor: null
	});
	const [refused, setRefused] = d(null);
	const own = older.of === url ? older : {
		of: url,
		rows: [],
		cursor: data?.next_cursor ?? null
	};
	const rows = [...data?.data ?? [], ...own.rows];
	const more = async () => {
		try {
			const page = await read(address("/audit", {
				...query,
				limit: 100,
				cursor: own.cursor
			}));
			setOlder({
				of: url,
				rows: [...own.rows, ...page.data],
				cursor: page.next_cursor ?? null
			});
		} catch (found) {
			setRefused(found);
		}
	};
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Audit log" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Requests and changes, with who made them."
		}),
		/* @__PURE__ */ a(Chain, {}),
		/* @__PURE__ */ a("div", {
			class: "filters",
			children: [
				/* @__PURE__ */ a(Choice, {
					name: "action",
					label: "Action",
					options: ACTIONS
				}),
				/* @__PURE__ */ a(Choice, {
					name: "result",
					label: "Result",
					options: ["success", "failure"]
				}),
				/* @__PURE__ */ a(Choice, {
					name: "target_kind",
					label: "About",
					options: [
						"token",
						"finding",
						"suppression",
						"integration",
						"webhook",
						"trust",
						"session"
					]
				})
			]
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		refused ? /* @__PURE__ */ a(Problem, { error: refused }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "the log" }) : null,
		data && rows.length === 0 ? /* @__PURE__ */ a(Empty, {
			title: "No row matches",
			children: "Choose other filters."
		}) : null,
		rows.length ? /* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": "Audit log",
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Row"
				}),
				/* @__PURE__ */ a("th", { children: "When" }),
				/* @__PURE__ */ a("th", { children: "Action" }),
				/* @__PURE__ */ a("th", { children: "What" }),
				/* @__PURE__ */ a("th", { children: "Who" }),
				/* @__PURE__ */ a("th", { children: "From" })
			] }) }), /* @__PURE__ */ a("tbody", { children: rows.map((one) => /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("td", {
					class: "end",
					children: one.id
				}),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Time, { at: one.ts }) }),
				/* @__PURE__ */ a("td", { children: [
					one.action,
					" ",
					one.result === "failure" ? /* @__PURE__ */ a(Badge, {
						tone: "bad",
						children: "refused"
					}) : null
				] }),
				/* @__PURE__ */ a("td", {
					class: "id",
					children: subject(one)
				}),
				/* @__PURE__ */ a("td", {
					class: "id",
					children: one.actor_user_id ?? "–"
				}),
				/* @__PURE__ */ a("td", {
					class: "id",
					children: one.actor_ip ?? "–"
				})
			] }, one.id)) })] })
		}) : null,
		own.cursor ? /* @__PURE__ */ a("button", {
			type: "button",
			onClick: () => void more(),
			children: "Older rows"
		}) : null
	] });
}
/** Whether the newest rows are as they were written; asked for by a person, because it reads them all. */
function Chain() {
	const [asked, setAsked] = d(false);
	const url = address("/audit/verification");
	const { data, error, loading } = useRead(asked ? url : null);
	const ask = () => asked ? invalidate(url) : setAsked(true);
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("div", {
			class: "actions",
			children: [/* @__PURE__ */ a("button", {
				type: "button",
				disabled: loading,
				onClick: ask,
				children: loading ? "Verifying …" : asked ? "Verify again" : "Verify the chain"
			}), data ? /* @__PURE__ */ a(Found, { data }) : null]
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		data?.faults.map((one) => /* @__PURE__ */ a("p", {
			class: "refused",
			children: one
		}, one))
	] });
}
function Found({ data }) {
	const rows = counted(data.verified_rows, "row");
	return /* @__PURE__ */ a("span", {
		role: "status",
		children: [
			data.faults.length ? /* @__PURE__ */ a(Badge, {
				tone: "bad",
				children: "the chain is broken"
			}) : /* @__PURE__ */ a(Badge, {
				tone: data.walk === "complete" ? "good" : "doubt",
				children: data.walk === "complete" ? `all ${rows} verified` : `newest ${rows} verified`
			}),
			" ",
			"up to row ",
			count(data.position),
			", ",
			/* @__PURE__ */ a(Time, { at: data.verified_at }),
			". ",
			/* @__PURE__ */ a("code", { children: "posture audit verify" }),
			" also compares seals and noted heads."
		]
	});
}
function subject(row) {
	const after = row.after_jsonb ?? {};
	if (row.action === "api.call") return `${String(after.method)} ${String(after.path)} → ${String(after.status)}`;
	return `${row.target_kind ?? ""} ${row.target_id ?? ""}`.trim();
}
export { Audit as default };
