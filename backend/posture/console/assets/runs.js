import { B as change, C as go, E as invalidate, F as duration, I as share, J as $, N as count, O as useRead, a as Bar, b as a, g as Time, h as Sheet, l as Empty, n as may, p as Problem, q as d, s as Choice, u as Link, w as search, y as useTitle, z as address } from "./index.js";
import { t as DataTable } from "./table.js";
import { a as RunStatus, c as originOf, i as GateBadge, r as DeltaText, s as nameOf, u as useIntegrations } from "./wording.js";
var NOTHING = /* @__PURE__ */ a("span", {
	class: "soft",
	children: "–"
});
var FILTERS = [
	"integration_id",
	"status",
	"trigger"
];
function Runs() {
	useTitle("Runs");
	const chosen = Object.fromEntries(FILTERS.map((name) => [name, search.value.get(name)]));
	const reading = useRead(address("/cloud-posture-runs", {
		...chosen,
		limit: 100
	}));
	const integrations = useIntegrations();
	const [starting, setStarting] = d(false);
	const runs = reading.data?.data ?? [];
	const accounts = [...integrations.values()].map((one) => [one.id, one.name]);
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("div", {
			class: "head",
			children: [/* @__PURE__ */ a("h1", { children: "Runs" }), may("cloud_posture:write") ? /* @__PURE__ */ a("button", {
				type: "button",
				class: "primary",
				onClick: () => setStarting(true),
				children: "Start a run"
			}) : null]
		}),
		/* @__PURE__ */ a("div", {
			class: "filters",
			children: [
				/* @__PURE__ */ a(Choice, {
					name: "integration_id",
					label: "Account",
					options: accounts
				}),
				/* @__PURE__ */ a(Choice, {
					name: "status",
					label: "Status",
					options: [
						"running",
						"completed",
						"failed",
						"cancelled"
					]
				}),
				/* @__PURE__ */ a(Choice, {
					name: "trigger",
					label: "Trigger",
					options: [
						"manual",
						"scheduled",
						"verify"
					]
				})
			]
		}),
		/* @__PURE__ */ a(DataTable, {
			label: "Runs",
			reading,
			rows: runs,
			keyOf: (run) => run.id,
			empty: /* @__PURE__ */ a(Empty, {
				title: "No run matches",
				children: "Choose other filters."
			}),
			columns: [
				{
					name: "Status",
					cell: (run) => /* @__PURE__ */ a(RunStatus, { run })
				},
				{
					name: "Account",
					cell: (run) => /* @__PURE__ */ a(Link, {
						to: `/runs/${run.id}`,
						children: nameOf(integrations, run.integration_id)
					})
				},
				{
					name: "New, gone",
					cell: (run) => /* @__PURE__ */ a(DeltaText, { run })
				},
				{
					name: "Gate",
					cell: (run) => run.gate?.verdict ? /* @__PURE__ */ a(GateBadge, { verdict: run.gate.verdict }) : NOTHING
				},
				{
					name: "Coverage",
					cell: ({ coverage }) => coverage === null ? NOTHING : /* @__PURE__ */ a("span", {
						class: "coverage",
						children: [
							/* @__PURE__ */ a(Bar, {
								share: coverage,
								tone: coverage < 1 ? "doubt" : "good"
							}),
							" ",
							share(coverage)
						]
					})
				},
				{
					name: "From",
					cell: originOf
				},
				{
					name: "Assets",
					kind: "end",
					cell: (run) => count(run.asset_count)
				},
				{
					name: "Took",
					kind: "end",
					cell: (run) => run.completed_at ? duration(run.duration_ms) : "–"
				},
				{
					name: "When",
					cell: (run) => /* @__PURE__ */ a(Time, { at: run.completed_at ?? run.accepted_at })
				}
			]
		}),
		starting ? /* @__PURE__ */ a(Start, {
			accounts,
			onClose: () => setStarting(false)
		}) : null
	] });
}
function Start({ accounts, onClose }) {
	const [error, setError] = d(null);
	const submit = async (event) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		try {
			const body = {
				integration_id: form.get("integration_id"),
				trigger: form.get("trigger")
			};
			const accepted = await change("POST", "/cloud-posture-runs", body);
			invalidate(address("/cloud-posture-runs"));
			go(`/runs/${accepted.run_id}`);
		} catch (found) {
			setError(found);
		}
	};
	return /* @__PURE__ */ a(Sheet, {
		title: "Start a run",
		onClose,
		children: /* @__PURE__ */ a("form", {
			onSubmit: submit,
			children: [
				/* @__PURE__ */ a("label", { children: ["Account", /* @__PURE__ */ a("select", {
					name: "integration_id",
					required: true,
					children: accounts.map(([id, name]) => /* @__PURE__ */ a("option", {
						value: id,
						children: name
					}, id))
				})] }),
				/* @__PURE__ */ a("label", { children: ["What for", /* @__PURE__ */ a("select", {
					name: "trigger",
					children: [/* @__PURE__ */ a("option", {
						value: "manual",
						children: "Look for findings"
					}), /* @__PURE__ */ a("option", {
						value: "verify",
						children: "Only verify that everything can be read"
					})]
				})] }),
				error ? /* @__PURE__ */ a(Problem, {
					error,
					onAgain: null
				}) : null,
				/* @__PURE__ */ a("button", {
					type: "submit",
					class: "primary",
					children: "Start"
				})
			]
		})
	});
}
export { Runs as default };
