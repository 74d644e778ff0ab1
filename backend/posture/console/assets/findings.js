import { B as change, C as go, E as invalidate, G as F, J as $, K as T, N as count, O as useRead, P as counted, S as say, T as withParameters, V as read, W as A, _ as Waiting, b as a, g as Time, i as Badge, k as addKeys, l as Empty, m as SeverityMark, n as may, p as Problem, q as d, s as Choice, u as Link, w as search, x as copied, y as useTitle, z as address } from "./index.js";
import { s as nameOf, t as Asset, u as useIntegrations } from "./wording.js";
import { Decide, FindingPanel, t as Suppress } from "./finding.js";
var EXTRA_ROWS$1 = 8;
/** Return which rows are needed for a part of the list that starts at `top` and can be seen. */
function windowOf(top, height, rows, rowHeight = 44) {
	const first = Math.min(rows, Math.max(0, Math.floor(top / rowHeight) - EXTRA_ROWS$1));
	const last = Math.min(rows, Math.ceil((top + height) / rowHeight) + EXTRA_ROWS$1);
	return {
		first,
		last: Math.max(first, last)
	};
}
var EXTRA_ROWS = 8;
var NARROW = typeof matchMedia === "undefined" ? null : matchMedia("(max-width: 700px)");
/** A list that scrolls with the page; `active` is the row with the focus of the keyboard. */
function VirtualList({ rows, render, label, active, onEnd }) {
	const box = T(null);
	const [seen, setSeen] = d({
		first: 0,
		last: 40
	});
	const [height, setHeight] = d(rowHeight);
	const measure = () => {
		const at = box.current?.getBoundingClientRect();
		if (at) {
			setHeight(rowHeight());
			const next = windowOf(-at.top, innerHeight, rows, rowHeight());
			setSeen((old) => old.first === next.first && old.last === next.last ? old : next);
		}
	};
	F(measure, [rows]);
	A(() => {
		addEventListener("scroll", measure, { passive: true });
		addEventListener("resize", measure);
		return () => {
			removeEventListener("scroll", measure);
			removeEventListener("resize", measure);
		};
	});
	A(() => {
		if (seen.last >= rows - EXTRA_ROWS) onEnd?.();
	}, [seen.last, rows]);
	A(() => keepInSight(box.current, active), [active]);
	const shown = [];
	for (let index = seen.first; index < Math.min(seen.last, rows); index += 1) shown.push(/* @__PURE__ */ a("div", {
		role: "listitem",
		class: index === active ? "row active" : "row",
		"aria-current": index === active ? "true" : void 0,
		"aria-posinset": index + 1,
		"aria-setsize": rows,
		style: { top: `${index * height}px` },
		children: render(index)
	}, index));
	return /* @__PURE__ */ a("div", {
		class: "rows",
		role: "list",
		"aria-label": label,
		ref: box,
		style: { height: `${rows * height}px` },
		children: shown
	});
}
function rowHeight() {
	return NARROW?.matches ? 84 : 44;
}
function keepInSight(box, index) {
	if (!box || index < 0) return;
	const height = rowHeight();
	const top = box.getBoundingClientRect().top + index * height;
	const header = 120;
	if (top < header) scrollBy(0, top - header);
	else if (top + height > innerHeight - 16) scrollBy(0, top + height - innerHeight + 16);
}
var DECIDED_AT_ONCE = 100;
var DECISIONS_AT_ONCE = 10;
var MOST_AT_ONCE = 1e3;
/** Split decisions into requests; each holds for all of its findings or for none. */
function requestsOf(decisions) {
	return inParts(decisions.flatMap(ofOneSize), DECISIONS_AT_ONCE);
}
/** Send decisions, one request after the other, until one fails; say after each how many findings are decided. */
async function decideAll(decisions, onStep) {
	const requests = requestsOf(decisions);
	const before = /* @__PURE__ */ new Map();
	let done = 0;
	for (const [index, request] of requests.entries()) {
		const [first, ...also] = request;
		try {
			const made = await change("POST", "/findings/bulk", also.length ? {
				...first,
				also
			} : first);
			for (const one of made?.changed ?? []) before.set(one.from_status, [...before.get(one.from_status) ?? [], one.id]);
		} catch (error) {
			return {
				before,
				done,
				left: requests.slice(index).flat(),
				error
			};
		}
		done += numberOf(request);
		onStep(done);
	}
	return {
		before,
		done,
		left: [],
		error: null
	};
}
/** What holds after a request has failed: how many findings are decided, and what is known of the others. */
function halfway({ done, left, error }, doing, asBefore) {
	const rest = numberOf(left);
	const next = Math.min(rest, MOST_AT_ONCE);
	const unsure = error?.status === 0 || error?.slug === "unexpected_response";
	const sure = unsure ? rest - next : rest;
	const parts = [done ? `${count(done)} of ${count(done + rest)} ${doing}.` : ""];
	parts.push(unsure ? `Of ${count(next)} it is not known: no response came.` : "");
	parts.push(sure ? `${count(sure)} ${asBefore}.` : "");
	return parts.filter(Boolean).join(" ");
}
function numberOf(decisions) {
	return decisions.reduce((sum, one) => sum + one.finding_ids.length, 0);
}
function ofOneSize({ status, finding_ids: ids }) {
	return inParts(ids, DECIDED_AT_ONCE).map((part) => ({
		status,
		finding_ids: part
	}));
}
function inParts(all, size) {
	return [...Array(Math.ceil(all.length / size)).keys()].map((part) => all.slice(part * size, (part + 1) * size));
}
var PAGE$1 = 200;
var MOST_MARKED = 1e4;
/** A button that marks every finding that the filters match; more than so many are too many to decide at once. */
function MarkAll({ query, total, onMarked }) {
	const [read, setRead] = d(null);
	const key = address("/findings", query);
	const shown = T(key);
	shown.current = key;
	A(() => () => {
		shown.current = null;
	}, []);
	if (total === 0 || !(may("findings:write") || may("suppressions:write"))) return null;
	if (total > MOST_MARKED) return /* @__PURE__ */ a("span", {
		class: "soft",
		children: [
			"Up to ",
			count(MOST_MARKED),
			" can be marked together: narrow down."
		]
	});
	const mark = async () => {
		const isShown = () => shown.current === key;
		setRead(0);
		try {
			const found = await readAll(query, (number) => isShown() && (setRead(number), true));
			if (found && isShown()) {
				onMarked(found.all);
				if (found.more) say(`${counted(found.all.size, "finding")} marked, the most severe first. More match by now, and are not marked.`);
			}
		} catch (error) {
			say(`None is marked, because not all could be read. ${error.message}`);
		}
		setRead(null);
	};
	return /* @__PURE__ */ a("button", {
		type: "button",
		"aria-disabled": read !== null,
		onClick: () => read === null ? void mark() : void 0,
		children: read === null ? "Mark all" : `Reading ${count(read)} of ${count(total)} …`
	});
}
/** Read a list up to the most that can be marked, and whether more follow; null if `goesOn` says that the page has changed. */
async function readAll(query, goesOn) {
	const all = /* @__PURE__ */ new Map();
	let cursor = "";
	while (cursor !== null && all.size < MOST_MARKED) {
		const page = await read(address("/findings", {
			...query,
			sort: "severity",
			limit: PAGE$1,
			cursor
		}));
		for (const one of page.data) all.set(one.id, one);
		if (!goesOn(all.size)) return null;
		cursor = page.next_cursor ?? null;
	}
	return {
		all,
		more: cursor !== null
	};
}
/** The bar with what can be done about marked findings; it also shows how far that is. */
function Bulk({ marked, onMarked, onSuppress, onChanged }) {
	const [refused, setRefused] = d(null);
	const [partly, setPartly] = d("");
	const [step, setStep] = d(null);
	const busy = T(false);
	const send = async (decisions, what) => {
		const all = numberOf(decisions);
		const show = (done) => all > 1e3 && setStep(what(`${count(done)} of ${count(all)}`));
		busy.current = true;
		show(0);
		const made = await decideAll(decisions, show);
		busy.current = false;
		setStep(null);
		onChanged();
		return made;
	};
	const decide = async (status) => {
		if (busy.current) return;
		const as = status.replace("_", " ");
		const made = await send([{
			status,
			finding_ids: [...marked.keys()]
		}], (done) => `Marking as ${as}: ${done} …`);
		const left = new Set(made.left.flatMap((one) => one.finding_ids));
		const changed = [...made.before.values()].flat().length;
		setRefused(made.error);
		setPartly(made.error ? halfway(made, `are marked as ${as}`, "are as they were, and stay marked here") : "");
		onMarked((old) => new Map([...old].filter(([id]) => left.has(id))));
		if (made.done) say(`${counted(changed, "finding")} marked as ${as}.`, changed ? () => takeBack(decisionsOf(made.before)) : null);
	};
	const takeBack = async (decisions) => {
		const made = await send(decisions, (done) => `Taking back: ${done} …`);
		if (made.error && made.done === 0) throw made.error;
		if (made.error) {
			const text = halfway(made, "have the status that they had before", "do not yet");
			say(`${text} ${made.error.message}`, () => takeBack(made.left));
		} else say("Each has the status that it had before.");
	};
	if (step !== null) return /* @__PURE__ */ a("div", {
		class: "card bulk actions",
		role: "status",
		children: /* @__PURE__ */ a("strong", { children: step })
	});
	if (marked.size === 0) return null;
	return /* @__PURE__ */ a("div", {
		class: "card bulk actions",
		role: "region",
		"aria-label": "What is marked",
		children: [
			/* @__PURE__ */ a("strong", { children: [counted(marked.size, "finding"), " marked"] }),
			may("suppressions:write") ? /* @__PURE__ */ a("button", {
				type: "button",
				class: "primary",
				onClick: onSuppress,
				children: ["Suppress … ", /* @__PURE__ */ a("kbd", { children: "s" })]
			}) : null,
			may("findings:write") ? /* @__PURE__ */ a(Decide, {
				status: "triaged",
				onDecide: (status) => void decide(status)
			}) : null,
			/* @__PURE__ */ a("button", {
				type: "button",
				onClick: () => onMarked(() => /* @__PURE__ */ new Map()),
				children: "Clear"
			}),
			partly ? /* @__PURE__ */ a("p", { children: partly }) : null,
			refused ? /* @__PURE__ */ a(Problem, {
				error: refused,
				onAgain: null
			}) : null
		]
	});
}
function decisionsOf(before) {
	return [...before].map(([status, finding_ids]) => ({
		status,
		finding_ids
	}));
}
var FILTERS = [
	"scan_id",
	"integration_id",
	"severity",
	"family",
	"service",
	"region",
	"framework",
	"check_id",
	"resource_id",
	"delta",
	"q"
];
/** Return what the API is asked for an address; open ones that are not suppressed by default. */
function queryOf(parameters) {
	const query = Object.fromEntries(FILTERS.map((name) => [name, parameters.get(name)]));
	const status = parameters.get("status") ?? "open";
	query.status = status === "any" ? null : status;
	const suppressed = parameters.get("suppressed") ?? "exclude";
	query.suppressed = suppressed === "include" ? null : suppressed === "only";
	return query;
}
/** Whether an address filters more than the page does by itself. */
function isFiltered(parameters) {
	return [
		...FILTERS,
		"status",
		"suppressed"
	].some((name) => parameters.has(name));
}
var PAGE = 200;
var SEARCH_MS = 150;
var STATUSES = [
	["any", "any"],
	"triaged",
	"accepted",
	"false_positive",
	"resolved"
];
/** Findings of several lists, each read page after page, until the filters change. */
function useLists(query) {
	const key = address("/findings", query);
	const lists = T(/* @__PURE__ */ new Map());
	const shown = T(key);
	const [, again] = d(0);
	if (shown.current !== key) {
		shown.current = key;
		lists.current = /* @__PURE__ */ new Map();
	}
	const more = async (check) => {
		const list = lists.current.get(check) ?? {
			rows: [],
			cursor: "",
			busy: false,
			error: null
		};
		lists.current.set(check, list);
		if (list.busy || list.cursor === null) return;
		list.busy = true;
		const own = check ? {
			...query,
			check_id: check
		} : query;
		try {
			const url = address("/findings", {
				...own,
				sort: "severity",
				limit: PAGE,
				cursor: list.cursor
			});
			const page = await read(url);
			list.rows = [...list.rows, ...page.data];
			list.cursor = page.next_cursor ?? null;
			list.error = null;
		} catch (error) {
			list.error = error;
		}
		list.busy = false;
		if (shown.current === key) again((number) => number + 1);
	};
	const reload = () => {
		lists.current = /* @__PURE__ */ new Map();
		again((number) => number + 1);
	};
	return {
		lists: lists.current,
		more,
		reload,
		key
	};
}
function Findings() {
	useTitle("Findings");
	const parameters = search.value;
	const query = queryOf(parameters);
	const grouped = parameters.get("group") !== "none";
	const id = parameters.get("id");
	const { data: facets, error } = useRead(address("/findings/facets", query));
	const { lists, more, reload, key } = useLists(query);
	const [open, setOpen] = d([]);
	const [marked, setMarked] = d(/* @__PURE__ */ new Map());
	const [active, setActive] = d(-1);
	const [suppressing, setSuppressing] = d([]);
	const integrations = useIntegrations();
	A(() => {
		now.current.active = -1;
		setActive(-1);
		setMarked(/* @__PURE__ */ new Map());
		setOpen(parameters.has("check_id") ? [parameters.get("check_id") ?? ""] : []);
	}, [key, grouped]);
	A(() => {
		open.filter((check) => !lists.has(check)).forEach((check) => void more(check));
		if (!grouped && !lists.has("")) more("");
	}, [
		open,
		key,
		grouped,
		lists
	]);
	const rows = grouped ? groupedRows(facets?.checks ?? [], open, lists) : flatRows(lists.get(""));
	const failed = error ?? [...lists.values()].find((list) => list.error)?.error ?? null;
	const now = T({
		rows,
		active
	});
	now.current.rows = rows;
	const move = (to) => {
		const focused = document.activeElement;
		if (focused instanceof HTMLElement && focused.closest(".rows")) focused.blur();
		now.current.active = Math.max(0, Math.min(to, now.current.rows.length - 1));
		setActive(now.current.active);
	};
	const current = () => now.current.rows[now.current.active];
	const show = (finding) => go(withParameters({ id: finding.id }));
	const toggle = (check) => setOpen((old) => old.includes(check) ? old.filter((one) => one !== check) : [...old, check]);
	const mark = (finding) => setMarked((old) => {
		const next = new Map(old);
		if (!next.delete(finding.id)) next.set(finding.id, finding);
		return next;
	});
	const ofRow = (act) => () => {
		const row = current();
		if (row?.kind === "finding") act(row.finding);
	};
	const suppress = () => {
		const row = current();
		const chosen = marked.size ? [...marked.values()] : row?.kind === "finding" ? [row.finding] : [];
		if (may("suppressions:write")) setSuppressing(chosen);
	};
	const readAgain = () => {
		invalidate(address("/findings/facets"));
		reload();
	};
	A(() => {
		addEventListener("online", reload);
		return () => removeEventListener("online", reload);
	});
	const openRow = () => {
		const row = current();
		if (row?.kind === "check") toggle(row.check.check_id);
		else ofRow(show)();
	};
	A(() => addKeys({
		j: {
			what: "Next row",
			run: () => move(now.current.active + 1)
		},
		k: {
			what: "Row before",
			run: () => move(now.current.active - 1)
		},
		Enter: {
			what: "Open the row",
			run: openRow
		},
		x: {
			what: "Mark the finding",
			run: ofRow(mark)
		},
		s: {
			what: "Suppress what is marked",
			run: suppress
		},
		c: {
			what: "Copy the id of the asset",
			run: ofRow((one) => void copied(one.resource_id))
		},
		Escape: {
			what: "Close the finding",
			run: () => go(withParameters({ id: null }))
		},
		"/": {
			what: "Search",
			run: () => document.getElementById("search")?.focus()
		}
	}));
	const render = (index) => {
		const row = rows[index];
		if (row?.kind === "check") return /* @__PURE__ */ a(CheckRow, {
			row,
			onOpen: () => toggle(row.check.check_id)
		});
		if (row?.kind === "finding") {
			const { finding } = row;
			return /* @__PURE__ */ a($, { children: [
				/* @__PURE__ */ a("input", {
					type: "checkbox",
					"aria-label": `Mark ${finding.resource_id}`,
					checked: marked.has(finding.id),
					onChange: () => mark(finding)
				}),
				/* @__PURE__ */ a(SeverityMark, {
					severity: finding.severity,
					short: grouped
				}),
				/* @__PURE__ */ a("button", {
					type: "button",
					class: "text",
					onClick: () => show(finding),
					children: grouped ? /* @__PURE__ */ a(Asset, { id: finding.resource_id }) : finding.title
				}),
				/* @__PURE__ */ a("span", {
					class: "side",
					children: grouped ? nameOf(integrations, finding.integration_id) : /* @__PURE__ */ a(Asset, { id: finding.resource_id })
				}),
				finding.delta === "new" ? /* @__PURE__ */ a(Badge, {
					tone: "new",
					children: "new"
				}) : null,
				finding.suppressed_by ? /* @__PURE__ */ a(Badge, {
					tone: "quiet",
					children: "suppressed"
				}) : null,
				/* @__PURE__ */ a("span", {
					class: "end optional",
					children: finding.region
				}),
				/* @__PURE__ */ a("span", {
					class: "end optional",
					children: /* @__PURE__ */ a(Time, { at: finding.discovered_at })
				})
			] });
		}
		return /* @__PURE__ */ a("span", {
			class: "soft",
			children: row?.text
		});
	};
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("div", {
			class: "head",
			children: [/* @__PURE__ */ a("h1", { children: "Findings" }), /* @__PURE__ */ a("div", {
				class: "chips",
				children: [/* @__PURE__ */ a("p", {
					class: "soft",
					"aria-live": "polite",
					children: facets ? `${counted(facets.total_count, "finding matches", "findings match")}` : failed ? "" : "…"
				}), facets ? /* @__PURE__ */ a(MarkAll, {
					query,
					total: facets.total_count,
					onMarked: setMarked
				}) : null]
			})]
		}),
		/* @__PURE__ */ a(Filters, { facets }),
		failed ? /* @__PURE__ */ a(Problem, {
			error: failed,
			onAgain: readAgain
		}) : null,
		(!facets || !grouped && facets.total_count > 0 && rows.length === 0) && !failed ? /* @__PURE__ */ a(Waiting, { what: "findings" }) : null,
		facets && facets.total_count === 0 ? /* @__PURE__ */ a(Empty, {
			title: "No finding matches",
			children: isFiltered(parameters) ? /* @__PURE__ */ a(Link, {
				to: "/findings",
				children: "Remove the filters"
			}) : "Nothing is open. Whether everything was looked at is said by the coverage of each run."
		}) : null,
		rows.length ? /* @__PURE__ */ a(VirtualList, {
			rows: rows.length,
			render,
			label: "Findings",
			active,
			onEnd: () => {
				if (!grouped) more("");
			}
		}) : null,
		/* @__PURE__ */ a(Bulk, {
			marked,
			onMarked: setMarked,
			onSuppress: suppress,
			onChanged: readAgain
		}),
		id ? /* @__PURE__ */ a(FindingPanel, {
			id,
			onClose: () => go(withParameters({ id: null }))
		}) : null,
		suppressing.length ? /* @__PURE__ */ a(Suppress, {
			findings: suppressing,
			onClose: () => {
				setSuppressing([]);
				setMarked(/* @__PURE__ */ new Map());
			}
		}) : null
	] });
}
function CheckRow({ row, onOpen }) {
	const { check, open } = row;
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a(SeverityMark, {
			severity: check.severity,
			short: true
		}),
		/* @__PURE__ */ a("button", {
			type: "button",
			class: "text strong",
			"aria-expanded": open,
			onClick: onOpen,
			title: check.check_id,
			children: [
				open ? "▾" : "▸",
				" ",
				check.title
			]
		}),
		check.new_count ? /* @__PURE__ */ a(Badge, {
			tone: "new",
			children: [count(check.new_count), " new"]
		}) : null,
		/* @__PURE__ */ a("span", {
			class: "end",
			children: count(check.count)
		})
	] });
}
function groupedRows(checks, open, lists) {
	return checks.flatMap((check) => {
		const isOpen = open.includes(check.check_id);
		const head = {
			kind: "check",
			check,
			open: isOpen
		};
		if (!isOpen) return [head];
		const list = lists.get(check.check_id);
		const rows = (list?.rows ?? []).map((finding) => ({
			kind: "finding",
			finding
		}));
		const left = check.count - rows.length;
		const rest = left > 0 ? [{
			kind: "wait",
			text: list?.rows.length ? `${count(left)} more: search to narrow down` : "Reading …"
		}] : [];
		return [
			head,
			...rows,
			...rest
		];
	});
}
function flatRows(list) {
	const rows = (list?.rows ?? []).map((finding) => ({
		kind: "finding",
		finding
	}));
	return list?.cursor ? [...rows, {
		kind: "wait",
		text: "Reading more …"
	}] : rows;
}
function Filters({ facets }) {
	const options = (found) => (found ?? []).map((one) => [one.value, `${one.value} (${count(one.count)})`]);
	const accounts = [...useIntegrations().values()].map((one) => [one.id, one.name]);
	const asked = search.value.get("q") ?? "";
	const [text, setText] = d(asked);
	A(() => {
		if (document.activeElement?.id !== "search") setText(asked);
	}, [asked]);
	A(() => {
		const later = setTimeout(() => go(withParameters({ q: text || null }), "replace"), SEARCH_MS);
		return () => clearTimeout(later);
	}, [text]);
	const wide = matchMedia("(min-width: 701px)").matches;
	const scope = search.value.get("scan_id");
	const check = search.value.get("check_id");
	return /* @__PURE__ */ a("search", {
		class: "filters",
		children: [
			/* @__PURE__ */ a("label", {
				class: "search",
				children: ["Search", /* @__PURE__ */ a("input", {
					id: "search",
					type: "search",
					value: text,
					maxLength: 200,
					placeholder: "asset, check or text",
					onInput: (event) => setText(event.currentTarget.value)
				})]
			}),
			/* @__PURE__ */ a("details", {
				open: wide,
				children: [/* @__PURE__ */ a("summary", { children: "Filters" }), /* @__PURE__ */ a("div", {
					class: "inside",
					children: [
						/* @__PURE__ */ a(Choice, {
							name: "severity",
							label: "Severity",
							options: options(facets?.severities)
						}),
						/* @__PURE__ */ a(Choice, {
							name: "family",
							label: "Family",
							options: options(facets?.families)
						}),
						/* @__PURE__ */ a(Choice, {
							name: "service",
							label: "Service",
							options: options(facets?.services)
						}),
						/* @__PURE__ */ a(Choice, {
							name: "region",
							label: "Region",
							options: options(facets?.regions)
						}),
						/* @__PURE__ */ a(Choice, {
							name: "integration_id",
							label: "Account",
							options: accounts
						}),
						/* @__PURE__ */ a(Choice, {
							name: "status",
							label: "Status",
							none: "open",
							options: STATUSES
						}),
						/* @__PURE__ */ a(Choice, {
							name: "delta",
							label: "Since the last run",
							options: [
								"new",
								"unchanged",
								"resolved"
							]
						}),
						/* @__PURE__ */ a(Choice, {
							name: "suppressed",
							label: "Suppressed",
							none: "exclude",
							options: ["include", "only"]
						}),
						/* @__PURE__ */ a(Choice, {
							name: "group",
							label: "Group",
							none: "by check",
							options: [["none", "none"]]
						})
					]
				})]
			}),
			scope ? /* @__PURE__ */ a("button", {
				type: "button",
				onClick: () => go(withParameters({ scan_id: null })),
				children: [
					"of run ",
					scope.slice(0, 8),
					" ✕"
				]
			}) : null,
			check ? /* @__PURE__ */ a("button", {
				type: "button",
				onClick: () => go(withParameters({ check_id: null })),
				children: [check, " ✕"]
			}) : null
		]
	});
}
export { Findings as default };
