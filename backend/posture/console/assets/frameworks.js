import { J as $, M as capital, N as count, O as useRead, P as counted, _ as Waiting, b as a, f as Numeral, g as Time, i as Badge, l as Empty, p as Problem, s as Choice, u as Link, w as search, y as useTitle, z as address } from "./index.js";
import { t as DataTable } from "./table.js";
import { s as nameOf, u as useIntegrations } from "./wording.js";
var RESULTS = {
	fail: ["fails", "bad"],
	unknown: ["unknown", "doubt"],
	not_evaluated: ["not evaluated", "doubt"],
	no_check: ["no check", "doubt"],
	accepted: ["accepted", "quiet"],
	no_finding: ["no finding", "quiet"],
	not_applicable: ["not applicable", "quiet"],
	pass: ["passes", "good"]
};
var ORDER = Object.keys(RESULTS);
function Frameworks({ id }) {
	return id ? /* @__PURE__ */ a(Controls, { id }) : /* @__PURE__ */ a(List, {});
}
function List() {
	useTitle("Frameworks");
	const reading = useRead(address("/frameworks"));
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Frameworks" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Standards, with the controls that this server has checks for. About the other controls of a document it says nothing."
		}),
		/* @__PURE__ */ a(DataTable, {
			label: "Frameworks",
			reading,
			rows: reading.data?.data ?? [],
			keyOf: (one) => one.id,
			empty: /* @__PURE__ */ a(Empty, { title: "This server has no framework" }),
			columns: [
				{
					name: "Framework",
					cell: (one) => /* @__PURE__ */ a(Link, {
						to: `/frameworks/${one.id}`,
						children: one.title
					})
				},
				{
					name: "Clouds",
					cell: (one) => one.providers.join(", ")
				},
				{
					name: "Controls with a check",
					kind: "end",
					cell: (one) => count(one.control_count)
				},
				{
					name: "Checks",
					kind: "end",
					cell: (one) => count(one.check_count)
				},
				{
					name: "Document",
					cell: (one) => /* @__PURE__ */ a("a", {
						href: one.source,
						target: "_blank",
						rel: "noopener noreferrer",
						"aria-label": `source of ${one.title}`,
						children: "source ↗"
					})
				}
			]
		})
	] });
}
function Controls({ id }) {
	const parameters = search.value;
	const account = parameters.get("integration_id");
	const url = address(`/frameworks/${encodeURIComponent(id)}/controls`, { integration_id: account });
	const { data, error } = useRead(url);
	const integrations = useIntegrations();
	useTitle(data?.framework.title ?? "Framework");
	const wanted = parameters.get("result");
	const rows = (data?.data ?? []).filter((one) => wanted === null || one.result === wanted);
	const accounts = [...integrations.values()].map((one) => [one.id, one.name]);
	const silent = (data?.accounts ?? []).filter((one) => one.run_id === null);
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("p", { children: /* @__PURE__ */ a(Link, {
			to: "/frameworks",
			children: "Frameworks"
		}) }),
		/* @__PURE__ */ a("h1", { children: data?.framework.title ?? id }),
		data ? /* @__PURE__ */ a("p", {
			class: "soft",
			children: [counted(data.framework.control_count, "control"), " with checks. The others of the document have none, and nothing here says that they are met."]
		}) : null,
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "controls" }) : null,
		data ? /* @__PURE__ */ a($, { children: [
			/* @__PURE__ */ a("div", {
				class: "filters",
				children: [/* @__PURE__ */ a(Choice, {
					name: "integration_id",
					label: "Account",
					options: accounts
				}), /* @__PURE__ */ a(Choice, {
					name: "result",
					label: "Result",
					options: ORDER.map((one) => [one, `${capital(RESULTS[one][0])} (${count(data.control_counts[one])})`])
				})]
			}),
			/* @__PURE__ */ a("div", {
				class: "numbers",
				children: ORDER.filter((one) => data.control_counts[one]).map((one) => /* @__PURE__ */ a(Numeral, {
					value: data.control_counts[one],
					label: RESULTS[one][0],
					tone: RESULTS[one][1] === "doubt" ? "doubt" : ""
				}, one))
			}),
			/* @__PURE__ */ a(Basis, {
				data,
				nameOfAccount: (one) => nameOf(integrations, one)
			}),
			data.accounts.length === 0 ? /* @__PURE__ */ a(Empty, {
				title: "No account is connected",
				children: "Without one, no control is evaluated."
			}) : null,
			silent.length ? /* @__PURE__ */ a("p", {
				class: "note",
				children: [counted(silent.length, "account has", "accounts have"), " no completed run of the whole account, so no control can pass there."]
			}) : null,
			rows.length === 0 ? /* @__PURE__ */ a(Empty, { title: "No control has this result" }) : null,
			/* @__PURE__ */ a("ul", {
				class: "control-list",
				children: rows.map((one) => /* @__PURE__ */ a(ControlRow, {
					control: one,
					account
				}, one.id))
			})
		] }) : null
	] });
}
function Basis({ data, nameOfAccount }) {
	const based = data.accounts.filter((one) => one.run_id !== null);
	return based.length ? /* @__PURE__ */ a("p", {
		class: "soft",
		children: [
			"From",
			" ",
			based.map((one, index) => /* @__PURE__ */ a("span", { children: [index ? ", " : "", /* @__PURE__ */ a(Link, {
				to: `/runs/${one.run_id}`,
				children: [
					nameOfAccount(one.integration_id),
					" (",
					/* @__PURE__ */ a(Time, { at: one.completed_at }),
					")"
				]
			})] }, one.integration_id)),
			". Runs of a part of an account do not change it."
		]
	}) : null;
}
function ControlRow({ control, account }) {
	const [word, tone] = RESULTS[control.result];
	const { pass, fail, unknown } = control.verdict_counts;
	const only = account ? `&integration_id=${account}` : "";
	return /* @__PURE__ */ a("li", { children: /* @__PURE__ */ a("details", { children: [
		/* @__PURE__ */ a("summary", { children: [
			/* @__PURE__ */ a(Badge, {
				tone,
				children: word
			}),
			" ",
			/* @__PURE__ */ a("strong", { children: control.id }),
			" ",
			/* @__PURE__ */ a("span", { children: control.title }),
			control.open_count ? /* @__PURE__ */ a("span", {
				class: "soft",
				children: counted(control.open_count, "open finding")
			}) : null
		] }),
		control.requires ? /* @__PURE__ */ a("p", { children: control.requires }) : null,
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: [
				"Verdicts: ",
				count(pass),
				" pass, ",
				count(fail),
				" fail, ",
				count(unknown),
				" unknown",
				control.accepted_count ? `; ${counted(control.accepted_count, "finding")} accepted` : "",
				"."
			]
		}),
		/* @__PURE__ */ a("ul", {
			class: "plain-list",
			children: control.checks.map((one) => /* @__PURE__ */ a("li", { children: [/* @__PURE__ */ a(Link, {
				to: `/findings?check_id=${one}${only}`,
				children: one
			}), control.unevaluated_checks.includes(one) ? /* @__PURE__ */ a(Badge, {
				tone: "doubt",
				children: "not evaluated everywhere"
			}) : null] }, one))
		})
	] }) });
}
export { Frameworks as default };
