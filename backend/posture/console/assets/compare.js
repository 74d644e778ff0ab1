import { C as go, J as $, K as T, N as count, O as useRead, U as runAddress, V as read, W as A, _ as Waiting, b as a, g as Time, i as Badge, l as Empty, m as SeverityMark, p as Problem, q as d, u as Link, y as useTitle, z as address } from "./index.js";
import { c as originOf, l as scopeOf, n as Declared, t as Asset } from "./wording.js";
var PAGE = 100;
var CHANGES = [
	[
		"new",
		"New",
		"Nothing is new."
	],
	[
		"resolved",
		"Resolved",
		"Nothing was resolved."
	],
	[
		"not_compared",
		"Not compared",
		"Both runs looked at everything that either of them found."
	],
	[
		"unchanged",
		"Unchanged",
		"Nothing was found by both."
	]
];
/** Return the two ids of an address such as `ID...ID`; the second may still be to choose. */
function idsOf(text) {
	const [run = "", base = ""] = text.split("...");
	return [run, base || null];
}
function Compare({ id }) {
	useTitle("Compare two runs");
	const [runId, baseId] = idsOf(id);
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "Compare two runs" }),
		/* @__PURE__ */ a(Choose, {
			runId,
			baseId
		}, runId),
		baseId ? /* @__PURE__ */ a(Compared, {
			runId,
			baseId
		}, id) : null
	] });
}
/** What is shown first, which also says whose runs these are. */
function firstOf(runId, baseId) {
	return address(placeOf(runId, baseId), {
		change: "new",
		limit: PAGE
	});
}
function placeOf(runId, baseId) {
	return `/cloud-posture-runs/${runId}/compare/${baseId}`;
}
function Choose({ runId, baseId }) {
	const { data: compared, error: refused } = useRead(baseId ? firstOf(runId, baseId) : null);
	const [alone, setAlone] = d(baseId === null);
	const { data: own, error } = useRead(alone ? runAddress(runId) : null);
	const account = T(null);
	account.current ??= compared?.integration_id ?? own?.integration_id ?? null;
	const query = {
		integration_id: account.current,
		status: "completed",
		limit: 100
	};
	const { data: page } = useRead(account.current ? address("/cloud-posture-runs", query) : null);
	const run = page?.data.find((one) => one.id === runId) ?? own;
	A(() => {
		setAlone((was) => was || refused !== null || page !== null && !run);
	}, [
		refused,
		page,
		run
	]);
	if (!run) return error ? /* @__PURE__ */ a(Problem, { error }) : /* @__PURE__ */ a(Waiting, { what: "the run" });
	const others = (page?.data ?? []).filter((one) => one.id !== runId && one.trigger !== "verify");
	const choose = (event) => go(`/compare/${runId}...${event.target.value}`);
	const known = baseId === null || others.some((one) => one.id === baseId);
	return /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a("p", { children: [
		/* @__PURE__ */ a(Link, {
			to: `/runs/${runId}`,
			children: ["Run ", runId.slice(0, 8)]
		}),
		" · ",
		/* @__PURE__ */ a(Time, { at: run.completed_at }),
		" · ",
		originOf(run),
		" ·",
		" ",
		scopeOf(run)
	] }), page && others.length === 0 && baseId === null ? /* @__PURE__ */ a(Empty, { title: "The account has no other completed run" }) : /* @__PURE__ */ a("div", {
		class: "filters",
		children: /* @__PURE__ */ a("label", { children: ["Compared with", /* @__PURE__ */ a("select", {
			value: baseId ?? "",
			onChange: choose,
			children: [
				/* @__PURE__ */ a("option", {
					value: "",
					disabled: true,
					children: "choose a run"
				}),
				known ? null : /* @__PURE__ */ a("option", {
					value: baseId ?? "",
					children: baseId?.slice(0, 8)
				}),
				others.map((one) => /* @__PURE__ */ a("option", {
					value: one.id,
					children: nameOfRun(one)
				}, one.id))
			]
		})] })
	})] });
}
function nameOfRun(run) {
	return `${(run.completed_at ?? run.accepted_at).slice(0, 16).replace("T", " ")} · ${originOf(run)} · ${scopeOf(run)}`;
}
function Compared({ runId, baseId }) {
	const [change, setChange] = d("new");
	const place = placeOf(runId, baseId);
	const { data, error } = useRead(change === "new" ? firstOf(runId, baseId) : address(place, {
		change,
		limit: PAGE
	}));
	const [more, setMore] = d({});
	const [refused, setRefused] = d(null);
	const later = more[change] ?? {
		rows: [],
		cursor: data?.next_cursor ?? null
	};
	const readMore = async () => {
		setRefused(null);
		try {
			const page = await read(address(place, {
				change,
				limit: PAGE,
				cursor: later.cursor
			}));
			setMore({
				...more,
				[change]: {
					rows: [...later.rows, ...page.data],
					cursor: page.next_cursor ?? null
				}
			});
		} catch (found) {
			setRefused(found);
		}
	};
	const rows = [...data?.data ?? [], ...later.rows];
	const [, title, nothing] = CHANGES.find(([name]) => name === change) ?? CHANGES[0] ?? [
		"",
		"",
		""
	];
	return /* @__PURE__ */ a($, { children: [
		data && !data.same_scope ? /* @__PURE__ */ a("p", {
			class: "note",
			children: "The runs did not look at the same part of the account. What only one of them can have seen is not compared."
		}) : null,
		/* @__PURE__ */ a("div", {
			class: "chips",
			role: "group",
			"aria-label": "Which findings",
			children: CHANGES.map(([name, label]) => /* @__PURE__ */ a("button", {
				type: "button",
				"aria-pressed": name === change,
				onClick: () => setChange(name),
				children: [
					label,
					" ",
					data ? count(data.counts[name]) : ""
				]
			}, name))
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		refused ? /* @__PURE__ */ a(Problem, {
			error: refused,
			onAgain: () => void readMore()
		}) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "the comparison" }) : null,
		change === "not_compared" && rows.length ? /* @__PURE__ */ a("p", {
			class: "soft",
			children: "One run found these, and nothing says that the other looked there. They are not resolved."
		}) : null,
		data && rows.length === 0 ? /* @__PURE__ */ a(Empty, { title: nothing }) : null,
		rows.length ? /* @__PURE__ */ a("section", {
			class: `card part ${change}`,
			"aria-label": title,
			children: /* @__PURE__ */ a("ul", {
				class: "plain-list",
				children: rows.map(({ finding }) => /* @__PURE__ */ a("li", { children: [
					/* @__PURE__ */ a(SeverityMark, { severity: finding.severity }),
					/* @__PURE__ */ a(Link, {
						to: `/findings/${finding.id}`,
						children: finding.title
					}),
					/* @__PURE__ */ a(Declared, { of: finding }),
					" ",
					/* @__PURE__ */ a(Asset, { id: finding.resource_id }),
					finding.suppressed_by ? /* @__PURE__ */ a(Badge, {
						tone: "quiet",
						children: "suppressed"
					}) : null
				] }, finding.id))
			})
		}) : null,
		later.cursor ? /* @__PURE__ */ a("button", {
			type: "button",
			onClick: () => void readMore(),
			children: "More of them"
		}) : null
	] });
}
export { Compare as default, idsOf };
