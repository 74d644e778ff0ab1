import { E as invalidate, J as $, N as count, O as useRead, P as counted, V as read, b as a, g as Time, i as Badge, l as Empty, p as Problem, q as d, s as Choice, w as search, y as useTitle, z as address } from "./index.js";
import { t as DataTable } from "./table.js";
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
	useTitle("Audit log");
	const query = Object.fromEntries([
		"action",
		"result",
		"target_kind"
	].map((name) => [name, search.value.get(name)]));
	const url = address("/audit", {
		...query,
		limit: 100
	});
	const reading = useRead(url);
	const { data } = reading;
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
		setRefused(null);
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
		/* @__PURE__ */ a(DataTable, {
			label: "Audit log",
			reading,
			rows,
			keyOf: (one) => one.id,
			empty: /* @__PURE__ */ a(Empty, {
				title: "No row matches",
				children: "Choose other filters."
			}),
			columns: [
				{
					name: "Row",
					kind: "end",
					cell: (one) => one.id
				},
				{
					name: "When",
					cell: (one) => /* @__PURE__ */ a(Time, { at: one.ts })
				},
				{
					name: "Action",
					cell: (one) => /* @__PURE__ */ a($, { children: [
						one.action,
						" ",
						one.result === "failure" ? /* @__PURE__ */ a(Badge, {
							tone: "bad",
							children: "refused"
						}) : null
					] })
				},
				{
					name: "What",
					kind: "id",
					cell: subject
				},
				{
					name: "Who",
					kind: "id",
					cell: (one) => one.actor_user_id ?? "–"
				},
				{
					name: "From",
					kind: "id",
					cell: (one) => one.actor_ip ?? "–"
				}
			]
		}),
		refused ? /* @__PURE__ */ a(Problem, {
			error: refused,
			onAgain: () => void more()
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
