import { E as useRead, G as d, I as visible, K as $, R as address, b as say, c as Empty, h as Time, m as Sheet, n as who, r as Badge, t as may, v as a, w as invalidate, z as change } from "./index.js";
import { t as DataTable } from "./table.js";
function stateOf(token) {
	if (token.revoked_at !== null) return {
		text: "revoked",
		tone: "quiet"
	};
	if (token.expires_at !== null && Date.parse(token.expires_at) <= Date.now()) return {
		text: "expired",
		tone: "quiet"
	};
	return {
		text: "valid",
		tone: "good"
	};
}
function Tokens() {
	const reading = useRead(address("/tokens", { limit: 100 }));
	const [refused, setRefused] = d(null);
	const [ending, setEnding] = d(null);
	const own = who.value.kind === "person" ? who.value.session.token.id : "";
	const revoke = async (token) => {
		setEnding(null);
		try {
			await change("DELETE", `/tokens/${token.id}`);
			setRefused(null);
			say(`${token.name} is revoked, and every session of it has ended.`);
		} catch (found) {
			setRefused(found);
		}
		invalidate(address("/tokens"));
	};
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Tokens" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: [
				"Who may use this API, and with which scopes. Make one with ",
				/* @__PURE__ */ a("code", { children: "posture token create" }),
				": it is shown once."
			]
		}),
		/* @__PURE__ */ a(DataTable, {
			label: "Tokens",
			reading,
			refused,
			rows: reading.data?.data ?? [],
			keyOf: (one) => one.id,
			empty: /* @__PURE__ */ a(Empty, { title: "There is no token" }),
			columns: [
				{
					name: "Name",
					cell: (one) => /* @__PURE__ */ a($, { children: [
						visible(one.name),
						" ",
						one.id === own ? /* @__PURE__ */ a(Badge, {
							tone: "live",
							children: "yours"
						}) : null
					] })
				},
				{
					name: "For",
					cell: (one) => one.person ? `a person of ${visible(one.person.issuer)}` : "programs"
				},
				{
					name: "State",
					cell: (one) => /* @__PURE__ */ a(Badge, {
						tone: stateOf(one).tone,
						children: stateOf(one).text
					})
				},
				{
					name: "Scopes",
					cell: (one) => one.scopes.join(", ")
				},
				{
					name: "From",
					kind: "id",
					cell: (one) => one.cidrs.join(", ") || "anywhere"
				},
				{
					name: "Made",
					cell: (one) => /* @__PURE__ */ a(Time, { at: one.created_at })
				},
				{
					name: "Expires",
					cell: (one) => one.expires_at === null ? "never" : /* @__PURE__ */ a(Time, { at: one.expires_at })
				},
				{
					name: "Actions",
					unseen: true,
					cell: (one) => may("tokens:write") && stateOf(one).text === "valid" ? /* @__PURE__ */ a("button", {
						type: "button",
						class: "small",
						onClick: () => setEnding(one),
						children: "Revoke …"
					}) : null
				}
			]
		}),
		ending ? /* @__PURE__ */ a(Sheet, {
			title: `Revoke ${visible(ending.name)}?`,
			onClose: () => setEnding(null),
			children: /* @__PURE__ */ a("form", {
				method: "dialog",
				onSubmit: () => void revoke(ending),
				children: [/* @__PURE__ */ a("p", { children: [
					"Whatever uses it is refused at once",
					ending.id === own ? ", and you are signed out" : "",
					". This cannot be taken back."
				] }), /* @__PURE__ */ a("button", {
					type: "submit",
					class: "primary",
					children: "Revoke"
				})]
			})
		}) : null
	] });
}
export { Tokens as default };
