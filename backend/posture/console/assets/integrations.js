import { C as a, R as d, S as Waiting, T as go, a as useRead, g as Link, h as Empty, o as address, s as change, t as may, u as Badge, v as Problem, x as Time, z as $ } from "./index.js";
function Integrations() {
	const { data, error } = useRead(address("/integrations", { limit: 100 }));
	const [refused, setRefused] = d(null);
	const rows = data?.data ?? [];
	const start = async (id, trigger) => {
		try {
			const accepted = await change("POST", "/cloud-posture-runs", {
				integration_id: id,
				trigger
			});
			go(`/runs/${accepted.run_id}${trigger === "verify" ? "/coverage" : ""}`);
		} catch (found) {
			setRefused(found);
		}
	};
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Integrations" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Connected cloud accounts. Credentials are references: none is stored, none is shown."
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		refused ? /* @__PURE__ */ a(Problem, { error: refused }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "integrations" }) : null,
		data && rows.length === 0 ? /* @__PURE__ */ a(Empty, {
			title: "No account is connected",
			children: [
				"Connect one with ",
				/* @__PURE__ */ a("code", { children: "posture integration create" }),
				" or the Terraform resource ",
				/* @__PURE__ */ a("code", { children: "posture_integration" }),
				"."
			]
		}) : null,
		rows.length ? /* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": "Integrations",
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("th", { children: "Name" }),
				/* @__PURE__ */ a("th", { children: "Cloud" }),
				/* @__PURE__ */ a("th", { children: "Account" }),
				/* @__PURE__ */ a("th", { children: "Schedule" }),
				/* @__PURE__ */ a("th", { children: "Next run" }),
				/* @__PURE__ */ a("th", { children: /* @__PURE__ */ a("span", {
					class: "unseen",
					children: "Actions"
				}) })
			] }) }), /* @__PURE__ */ a("tbody", { children: rows.map((one) => /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Link, {
					to: `/runs?integration_id=${one.id}`,
					children: one.name
				}) }),
				/* @__PURE__ */ a("td", { children: one.provider }),
				/* @__PURE__ */ a("td", {
					class: "id",
					children: one.account_id ?? /* @__PURE__ */ a(Badge, {
						tone: "doubt",
						children: "not verified yet"
					})
				}),
				/* @__PURE__ */ a("td", {
					class: "id",
					children: one.schedule ?? "–"
				}),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Time, { at: one.next_run_at }) }),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a("span", {
					class: "chips",
					children: [/* @__PURE__ */ a(Link, {
						to: `/findings?integration_id=${one.id}`,
						children: "Findings"
					}), may("cloud_posture:write") ? /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a("button", {
						type: "button",
						class: "small",
						onClick: () => void start(one.id, "verify"),
						children: "Verify"
					}), /* @__PURE__ */ a("button", {
						type: "button",
						class: "small",
						onClick: () => void start(one.id, "manual"),
						children: "Start a run"
					})] }) : null]
				}) })
			] }, one.id)) })] })
		}) : null
	] });
}
export { Integrations as default };
