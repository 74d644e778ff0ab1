import { F as duration, J as $, O as useRead, R as visible, _ as Waiting, b as a, l as Empty, p as Problem, y as useTitle, z as address } from "./index.js";
function Trusts() {
	useTitle("Trusts");
	const { data, error } = useRead(address("/trusts", { limit: 100 }));
	const rows = data?.data ?? [];
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Trusts" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Jobs of these issuers get a token for some minutes, in exchange for their identity."
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "trusts" }) : null,
		data && rows.length === 0 ? /* @__PURE__ */ a(Empty, {
			title: "No job is trusted",
			children: [
				"Trust one with ",
				/* @__PURE__ */ a("code", { children: "posture trust create" }),
				" or the Terraform resource ",
				/* @__PURE__ */ a("code", { children: "posture_trust" }),
				"."
			]
		}) : null,
		rows.map((one) => /* @__PURE__ */ a("section", {
			class: "card",
			children: [/* @__PURE__ */ a("h2", { children: visible(one.name) }), /* @__PURE__ */ a("dl", {
				class: "facts",
				children: [
					/* @__PURE__ */ a("dt", { children: "Issuer" }),
					/* @__PURE__ */ a("dd", {
						class: "id",
						children: visible(one.issuer)
					}),
					/* @__PURE__ */ a("dt", { children: "Conditions" }),
					/* @__PURE__ */ a("dd", { children: one.conditions.map((condition) => /* @__PURE__ */ a("div", {
						class: "id",
						children: [
							condition.claim,
							" ",
							condition.equals ? `= ${condition.equals.join(" or ")}` : "",
							condition.matches ? ` ~ ${condition.matches.join(" or ")}` : ""
						]
					}, condition.claim)) }),
					/* @__PURE__ */ a("dt", { children: "May" }),
					/* @__PURE__ */ a("dd", { children: one.scopes.join(", ") }),
					/* @__PURE__ */ a("dt", { children: "For" }),
					/* @__PURE__ */ a("dd", { children: duration(one.lifetime_seconds * 1e3) })
				]
			})]
		}, one.id))
	] });
}
export { Trusts as default };
