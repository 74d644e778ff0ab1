import { B as change, E as invalidate, J as $, O as useRead, P as counted, R as visible, S as say, b as a, c as Copy, g as Time, h as Sheet, i as Badge, l as Empty, n as may, p as Problem, q as d, r as who, y as useTitle, z as address } from "./index.js";
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
	useTitle("Tokens");
	const reading = useRead(address("/tokens", { limit: 100 }));
	const [refused, setRefused] = d(null);
	const [ending, setEnding] = d(null);
	const [making, setMaking] = d(false);
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
		/* @__PURE__ */ a("div", {
			class: "head",
			children: [/* @__PURE__ */ a("h1", { children: "Tokens" }), may("tokens:write") ? /* @__PURE__ */ a("button", {
				type: "button",
				class: "primary",
				onClick: () => setMaking(true),
				children: "Create a token"
			}) : null]
		}),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Who may use this API, and with which scopes. A token is shown once, when it is created."
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
		making ? /* @__PURE__ */ a(Create, { onClose: () => setMaking(false) }) : null,
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
var LIFETIMES = [
	1,
	7,
	30,
	90,
	365
];
var USUAL_DAYS = 90;
var DAY_SECONDS = 86400;
/** Create a token; its text is in this dialog alone, and gone with it. */
function Create({ onClose }) {
	const [made, setMade] = d(null);
	const [refused, setRefused] = d(null);
	const [busy, setBusy] = d(false);
	const submit = async (event) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		setBusy(true);
		try {
			setMade(await change("POST", "/tokens", requested(form)));
			invalidate(address("/tokens"));
		} catch (found) {
			setRefused(found);
		}
		setBusy(false);
	};
	return /* @__PURE__ */ a(Sheet, {
		title: made ? `The token ${visible(made.name)}` : "Create a token",
		onClose,
		children: made ? /* @__PURE__ */ a(Shown, { made }) : /* @__PURE__ */ a(Form, {
			onSubmit: (event) => void submit(event),
			refused,
			busy
		})
	});
}
function Shown({ made }) {
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("p", {
			class: "note",
			children: "Copy it now: it is not shown again. The server keeps only its hash."
		}),
		/* @__PURE__ */ a("pre", {
			tabIndex: 0,
			children: made.token
		}),
		/* @__PURE__ */ a("p", {
			class: "chips",
			children: /* @__PURE__ */ a(Copy, {
				text: made.token,
				label: "Copy the token"
			})
		})
	] });
}
function Form({ onSubmit, refused, busy }) {
	const scopes = who.value.kind === "person" ? who.value.session.scopes : [];
	return /* @__PURE__ */ a("form", {
		onSubmit,
		children: [
			/* @__PURE__ */ a("label", { children: ["Name", /* @__PURE__ */ a("input", {
				name: "name",
				required: true,
				autofocus: true,
				maxLength: 200,
				autocomplete: "off"
			})] }),
			/* @__PURE__ */ a("fieldset", {
				class: "scopes",
				children: [/* @__PURE__ */ a("legend", { children: "What it may do; no more than your own token" }), scopes.map((one) => /* @__PURE__ */ a("label", {
					class: "check",
					children: [
						/* @__PURE__ */ a("input", {
							type: "checkbox",
							name: "scope",
							value: one,
							defaultChecked: one === "cloud_posture:read"
						}),
						" ",
						one
					]
				}, one))]
			}),
			/* @__PURE__ */ a("label", { children: ["Networks that may use it, with commas, such as 203.0.113.0/24", /* @__PURE__ */ a("input", {
				name: "cidrs",
				maxLength: 1e3,
				autocomplete: "off",
				placeholder: "those of your own token"
			})] }),
			/* @__PURE__ */ a("label", { children: ["Expires in", /* @__PURE__ */ a("select", {
				name: "days",
				children: LIFETIMES.map((one) => /* @__PURE__ */ a("option", {
					value: one,
					selected: one === USUAL_DAYS,
					children: counted(one, "day")
				}, one))
			})] }),
			refused ? /* @__PURE__ */ a(Problem, {
				error: refused,
				onAgain: null
			}) : null,
			/* @__PURE__ */ a("button", {
				type: "submit",
				class: "primary",
				disabled: busy,
				children: "Create"
			})
		]
	});
}
/** Return the request for what was typed; without networks, those of the own token count. */
function requested(form) {
	const cidrs = String(form.get("cidrs") ?? "").split(/[\s,]+/).filter(Boolean);
	return {
		name: String(form.get("name") ?? "").trim(),
		scopes: form.getAll("scope"),
		lifetime_seconds: Number(form.get("days")) * DAY_SECONDS,
		...cidrs.length ? { cidrs } : {}
	};
}
export { Tokens as default, requested };
