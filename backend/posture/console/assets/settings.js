import { A as keysAreOn, J as $, b as a, g as Time, i as Badge, j as switchKeys, o as Card, r as who, y as useTitle } from "./index.js";
function Settings() {
	useTitle("Settings");
	const now = who.value;
	if (now.kind !== "person") return null;
	const { tenant, token, person, scopes, integrations, signed_in_at: since, expires_at: until, version } = now.session;
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Settings" }),
		/* @__PURE__ */ a(Card, {
			title: "This session",
			children: /* @__PURE__ */ a("dl", {
				class: "facts",
				children: [
					/* @__PURE__ */ a("dt", { children: "Tenant" }),
					/* @__PURE__ */ a("dd", { children: tenant.name }),
					/* @__PURE__ */ a("dt", { children: person ? "Person" : "Token" }),
					/* @__PURE__ */ a("dd", { children: [
						token.name,
						" ",
						person ? `(${person.issuer})` : null,
						token.expires_at && !person ? /* @__PURE__ */ a($, { children: [", which expires ", /* @__PURE__ */ a(Time, { at: token.expires_at })] }) : null
					] }),
					/* @__PURE__ */ a("dt", { children: "Signed in" }),
					/* @__PURE__ */ a("dd", { children: [
						/* @__PURE__ */ a(Time, { at: since }),
						"; the session ends ",
						/* @__PURE__ */ a(Time, { at: until })
					] }),
					/* @__PURE__ */ a("dt", { children: "Accounts" }),
					/* @__PURE__ */ a("dd", { children: integrations === null ? "all of the tenant" : `${integrations.length} only` }),
					/* @__PURE__ */ a("dt", { children: "May" }),
					/* @__PURE__ */ a("dd", { children: /* @__PURE__ */ a("ul", {
						class: "controls",
						children: scopes.map((one) => /* @__PURE__ */ a("li", { children: /* @__PURE__ */ a(Badge, {
							tone: "quiet",
							children: one
						}) }, one))
					}) }),
					/* @__PURE__ */ a("dt", { children: "Server" }),
					/* @__PURE__ */ a("dd", { children: version })
				]
			})
		}),
		/* @__PURE__ */ a(Card, {
			title: "Keys",
			children: [/* @__PURE__ */ a("label", {
				class: "check",
				children: [
					/* @__PURE__ */ a("input", {
						type: "checkbox",
						checked: keysAreOn.value,
						onChange: (event) => switchKeys(event.currentTarget.checked)
					}),
					"Keys of one letter, such as ",
					/* @__PURE__ */ a("kbd", { children: "j" }),
					" and ",
					/* @__PURE__ */ a("kbd", { children: "s" })
				]
			}), /* @__PURE__ */ a("p", {
				class: "soft",
				children: "Switch them off if you use speech input. Everything can be done without them."
			})]
		})
	] });
}
export { Settings as default };
