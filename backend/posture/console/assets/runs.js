import { E as useRead, G as d, K as $, N as duration, P as share, R as address, S as search, c as Empty, f as Problem, g as Waiting, h as Time, i as Bar, j as count, l as Link, m as Sheet, o as Choice, t as may, v as a, w as invalidate, x as go, z as change } from "./index.js";
import { n as useLiveRuns } from "./live.js";
import { i as RunStatus, l as useIntegrations, n as DeltaText, o as nameOf, r as GateBadge, s as originOf } from "./wording.js";
var FILTERS = [
	"integration_id",
	"status",
	"trigger"
];
function Runs() {
	const chosen = Object.fromEntries(FILTERS.map((name) => [name, search.value.get(name)]));
	const { data, error } = useRead(address("/cloud-posture-runs", {
		...chosen,
		limit: 100
	}));
	const integrations = useIntegrations();
	const [starting, setStarting] = d(false);
	const runs = data?.data ?? [];
	useLiveRuns(runs);
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
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "runs" }) : null,
		data && runs.length === 0 ? /* @__PURE__ */ a(Empty, {
			title: "No run matches",
			children: "Choose other filters."
		}) : null,
		runs.length ? /* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": "Runs",
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("th", { children: "Status" }),
				/* @__PURE__ */ a("th", { children: "Account" }),
				/* @__PURE__ */ a("th", { children: "New, gone" }),
				/* @__PURE__ */ a("th", { children: "Gate" }),
				/* @__PURE__ */ a("th", { children: "Coverage" }),
				/* @__PURE__ */ a("th", { children: "From" }),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Assets"
				}),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Took"
				}),
				/* @__PURE__ */ a("th", { children: "When" })
			] }) }), /* @__PURE__ */ a("tbody", { children: runs.map((run) => /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(RunStatus, { run }) }),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Link, {
					to: `/runs/${run.id}`,
					children: nameOf(integrations, run.integration_id)
				}) }),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(DeltaText, { run }) }),
				/* @__PURE__ */ a("td", { children: run.gate?.verdict ? /* @__PURE__ */ a(GateBadge, { verdict: run.gate.verdict }) : /* @__PURE__ */ a("span", {
					class: "soft",
					children: "–"
				}) }),
				/* @__PURE__ */ a("td", { children: run.coverage === null ? /* @__PURE__ */ a("span", {
					class: "soft",
					children: "–"
				}) : /* @__PURE__ */ a("span", {
					class: "coverage",
					children: [
						/* @__PURE__ */ a(Bar, {
							share: run.coverage,
							tone: run.coverage < 1 ? "doubt" : "good"
						}),
						" ",
						share(run.coverage)
					]
				}) }),
				/* @__PURE__ */ a("td", { children: originOf(run) }),
				/* @__PURE__ */ a("td", {
					class: "end",
					children: count(run.asset_count)
				}),
				/* @__PURE__ */ a("td", {
					class: "end",
					children: run.completed_at ? duration(run.duration_ms) : "–"
				}),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Time, { at: run.completed_at ?? run.accepted_at }) })
			] }, run.id)) })] })
		}) : null,
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
				error ? /* @__PURE__ */ a(Problem, { error }) : null,
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
