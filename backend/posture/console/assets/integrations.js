import { B as change, C as go, J as $, O as useRead, R as visible, b as a, g as Time, i as Badge, l as Empty, n as may, q as d, u as Link, y as useTitle, z as address } from "./index.js";
import { t as DataTable } from "./table.js";
function Integrations() {
	useTitle("Integrations");
	const reading = useRead(address("/integrations", { limit: 100 }));
	const [refused, setRefused] = d(null);
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
		/* @__PURE__ */ a("div", {
			class: "head",
			children: [/* @__PURE__ */ a("h1", { children: "Integrations" }), may("integrations:write") ? /* @__PURE__ */ a(Link, {
				to: "/integrations/new",
				class: "button primary",
				children: "Connect an account"
			}) : null]
		}),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Connected cloud accounts. Credentials are references: none is stored, none is shown."
		}),
		/* @__PURE__ */ a(DataTable, {
			label: "Integrations",
			reading,
			refused,
			rows: reading.data?.data ?? [],
			keyOf: (one) => one.id,
			empty: /* @__PURE__ */ a(Empty, {
				title: "No account is connected",
				children: [
					"Connect one here, with ",
					/* @__PURE__ */ a("code", { children: "posture integration create" }),
					" or the Terraform resource",
					" ",
					/* @__PURE__ */ a("code", { children: "posture_integration" }),
					"."
				]
			}),
			columns: [
				{
					name: "Name",
					cell: (one) => /* @__PURE__ */ a(Link, {
						to: `/runs?integration_id=${one.id}`,
						children: visible(one.name)
					})
				},
				{
					name: "Cloud",
					cell: (one) => one.provider
				},
				{
					name: "Account",
					kind: "id",
					cell: (one) => one.account_id ?? /* @__PURE__ */ a(Badge, {
						tone: "doubt",
						children: "not verified yet"
					})
				},
				{
					name: "Schedule",
					kind: "id",
					cell: (one) => one.schedule ?? "–"
				},
				{
					name: "Next run",
					cell: (one) => /* @__PURE__ */ a(Time, { at: one.next_run_at })
				},
				{
					name: "Actions",
					unseen: true,
					cell: (one) => /* @__PURE__ */ a("span", {
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
					})
				}
			]
		})
	] });
}
export { Integrations as default };
