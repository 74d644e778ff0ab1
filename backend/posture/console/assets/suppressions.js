import { B as change, E as invalidate, H as readSame, J as $, O as useRead, P as counted, R as visible, S as say, _ as Waiting, b as a, g as Time, l as Empty, n as may, p as Problem, q as d, u as Link, y as useTitle, z as address } from "./index.js";
import { t as DataTable } from "./table.js";
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
/** When a suppression ends after it is renewed: later than it would, and later than now. */
function later(one) {
	return new Date(Math.max(Date.now(), Date.parse(one.expires_at)) + RENEWED_DAYS * DAY_MS).toISOString();
}
function Suppressions() {
	useTitle("Suppressions");
	const reading = useRead(address("/suppressions", { limit: 100 }));
	const { data, error } = reading;
	const [marked, setMarked] = d(/* @__PURE__ */ new Set());
	const [refused, setRefused] = d(null);
	const rows = data?.data ?? [];
	const chosen = rows.filter((one) => marked.has(one.id));
	const act = async (work) => {
		try {
			await work();
			setRefused(null);
		} catch (found) {
			setRefused(found);
		}
		invalidate(address("/suppressions"));
	};
	const renew = (chosen) => act(async () => {
		const renewed = [];
		const failed = /* @__PURE__ */ new Map();
		for (const one of chosen) try {
			await readSame(`/suppressions/${one.id}`, one);
			await change("PATCH", `/suppressions/${one.id}`, { expires_at: later(one) });
			renewed.push(one);
		} catch (error) {
			failed.set(one.id, error);
		}
		setMarked(new Set(failed.keys()));
		if (renewed.length) say(`${counted(renewed.length, "suppression")} renewed for ${RENEWED_DAYS} days.`, () => takeBack(renewed));
		for (const error of failed.values()) throw error;
	});
	const takeBack = (renewed) => act(async () => {
		for (const one of renewed) await change("PATCH", `/suppressions/${one.id}`, { expires_at: one.expires_at });
		say("Each ends when it did before.");
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
	const mark = (one) => setMarked((old) => {
		const next = new Set(old);
		if (!next.delete(one.id)) next.add(one.id);
		return next;
	});
	const columns = [
		{
			name: "Check and assets",
			cell: (one) => /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a(Link, {
				to: `/findings?check_id=${one.check_id}&suppressed=only&status=any`,
				children: one.check_id
			}), /* @__PURE__ */ a("div", {
				class: "id",
				children: visible(one.resource_pattern)
			})] })
		},
		{
			name: "Reason",
			cell: (one) => visible(one.reason)
		},
		{
			name: "Owner",
			cell: (one) => visible(one.owner)
		},
		{
			name: "Ends",
			cell: (one) => /* @__PURE__ */ a(Time, { at: one.expires_at })
		}
	];
	if (may("suppressions:write")) {
		columns.unshift({
			name: "Mark",
			unseen: true,
			cell: (one) => /* @__PURE__ */ a("label", {
				class: "check",
				children: [/* @__PURE__ */ a("input", {
					type: "checkbox",
					checked: marked.has(one.id),
					onChange: () => mark(one)
				}), /* @__PURE__ */ a("span", {
					class: "unseen",
					children: visible(`Mark ${one.check_id} on ${one.resource_pattern}`)
				})]
			})
		});
		columns.push({
			name: "Actions",
			unseen: true,
			cell: (one) => /* @__PURE__ */ a("span", {
				class: "chips",
				children: [/* @__PURE__ */ a("button", {
					type: "button",
					class: "small",
					onClick: () => void renew([one]),
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
			})
		});
	}
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Suppressions" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Dated decisions to accept findings. Each ends by itself; what ends first is first."
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		refused ? /* @__PURE__ */ a(Problem, {
			error: refused,
			onAgain: null
		}) : null,
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
		] }), /* @__PURE__ */ a(DataTable, {
			label: name,
			reading,
			rows: found,
			keyOf: (one) => one.id,
			empty: null,
			columns
		})] }, name)),
		chosen.length ? /* @__PURE__ */ a("div", {
			class: "card bulk actions",
			role: "region",
			"aria-label": "What is marked",
			children: [
				/* @__PURE__ */ a("strong", { children: [counted(chosen.length, "suppression"), " marked"] }),
				/* @__PURE__ */ a("button", {
					type: "button",
					class: "primary",
					onClick: () => void renew(chosen),
					children: [
						"Renew all for ",
						RENEWED_DAYS,
						" days"
					]
				}),
				/* @__PURE__ */ a("button", {
					type: "button",
					onClick: () => setMarked(/* @__PURE__ */ new Set()),
					children: "Clear"
				})
			]
		}) : null
	] });
}
export { byExpiry, Suppressions as default };
