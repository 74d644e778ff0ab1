import { B as change, C as go, I as share, J as $, N as count, O as useRead, P as counted, R as visible, T as withParameters, _ as Waiting, a as Bar, b as a, d as Marked, f as Numeral, i as Badge, l as Empty, m as SeverityMark, n as may, o as Card, p as Problem, q as d, s as Choice, u as Link, w as search, z as address } from "./index.js";
import { l as scopeOf, t as Asset } from "./wording.js";
var POLICY = [
	"fail_on",
	"only",
	"max_unknown",
	"min_coverage"
];
var SEVERITIES = [
	"critical",
	"high",
	"medium",
	"low",
	"info"
];
/** The decision of a run that has ended; an event brings a run without it. */
function useDecision(run) {
	const wanted = run.status !== "running" && !run.decision;
	const { data, error } = useRead(wanted ? address(`/cloud-posture-runs/${run.id}/gate`) : null);
	return {
		gate: run.decision ?? data,
		error
	};
}
function Verdict({ run }) {
	const { gate, error } = useDecision(run);
	if (error) return /* @__PURE__ */ a(Problem, { error });
	if (!gate) return /* @__PURE__ */ a(Waiting, { what: "the gate" });
	const gaps = run.coverage !== null && run.coverage < 1;
	return /* @__PURE__ */ a("section", {
		class: `verdict ${gate.verdict}`,
		"aria-label": "Gate",
		children: [
			/* @__PURE__ */ a("h2", { children: headline(gate) }),
			/* @__PURE__ */ a(Reasons, { gate }),
			/* @__PURE__ */ a("p", { children: [
				"Looked at: ",
				/* @__PURE__ */ a("strong", { children: scopeOf(run) }),
				" · ",
				counted(run.asset_count, "asset"),
				" ·",
				" ",
				counted(gate.verdict_count, "verdict"),
				run.coverage === null ? null : /* @__PURE__ */ a($, { children: [
					" ",
					"·",
					" ",
					/* @__PURE__ */ a(Link, {
						to: `/runs/${run.id}/coverage`,
						children: [
							"coverage ",
							share(run.coverage),
							" of what was planned",
							gaps ? ": see what could not be read" : ""
						]
					})
				] })
			] }),
			/* @__PURE__ */ a("p", {
				class: "soft",
				children: [
					"Policy: ",
					policyText(gate),
					run.gate ? ", given when the run was started" : ", because the run was started without one",
					" ·",
					" ",
					/* @__PURE__ */ a(Link, {
						to: `/runs/${run.id}/gate`,
						children: "Ask with another policy"
					})
				]
			})
		]
	});
}
function Reasons({ gate }) {
	return gate.reasons.length ? /* @__PURE__ */ a("ul", { children: gate.reasons.map((reason) => /* @__PURE__ */ a("li", { children: /* @__PURE__ */ a(Marked, { text: reason.message }) }, reason.code)) }) : null;
}
function headline(gate) {
	if (gate.verdict === "pass") return "✓ Gate passes";
	if (gate.verdict === "fail") {
		const number = gate.finding_count;
		return number ? `✖ Gate stops: ${count(number)} ${number === 1 ? "finding counts" : "findings count"}` : "✖ Gate stops";
	}
	return "? Inconclusive: take it as a stop";
}
function policyText(gate) {
	const { fail_on: least, only, max_unknown: unknown, min_coverage: coverage, family, framework } = gate.policy;
	const parts = [`${only === "new" ? "new findings" : "findings"} of ${least} or worse`, `at most ${counted(unknown, "unknown verdict")}`];
	if (coverage) parts.push(`coverage of at least ${share(coverage)}`);
	if (family.length + framework.length) parts.push(`about ${[...family, ...framework].join(", ")} alone`);
	return parts.join(", ");
}
function GateView({ run }) {
	const asked = search.value;
	const query = Object.fromEntries(POLICY.map((name) => [name, asked.get(name)]));
	const ended = run.status !== "running";
	const recorded = useDecision(run);
	const isAsked = POLICY.some((name) => asked.get(name));
	const url = ended && isAsked ? address(`/cloud-posture-runs/${run.id}/gate`, query) : null;
	const other = useRead(url);
	const { gate, error } = isAsked ? {
		gate: other.data,
		error: other.error
	} : recorded;
	const set = (name) => (event) => go(withParameters({ [name]: event.target.value }), "replace");
	const policy = gate?.policy;
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("div", {
			class: "filters",
			children: [
				/* @__PURE__ */ a(Choice, {
					name: "fail_on",
					label: "Stop on",
					options: SEVERITIES.map((one) => [one, `${one} or worse`]),
					none: "as recorded"
				}),
				/* @__PURE__ */ a(Choice, {
					name: "only",
					label: "Which findings",
					options: [["new", "new ones"], ["all", "all"]],
					none: "as recorded"
				}),
				/* @__PURE__ */ a("label", { children: ["Unknown verdicts allowed", /* @__PURE__ */ a("input", {
					type: "number",
					min: "0",
					value: asked.get("max_unknown") ?? policy?.max_unknown ?? 0,
					onChange: set("max_unknown")
				})] }),
				/* @__PURE__ */ a("label", { children: ["Least coverage, 0 to 1", /* @__PURE__ */ a("input", {
					type: "number",
					min: "0",
					max: "1",
					step: "0.01",
					value: asked.get("min_coverage") ?? policy?.min_coverage ?? 0,
					onChange: set("min_coverage")
				})] })
			]
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		!gate && !error && ended ? /* @__PURE__ */ a(Waiting, { what: "the gate" }) : null,
		ended ? null : /* @__PURE__ */ a(Empty, {
			title: "The run has not ended",
			children: "A gate decides about a run that has ended."
		}),
		gate ? /* @__PURE__ */ a("section", {
			class: `verdict ${gate.verdict}`,
			"aria-label": "Gate",
			children: [
				/* @__PURE__ */ a("h2", { children: headline(gate) }),
				/* @__PURE__ */ a(Reasons, { gate }),
				/* @__PURE__ */ a("p", {
					class: "soft",
					children: ["Policy: ", policyText(gate)]
				}),
				/* @__PURE__ */ a("div", {
					class: "numbers",
					children: [
						/* @__PURE__ */ a(Numeral, {
							value: gate.finding_count,
							label: "count against it"
						}),
						/* @__PURE__ */ a(Numeral, {
							value: gate.held_count,
							label: "held from before"
						}),
						/* @__PURE__ */ a(Numeral, {
							value: gate.known_count,
							label: "known"
						}),
						/* @__PURE__ */ a(Numeral, {
							value: gate.suppressed_count,
							label: "suppressed"
						}),
						/* @__PURE__ */ a(Numeral, {
							value: gate.unknown_count,
							label: "unknown"
						})
					]
				}),
				gate.findings_withheld ? /* @__PURE__ */ a("p", {
					class: "soft",
					children: "Your token may not read findings, so they are not listed."
				}) : null,
				gate.accepted.length ? /* @__PURE__ */ a("p", { children: ["Accepted: ", gate.accepted.map(acceptedText).join(" · ")] }) : null
			]
		}) : null,
		gate?.findings.length ? /* @__PURE__ */ a(Card, {
			title: "What counts",
			children: /* @__PURE__ */ a("ul", {
				class: "plain-list",
				children: gate.findings.map((one) => /* @__PURE__ */ a("li", { children: [
					/* @__PURE__ */ a(SeverityMark, { severity: one.severity }),
					/* @__PURE__ */ a(Link, {
						to: `/findings/${one.id}`,
						children: one.check_id
					}),
					/* @__PURE__ */ a(Asset, { id: one.resource_id }),
					one.held ? /* @__PURE__ */ a(Badge, {
						tone: "doubt",
						children: "held"
					}) : null
				] }, one.id))
			})
		}) : null
	] });
}
function acceptedText(one) {
	const name = one.by_name ?? one.by ?? "an unknown person";
	return `${count(one.count)} by ${name} (${one.how.replace("_", " ")})`;
}
function Coverage({ run }) {
	const ended = run.status !== "running";
	const { gate, error } = useDecision(run);
	const { pass, fail, unknown, not_applicable: none } = run.verdict_counts;
	const statements = (gate?.unread ?? []).map((one) => one.permission).filter((one) => one !== null);
	const actions = [...new Set(statements)].sort();
	const title = run.coverage === null ? "Coverage is not known yet" : `Coverage ${share(run.coverage)} of what was planned`;
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a(Card, {
			title,
			children: [
				run.coverage === null ? null : /* @__PURE__ */ a(Bar, {
					share: run.coverage,
					tone: run.coverage < 1 ? "doubt" : "good"
				}),
				/* @__PURE__ */ a("p", { children: [
					"Looked at: ",
					/* @__PURE__ */ a("strong", { children: scopeOf(run) }),
					". Nothing outside of this was looked at."
				] }),
				/* @__PURE__ */ a("div", {
					class: "numbers",
					children: [
						/* @__PURE__ */ a(Numeral, {
							value: pass,
							label: "pass"
						}),
						/* @__PURE__ */ a(Numeral, {
							value: fail,
							label: "fail"
						}),
						/* @__PURE__ */ a(Numeral, {
							value: unknown,
							label: "unknown",
							tone: unknown ? "doubt" : ""
						}),
						/* @__PURE__ */ a(Numeral, {
							value: none,
							label: "not applicable"
						})
					]
				})
			]
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		ended && !gate && !error ? /* @__PURE__ */ a(Waiting, { what: "what could not be read" }) : null,
		gate && gate.unread.length === 0 ? /* @__PURE__ */ a(Empty, { title: "Everything that was planned was read" }) : null,
		gate?.unread.length ? /* @__PURE__ */ a(Card, {
			title: "What could not be read",
			children: [/* @__PURE__ */ a("div", {
				class: "table",
				tabIndex: 0,
				role: "region",
				"aria-label": "What could not be read",
				children: /* @__PURE__ */ a("table", { children: [/* @__PURE__ */ a("thead", { children: /* @__PURE__ */ a("tr", { children: [
					/* @__PURE__ */ a("th", { children: "Call or asset" }),
					/* @__PURE__ */ a("th", { children: "Why" }),
					/* @__PURE__ */ a("th", {
						class: "end",
						children: "Unknown verdicts"
					}),
					/* @__PURE__ */ a("th", { children: "What would allow it" }),
					/* @__PURE__ */ a("th", { children: "Where" })
				] }) }), /* @__PURE__ */ a("tbody", { children: gate.unread.map((one) => /* @__PURE__ */ a("tr", { children: [
					/* @__PURE__ */ a("td", {
						class: "id",
						"data-label": "Call or asset",
						children: visible(one.call)
					}),
					/* @__PURE__ */ a("td", {
						"data-label": "Why",
						children: [
							visible(one.reason),
							" ",
							one.suppressed_by ? /* @__PURE__ */ a(Badge, {
								tone: "quiet",
								children: "accepted"
							}) : null
						]
					}),
					/* @__PURE__ */ a("td", {
						class: "end",
						"data-label": "Unknown verdicts",
						children: count(one.count)
					}),
					/* @__PURE__ */ a("td", {
						class: "id",
						"data-label": "What would allow it",
						children: one.permission ?? "–"
					}),
					/* @__PURE__ */ a("td", {
						"data-label": "Where",
						children: one.regions.join(", ") || "–"
					})
				] }, `${one.call} ${one.reason}`)) })] })
			}), actions.length ? /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a("h3", { children: "The statement that allows these reads" }), /* @__PURE__ */ a("pre", {
				tabIndex: 0,
				children: JSON.stringify({
					Effect: "Allow",
					Action: actions,
					Resource: "*"
				}, null, 2)
			})] }) : null]
		}) : null
	] });
}
function Progress({ run }) {
	const phases = [
		"queued",
		"connecting",
		"collecting",
		"recording"
	];
	const at = phases.indexOf(run.phase);
	const { calls, planned_reads: planned, failed_reads: failed } = run.progress;
	const [error, setError] = d(null);
	const cancel = () => change("POST", `/cloud-posture-runs/${run.id}/cancel`).catch(setError);
	const button = /* @__PURE__ */ a("button", {
		type: "button",
		onClick: () => void cancel(),
		children: "Cancel"
	});
	return /* @__PURE__ */ a(Card, {
		title: "Under way",
		aside: may("cloud_posture:write") ? button : void 0,
		children: [
			/* @__PURE__ */ a("ol", {
				class: "rail",
				children: phases.map((phase, index) => /* @__PURE__ */ a("li", {
					class: index < at ? "done" : index === at ? "now" : "",
					"aria-current": index === at ? "step" : void 0,
					children: phase
				}, phase))
			}),
			/* @__PURE__ */ a("div", {
				class: "numbers",
				children: [
					/* @__PURE__ */ a(Numeral, {
						value: run.asset_count,
						label: "assets"
					}),
					/* @__PURE__ */ a(Numeral, {
						value: calls,
						label: "calls"
					}),
					/* @__PURE__ */ a(Numeral, {
						value: planned,
						label: "reads planned"
					}),
					/* @__PURE__ */ a(Numeral, {
						value: failed,
						label: "reads failed",
						tone: failed ? "doubt" : ""
					})
				]
			}),
			run.progress.services ? /* @__PURE__ */ a(Remaining, { services: run.progress.services }) : null,
			error ? /* @__PURE__ */ a(Problem, {
				error,
				onAgain: null
			}) : null
		]
	});
}
/** The services that are not collected everywhere yet. */
function Remaining({ services }) {
	const { planned_count: planned, remaining } = services;
	return /* @__PURE__ */ a("section", {
		class: "remaining",
		"aria-labelledby": "remaining",
		children: [
			/* @__PURE__ */ a("h3", {
				id: "remaining",
				children: remaining.length ? `${count(remaining.length)} of ${counted(planned, "service")} ${remaining.length === 1 ? "remains" : "remain"}` : "All services are collected"
			}),
			/* @__PURE__ */ a(Bar, {
				share: planned ? (planned - remaining.length) / planned : 1,
				tone: "good"
			}),
			/* @__PURE__ */ a("ul", {
				class: "chips",
				children: remaining.map((one) => /* @__PURE__ */ a("li", { children: /* @__PURE__ */ a(Badge, {
					tone: "quiet",
					children: visible(one)
				}) }, one))
			})
		]
	});
}
export { Verdict as i, Coverage as n, GateView as r, Progress as t };
