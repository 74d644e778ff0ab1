import { E as useRead, G as d, I as visible, K as $, M as counted, R as address, V as readSame, b as say, c as Empty, f as Problem, g as Waiting, h as Time, l as Link, t as may, v as a, w as invalidate, z as change } from "./index.js";
var DAY_MS = 864e5;
var RENEWED_DAYS = 30;
var GROUPS = [
	["Expired", 0],
	["Ends within 7 days", 7],
	["Ends within 30 days", 30],
	["Later", Number.POSITIVE_INFINITY]
];
/** Suppressions by how soon they end. */
function byExpiry(rows, now) {
	const sorted = [...rows].sort((one, other) => one.expires_at.localeCompare(other.expires_at));
	let least = Number.NEGATIVE_INFINITY;
	return GROUPS.map(([name, days]) => {
		const from = least;
		least = days;
		return [name, sorted.filter((one) => {
			const left = (Date.parse(one.expires_at) - now) / DAY_MS;
			return left > from && left <= days;
		})];
	}).filter(([, found]) => found.length > 0);
}
function Suppressions() {
	const { data, error } = useRead(address("/suppressions", { limit: 100 }));
	const [refused, setRefused] = d(null);
	const rows = data?.data ?? [];
	const act = async (work) => {
		try {
			await work();
			setRefused(null);
		} catch (found) {
			setRefused(found);
		}
		invalidate(address("/suppressions"));
	};
	const renew = (one) => act(async () => {
		await readSame(`/suppressions/${one.id}`, one);
		const until = new Date(Math.max(Date.now(), Date.parse(one.expires_at)) + RENEWED_DAYS * DAY_MS).toISOString();
		await change("PATCH", `/suppressions/${one.id}`, { expires_at: until });
		say(`Renewed for ${RENEWED_DAYS} days.`, () => act(async () => void await change("PATCH", `/suppressions/${one.id}`, { expires_at: one.expires_at })));
	});
	const end = (one) => act(async () => {
		await readSame(`/suppressions/${one.id}`, one);
		await change("DELETE", `/suppressions/${one.id}`);
		const { check_id, resource_pattern, integration_id, reason, owner, expires_at } = one;
		const body = {
			check_id,
			resource_pattern,
			integration_id,
			reason,
			owner,
			expires_at
		};
		say("Ended. Its findings count again from the next run on.", () => act(async () => void await change("POST", "/suppressions", body)));
	});
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Suppressions" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Dated decisions to accept findings. Each ends by itself; what ends first is first."
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		refused ? /* @__PURE__ */ a(Problem, { error: refused }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "suppressions" }) : null,
		data && rows.length === 0 ? /* @__PURE__ */ a(Empty, {
			title: "Nothing is suppressed",
			children: [
				"Mark findings in ",
				/* @__PURE__ */ a(Link, {
					to: "/findings",
					children: "the list"
				}),
				" and press ",
				/* @__PURE__ */ a("kbd", { children: "s" }),
				"."
			]
		}) : null,
		byExpiry(rows, Date.now()).map(([name, found]) => /* @__PURE__ */ a("section", { children: [/* @__PURE__ */ a("h2", { children: [
			name,
			" ",
			/* @__PURE__ */ a("span", {
				class: "soft",
				children: counted(found.length, "suppression")
			})
		] }), /* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": name,
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("th", { children: "Check and assets" }),
				/* @__PURE__ */ a("th", { children: "Reason" }),
				/* @__PURE__ */ a("th", { children: "Owner" }),
				/* @__PURE__ */ a("th", { children: "Ends" }),
				/* @__PURE__ */ a("th", { children: /* @__PURE__ */ a("span", {
					class: "unseen",
					children: "Actions"
				}) })
			] }) }), /* @__PURE__ */ a("tbody", { children: found.map((one) => /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("td", { children: [/* @__PURE__ */ a(Link, {
					to: `/findings?check_id=${one.check_id}&suppressed=only&status=any`,
					children: one.check_id
				}), /* @__PURE__ */ a("div", {
					class: "id",
					children: visible(one.resource_pattern)
				})] }),
				/* @__PURE__ */ a("td", { children: visible(one.reason) }),
				/* @__PURE__ */ a("td", { children: visible(one.owner) }),
				/* @__PURE__ */ a("td", { children: /* @__PURE__ */ a(Time, { at: one.expires_at }) }),
				/* @__PURE__ */ a("td", {
					class: "end",
					children: may("suppressions:write") ? /* @__PURE__ */ a("span", {
						class: "chips",
						children: [/* @__PURE__ */ a("button", {
							type: "button",
							class: "small",
							onClick: () => void renew(one),
							children: [
								"Renew ",
								RENEWED_DAYS,
								" days"
							]
						}), /* @__PURE__ */ a("button", {
							type: "button",
							class: "small",
							onClick: () => void end(one),
							children: "End"
						})]
					}) : null
				})
			] }, one.id)) })] })
		})] }, name))
	] });
}
export { byExpiry, Suppressions as default };
