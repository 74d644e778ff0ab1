import { F as duration, J as $, N as count, O as useRead, P as counted, R as visible, U as runAddress, _ as Waiting, b as a, g as Time, i as Badge, l as Empty, m as SeverityMark, n as may, o as Card, p as Problem, q as d, u as Link, y as useTitle, z as address } from "./index.js";
import { a as RunStatus, c as originOf, n as Declared, o as byAsset, s as nameOf$1, t as Asset, u as useIntegrations } from "./wording.js";
import { i as Verdict, n as Coverage, r as GateView, t as Progress } from "./progress.js";
var LABEL = 260;
var WIDTH = 1e3;
var ROW = 22;
function Timeline({ run }) {
	return /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a(Steps, { run }), run.phase === "queued" ? null : /* @__PURE__ */ a(Times, { run })] });
}
function Times({ run }) {
	const { data, error } = useRead(address(`/cloud-posture-runs/${run.id}/timeline`));
	if (error && !data) return /* @__PURE__ */ a(Problem, { error });
	if (!data) return /* @__PURE__ */ a(Waiting, { what: "the timeline" });
	if (!data.recorded && !data.complete) return /* @__PURE__ */ a(Waiting, { what: "the first progress" });
	if (!data.recorded) return /* @__PURE__ */ a(Empty, {
		title: "This run recorded no times",
		children: "It ended without a worker, or by an earlier version of posture. Newer runs have them."
	});
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a(Card, {
			title: data.complete ? "Where the time went" : "Where the time goes, so far",
			aside: data.trace_url ? /* @__PURE__ */ a(OpenTrace, { url: data.trace_url }) : void 0,
			children: [
				/* @__PURE__ */ a("div", {
					class: "table",
					tabIndex: 0,
					role: "region",
					"aria-label": "Bars of the times in the tables",
					children: /* @__PURE__ */ a(Drawing, { bars: barsOf(data) })
				}),
				/* @__PURE__ */ a("div", {
					class: "table",
					tabIndex: 0,
					role: "region",
					"aria-label": "Phases",
					children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
						/* @__PURE__ */ a("th", { children: "Phase" }),
						/* @__PURE__ */ a("th", {
							class: "end",
							children: "Start"
						}),
						/* @__PURE__ */ a("th", {
							class: "end",
							children: "Duration"
						})
					] }) }), /* @__PURE__ */ a("tbody", { children: data.phases.map((one) => /* @__PURE__ */ a("tr", { children: [
						/* @__PURE__ */ a("td", { children: one.name }),
						/* @__PURE__ */ a("td", {
							class: "end",
							children: duration(one.start_ms)
						}),
						/* @__PURE__ */ a("td", {
							class: "end",
							children: duration(one.duration_ms)
						})
					] }, one.name)) })] })
				}),
				/* @__PURE__ */ a("p", {
					class: "soft",
					children: "Assets are evaluated while others are still collected. A violet bar has calls that failed or were throttled."
				})
			]
		}),
		data.complete || data.calls.length ? /* @__PURE__ */ a(Calls, { found: data }) : null,
		data.slowest.length ? /* @__PURE__ */ a(Slowest, { calls: data.slowest }) : null
	] });
}
/** Lead to the trace, where it is kept; that site does not learn from which page. */
function OpenTrace({ url }) {
	return /* @__PURE__ */ a("a", {
		href: url,
		target: "_blank",
		rel: "noopener noreferrer",
		children: "Open trace ↗"
	});
}
function Slowest({ calls }) {
	return /* @__PURE__ */ a(Card, {
		title: "Slowest calls",
		children: /* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": "Slowest calls",
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("th", { children: "Call" }),
				/* @__PURE__ */ a("th", { children: "Region" }),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Start"
				}),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Duration"
				})
			] }) }), /* @__PURE__ */ a("tbody", { children: calls.map((one, index) => /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("td", {
					class: "id",
					children: [
						visible(one.call),
						" ",
						one.failed ? /* @__PURE__ */ a(Badge, {
							tone: "doubt",
							children: "failed"
						}) : null
					]
				}),
				/* @__PURE__ */ a("td", { children: one.region === null ? "–" : visible(one.region) }),
				/* @__PURE__ */ a("td", {
					class: "end",
					children: duration(one.start_ms)
				}),
				/* @__PURE__ */ a("td", {
					class: "end",
					children: duration(one.duration_ms)
				})
			] }, index)) })] })
		})
	});
}
function Calls({ found }) {
	const { calls, other } = found;
	if (calls.length === 0) return /* @__PURE__ */ a(Empty, { title: "No call to the cloud was timed" });
	return /* @__PURE__ */ a(Card, {
		title: "Calls by service and region",
		children: [/* @__PURE__ */ a("div", {
			class: "table",
			tabIndex: 0,
			role: "region",
			"aria-label": "Calls by service and region",
			children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("th", { children: "Service" }),
				/* @__PURE__ */ a("th", { children: "Region" }),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "First"
				}),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Last"
				}),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Calls"
				}),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Errors"
				}),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "Throttled"
				}),
				/* @__PURE__ */ a("th", {
					class: "end",
					children: "95 % within"
				})
			] }) }), /* @__PURE__ */ a("tbody", { children: [calls.map((one) => /* @__PURE__ */ a("tr", { children: [
				/* @__PURE__ */ a("td", { children: visible(one.service) }),
				/* @__PURE__ */ a("td", { children: one.region === null ? "–" : visible(one.region) }),
				/* @__PURE__ */ a(Numbers, { of: one })
			] }, nameOf(one))), other ? /* @__PURE__ */ a("tr", { children: [/* @__PURE__ */ a("td", {
				colSpan: 2,
				children: [counted(other.place_count, "other place"), ", each with less time"]
			}), /* @__PURE__ */ a(Numbers, { of: other })] }) : null] })] })
		}), /* @__PURE__ */ a("p", {
			class: "soft",
			children: "The time of a call includes its waits and retries."
		})]
	});
}
function Numbers({ of: one }) {
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("td", {
			class: "end",
			children: duration(one.first_ms)
		}),
		/* @__PURE__ */ a("td", {
			class: "end",
			children: duration(one.last_ms)
		}),
		/* @__PURE__ */ a("td", {
			class: "end",
			children: count(one.call_count)
		}),
		/* @__PURE__ */ a("td", {
			class: "end",
			children: count(one.error_count)
		}),
		/* @__PURE__ */ a("td", {
			class: "end",
			children: duration(one.throttled_ms)
		}),
		/* @__PURE__ */ a("td", {
			class: "end",
			children: duration(one.p95_ms)
		})
	] });
}
function barsOf({ phases, calls, other, complete }) {
	const bars = phases.map((one) => ({
		name: one.name,
		start: one.start_ms,
		end: one.start_ms + one.duration_ms,
		kind: "phase"
	}));
	for (const one of calls.filter((one) => complete || one.last_ms > 0)) {
		const kind = one.error_count || one.throttled_ms ? "doubt" : "calls";
		bars.push({
			name: nameOf(one),
			start: one.first_ms,
			end: one.last_ms,
			kind
		});
	}
	if (other) bars.push({
		name: counted(other.place_count, "other place"),
		start: other.first_ms,
		end: other.last_ms,
		kind: "calls"
	});
	return bars;
}
/** The tables have the same numbers, so screen readers skip the drawing. */
function Drawing({ bars }) {
	const whole = Math.max(1, ...bars.map((one) => one.end));
	const scale = 740 / whole;
	return /* @__PURE__ */ a("svg", {
		class: "waterfall",
		viewBox: `0 0 ${WIDTH} ${bars.length * ROW + ROW}`,
		"aria-hidden": "true",
		children: [
			bars.map((one, index) => /* @__PURE__ */ a("g", { children: [/* @__PURE__ */ a("text", {
				x: 248,
				y: index * ROW + 15,
				"text-anchor": "end",
				children: shortened(visible(one.name))
			}), /* @__PURE__ */ a("rect", {
				class: one.kind,
				x: LABEL + one.start * scale,
				y: index * ROW + 4,
				width: Math.max(2, (one.end - one.start) * scale),
				height: 14,
				rx: 3
			})] }, one.name)),
			/* @__PURE__ */ a("text", {
				x: LABEL,
				y: bars.length * ROW + 16,
				children: "0"
			}),
			/* @__PURE__ */ a("text", {
				x: WIDTH,
				y: bars.length * ROW + 16,
				"text-anchor": "end",
				children: duration(whole)
			})
		]
	});
}
function nameOf(one) {
	return one.region === null ? one.service : `${one.service} · ${one.region}`;
}
function shortened(name) {
	return name.length > 34 ? `${name.slice(0, 33)}…` : name;
}
function Steps({ run }) {
	const marks = [
		["Accepted", run.accepted_at],
		["Started", run.started_at],
		["Ended", run.completed_at]
	];
	return /* @__PURE__ */ a(Card, {
		title: "Steps",
		children: [/* @__PURE__ */ a("ol", {
			class: "steps",
			children: marks.map(([name, at]) => /* @__PURE__ */ a("li", { children: [
				/* @__PURE__ */ a("strong", { children: name }),
				" ",
				/* @__PURE__ */ a(Time, {
					at,
					exact: true
				})
			] }, name))
		}), /* @__PURE__ */ a("p", {
			class: "soft",
			children: [
				counted(run.progress.calls, "call"),
				" to the cloud, ",
				counted(run.progress.planned_reads, "read"),
				" planned,",
				" ",
				counted(run.progress.failed_reads, "read"),
				" failed."
			]
		})]
	});
}
var PARTS = [
	["", "What changed"],
	["gate", "Gate"],
	["coverage", "Coverage"],
	["timeline", "Timeline"]
];
function RunView({ id, part }) {
	const { data: run, error } = useRead(runAddress(id));
	const name = nameOf$1(useIntegrations(), run?.integration_id ?? id);
	useTitle(`${PARTS.find(([place]) => place === part)?.[1] ?? "Run"} · ${name}`);
	if (error && !run) return /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a("h1", { children: "Run" }), /* @__PURE__ */ a(Problem, { error })] });
	if (!run) return /* @__PURE__ */ a(Waiting, { what: "the run" });
	const report = address(`/cloud-posture-runs/${id}/export`, { format: "html" });
	return /* @__PURE__ */ a($, { children: [
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		/* @__PURE__ */ a(Head, { run }),
		/* @__PURE__ */ a("nav", {
			class: "tabs",
			"aria-label": "Parts of the run",
			children: [
				PARTS.map(([place, name]) => /* @__PURE__ */ a("a", {
					href: `/console/runs/${id}${place ? `/${place}` : ""}`,
					"aria-current": part === place ? "page" : void 0,
					children: name
				}, place)),
				/* @__PURE__ */ a(Link, {
					to: `/findings?scan_id=${id}&status=any&suppressed=include`,
					children: "All its findings"
				}),
				run.status === "completed" ? /* @__PURE__ */ a(Link, {
					to: `/compare/${id}`,
					children: "Compare"
				}) : null,
				may("findings:read") && run.status === "completed" ? /* @__PURE__ */ a("a", {
					href: report,
					target: "_blank",
					rel: "noopener",
					children: "Report ↗"
				}) : null
			]
		}),
		run.status === "running" ? /* @__PURE__ */ a(Progress, { run }) : null,
		part === "" && run.status !== "running" ? /* @__PURE__ */ a(Changed, { run }) : null,
		part === "gate" ? /* @__PURE__ */ a(GateView, { run }) : null,
		part === "coverage" ? /* @__PURE__ */ a(Coverage, { run }) : null,
		part === "timeline" ? /* @__PURE__ */ a(Timeline, { run }) : null
	] });
}
function Head({ run }) {
	const integrations = useIntegrations();
	const { commit, url } = run.source ?? {};
	return /* @__PURE__ */ a("header", {
		class: "run-head",
		children: [
			/* @__PURE__ */ a("p", {
				class: "soft",
				children: [
					originOf(run),
					commit ? /* @__PURE__ */ a($, { children: [
						" ",
						"· commit ",
						/* @__PURE__ */ a("code", { children: commit.slice(0, 12) })
					] }) : null,
					url ? /* @__PURE__ */ a($, { children: [
						" ",
						"·",
						" ",
						/* @__PURE__ */ a("a", {
							href: url,
							target: "_blank",
							rel: "noopener noreferrer",
							children: "where it was started ↗"
						})
					] }) : null
				]
			}),
			/* @__PURE__ */ a("h1", { children: [
				nameOf$1(integrations, run.integration_id),
				" ",
				/* @__PURE__ */ a(RunStatus, { run })
			] }),
			/* @__PURE__ */ a("p", {
				class: "soft",
				children: [
					/* @__PURE__ */ a(Time, { at: run.completed_at ?? run.accepted_at }),
					run.completed_at ? ` · took ${duration(run.duration_ms)}` : null,
					" · ",
					/* @__PURE__ */ a("code", { children: run.id })
				]
			})
		]
	});
}
function Changed({ run }) {
	if (run.status !== "completed") return /* @__PURE__ */ a(Card, {
		title: "There is no result",
		children: [/* @__PURE__ */ a("p", { children: run.error ? `${run.error.code}: ${run.error.detail}` : `The run was ${run.status}.` }), /* @__PURE__ */ a("p", {
			class: "soft",
			children: "Nothing was recorded, so nothing here says that the account is safe."
		})]
	});
	if (run.trigger === "verify") return /* @__PURE__ */ a(Card, {
		title: "A verification records no findings",
		children: /* @__PURE__ */ a("p", { children: ["It shows what can be read. ", /* @__PURE__ */ a(Link, {
			to: `/runs/${run.id}/coverage`,
			children: "See the coverage"
		})] })
	});
	const { new: added, resolved, unchanged } = run.delta ?? {
		new: 0,
		resolved: 0,
		unchanged: 0
	};
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a(Verdict, { run }),
		/* @__PURE__ */ a(Part, {
			run,
			delta: "new",
			title: `New ${count(added)}`,
			number: added,
			open: true
		}),
		/* @__PURE__ */ a(Part, {
			run,
			delta: "resolved",
			title: `Resolved ${count(resolved)}`,
			number: resolved,
			open: added === 0
		}),
		/* @__PURE__ */ a(Card, {
			title: `Still there ${count(unchanged)}`,
			children: /* @__PURE__ */ a("p", { children: [
				"Not caused by this apply",
				run.suppressed_count ? `; ${counted(run.suppressed_count, "finding")} of the run suppressed` : "",
				".",
				" ",
				/* @__PURE__ */ a(Link, {
					to: `/findings?scan_id=${run.id}&delta=unchanged&status=any`,
					children: "Open the list"
				})
			] })
		})
	] });
}
/** How many new findings are on assets that the plan does not change; nothing where none is known. */
function Unplanned({ of: rows, number }) {
	const unplanned = rows.filter((one) => one.in_plan === false).length;
	if (unplanned === 0) return null;
	const which = number > rows.length ? `Of the first ${count(rows.length)}, ` : "";
	return /* @__PURE__ */ a("p", { children: [
		which,
		counted(unplanned, "new finding"),
		" ",
		unplanned === 1 ? "is on an asset" : "are on assets",
		" that the plan did not change."
	] });
}
function NotInPlan() {
	return /* @__PURE__ */ a(Badge, {
		tone: "doubt",
		title: "The plan that was applied does not change this resource.",
		children: "not in the plan"
	});
}
function Part({ run, delta, title, number, open }) {
	const [shown, setShown] = d(open && number > 0);
	const query = {
		scan_id: run.id,
		delta,
		sort: "severity",
		limit: 200
	};
	const { data, error } = useRead(shown && number > 0 ? address("/findings", query) : null);
	const rows = data?.data ?? [];
	return /* @__PURE__ */ a("details", {
		class: `card part ${delta}`,
		open: shown,
		onToggle: (event) => setShown(event.currentTarget.open),
		children: [
			/* @__PURE__ */ a("summary", { children: /* @__PURE__ */ a("h2", { children: title }) }),
			number === 0 ? /* @__PURE__ */ a(Empty, { title: delta === "new" ? "Nothing new" : "Nothing was resolved" }) : null,
			error ? /* @__PURE__ */ a(Problem, { error }) : null,
			shown && number > 0 && !data && !error ? /* @__PURE__ */ a(Waiting, { what: "findings" }) : null,
			delta === "new" ? /* @__PURE__ */ a(Unplanned, {
				of: rows,
				number
			}) : null,
			byAsset(rows).map(([asset, findings]) => /* @__PURE__ */ a("section", {
				class: "asset",
				children: [/* @__PURE__ */ a("h3", { children: [
					findings[0] ? /* @__PURE__ */ a(Declared, { of: findings[0] }) : null,
					" ",
					/* @__PURE__ */ a(Asset, { id: asset }),
					" ",
					/* @__PURE__ */ a("span", {
						class: "soft",
						children: [
							findings[0]?.service,
							" · ",
							findings[0]?.region
						]
					}),
					" ",
					delta === "new" && findings[0]?.in_plan === false ? /* @__PURE__ */ a(NotInPlan, {}) : null
				] }), /* @__PURE__ */ a("ul", { children: findings.map((finding) => /* @__PURE__ */ a("li", { children: [
					/* @__PURE__ */ a(SeverityMark, { severity: finding.severity }),
					/* @__PURE__ */ a(Link, {
						to: `/findings/${finding.id}`,
						children: finding.title
					}),
					finding.suppressed_by ? /* @__PURE__ */ a(Badge, {
						tone: "quiet",
						children: "suppressed"
					}) : null
				] }, finding.id)) })]
			}, asset)),
			number > rows.length && rows.length ? /* @__PURE__ */ a("p", { children: [
				count(rows.length),
				" of ",
				count(number),
				" are shown.",
				" ",
				/* @__PURE__ */ a(Link, {
					to: `/findings?scan_id=${run.id}&delta=${delta}&status=any&suppressed=include`,
					children: "Open all"
				})
			] }) : null
		]
	});
}
export { RunView as default };
