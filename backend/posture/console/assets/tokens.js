import { C as a, P as visible, R as d, S as Waiting, a as useRead, b as Sheet, h as Empty, n as who, o as address, r as invalidate, s as change, t as may, u as Badge, v as Problem, w as say, x as Time, z as $ } from "./index.js";
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
	const { data, error } = useRead(address("/tokens", { limit: 100 }));
	const [refused, setRefused] = d(null);
	const [ending, setEnding] = d(null);
	const rows = data?.data ?? [];
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
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		refused ? /* @__PURE__ */ a(Problem, { error: refused }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "tokens" }) : null,
		data && rows.length === 0 ? /* @__PURE__ */ a(Empty, { title: "There is no token" }) : null,
		rows.length ? /* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": "Tokens",
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("th", { children: "Name" }),
				/* @__PURE__ */ a("th", { children: "State" }),
				/* @__PURE__ */ a("th", { children: "Scopes" }),
				/* @__PURE__ */ a("th", { children: "From" }),
				/* @__PURE__ */ a("th", { children: "Made" }),
				/* @__PURE__ */ a("th", { children: "Expires" }),
				/* @__PURE__ */ a("th", { children: /* @__PURE__ */ a("span", {
					class: "unseen",
					children: "Actions"
				}) })
			] }) }), /* @__PURE__ */ a("tbody", { children: rows.map((one) => {
				const state = stateOf(one);
				return /* @__PURE__ */ a("tr", { children: [
					/* @__PURE__ */ a("td", { children: [
						visible(one.name),
						" ",
						one.id === own ? /* @__PURE__ */ a(Badge, {
							tone: "live",
							children: "yours"
						}) : null
					] }),
					/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Badge, {
						tone: state.tone,
						children: state.text
					}) }),
					/* @__PURE__ */ a("td", { children: one.scopes.join(", ") }),
					/* @__PURE__ */ a("td", {
						class: "id",
						children: one.cidrs.join(", ") || "anywhere"
					}),
					/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Time, { at: one.created_at }) }),
					/* @__PURE__ */ a("td", { children: one.expires_at === null ? "never" : /* @__PURE__ */ a(Time, { at: one.expires_at }) }),
					/* @__PURE__ */ a("td", { children: may("tokens:write") && state.text === "valid" ? /* @__PURE__ */ a("button", {
						type: "button",
						class: "small",
						onClick: () => setEnding(one),
						children: "Revoke …"
					}) : null })
				] }, one.id);
			}) })] })
		}) : null,
		ending ? /* @__PURE__ */ a(Sheet, {
			title: `Revoke ${ending.name}?`,
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
