import { B as change, D as put, E as invalidate, G as F, J as $, K as T, N as count, O as useRead, P as counted, R as visible, S as say, W as A, _ as Waiting, b as a, c as Copy, g as Time, h as Sheet, i as Badge, k as addKeys, m as SeverityMark, n as may, p as Problem, q as d, u as Link, v as focusAgain, y as useTitle, z as address } from "./index.js";
import { n as Declared, s as nameOf, u as useIntegrations } from "./wording.js";
/** The pattern that covers these texts by what they begin with. */
function patternFor(texts) {
	const [first = "", ...rest] = texts;
	let length = first.length;
	for (const text of rest) while (!text.startsWith(first.slice(0, length))) length -= 1;
	return rest.length === 0 ? first : `${first.slice(0, length)}*`;
}
var DAYS = [
	7,
	30,
	90
];
var DAY_MS = 864e5;
function Suppress({ findings, onClose }) {
	const checks = [...new Set(findings.map((one) => one.check_id))];
	const [check = ""] = checks;
	const own = findings.filter((one) => one.check_id === check);
	const [pattern, setPattern] = d(patternFor(own.map((one) => one.resource_id)));
	const [days, setDays] = d(30);
	const [busy, setBusy] = d(false);
	const [error, setError] = d(null);
	const submit = async (event) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		setBusy(true);
		try {
			const made = await change("POST", "/suppressions", {
				check_id: check,
				resource_pattern: pattern,
				reason: form.get("reason"),
				owner: form.get("owner"),
				expires_at: new Date(Date.now() + days * DAY_MS).toISOString()
			});
			say("Suppressed from the next run on.", async () => {
				await change("DELETE", `/suppressions/${made.id}`);
				invalidate(address("/suppressions"));
				say("The suppression is gone again.");
			});
			invalidate(address("/suppressions"));
			onClose();
		} catch (found) {
			setError(found);
			setBusy(false);
		}
	};
	return /* @__PURE__ */ a(Sheet, {
		title: "Suppress",
		onClose,
		children: /* @__PURE__ */ a("form", {
			onSubmit: submit,
			children: [
				/* @__PURE__ */ a("p", {
					class: "soft",
					children: [
						"A dated decision to accept findings of ",
						/* @__PURE__ */ a("code", { children: check }),
						". It counts from the next run on, and ends by itself."
					]
				}),
				checks.length > 1 ? /* @__PURE__ */ a("p", {
					class: "note",
					children: [counted(findings.length - own.length, "marked finding is", "marked findings are"), " of other checks: a suppression is about one."]
				}) : null,
				/* @__PURE__ */ a("label", { children: ["Assets, where * is any text", /* @__PURE__ */ a("input", {
					value: pattern,
					required: true,
					maxLength: 1e3,
					onInput: (event) => setPattern(event.currentTarget.value)
				})] }),
				/* @__PURE__ */ a("div", {
					class: "chips",
					role: "group",
					"aria-label": "Which assets",
					children: [/* @__PURE__ */ a("button", {
						type: "button",
						class: "small",
						onClick: () => setPattern(patternFor(own.map((one) => one.resource_id))),
						children: "What is marked"
					}), /* @__PURE__ */ a("button", {
						type: "button",
						class: "small",
						onClick: () => setPattern("*"),
						children: "Every asset"
					})]
				}),
				/* @__PURE__ */ a(Preview, {
					check,
					pattern
				}),
				/* @__PURE__ */ a("label", { children: ["Reason", /* @__PURE__ */ a("textarea", {
					name: "reason",
					required: true,
					autofocus: true,
					maxLength: 1e3
				})] }),
				/* @__PURE__ */ a("label", { children: ["Owner, a team or a person", /* @__PURE__ */ a("input", {
					name: "owner",
					required: true,
					maxLength: 200
				})] }),
				/* @__PURE__ */ a("div", {
					class: "chips",
					role: "group",
					"aria-label": "Until when",
					children: [DAYS.map((one) => /* @__PURE__ */ a("button", {
						type: "button",
						"aria-pressed": one === days,
						onClick: () => setDays(one),
						children: [one, " days"]
					}, one)), /* @__PURE__ */ a("span", {
						class: "soft",
						children: ["until ", new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)]
					})]
				}),
				error ? /* @__PURE__ */ a(Problem, {
					error,
					onAgain: null
				}) : null,
				/* @__PURE__ */ a("button", {
					type: "submit",
					class: "primary",
					disabled: busy,
					children: "Suppress"
				})
			]
		})
	});
}
var LATER_MS = 150;
/** What the server says that the pattern covers; it is asked when nothing was typed for a moment. */
function Preview({ check, pattern }) {
	const [asked, setAsked] = d(pattern);
	A(() => {
		const later = setTimeout(() => setAsked(pattern), LATER_MS);
		return () => clearTimeout(later);
	}, [pattern]);
	const { data, error } = useRead(asked ? address("/suppressions/preview", {
		check_id: check,
		resource_pattern: asked
	}) : null);
	if (error) return /* @__PURE__ */ a(Problem, { error });
	if (!data || asked !== pattern) return /* @__PURE__ */ a(Waiting, { what: "what it covers" });
	const critical = data.severities.find((one) => one.value === "critical")?.count ?? 0;
	return /* @__PURE__ */ a("p", {
		class: "note",
		role: "status",
		children: [
			"Covers ",
			counted(data.finding_count, "open finding"),
			" now,",
			" ",
			critical ? /* @__PURE__ */ a("strong", { children: [count(critical), " critical"] }) : "none critical",
			data.suppressed_count ? `; ${count(data.suppressed_count)} of them are suppressed already` : "",
			"."
		]
	});
}
var STATUSES = [
	"open",
	"triaged",
	"accepted",
	"false_positive",
	"resolved"
];
function FindingPage({ id }) {
	const { data } = useRead(address(`/findings/${id}`));
	useTitle(data ? visible(data.title) : "Finding");
	return /* @__PURE__ */ a("article", {
		class: "card",
		children: /* @__PURE__ */ a(Body, {
			id,
			heading: "h1"
		})
	});
}
function FindingPanel({ id, onClose }) {
	const panel = T(null);
	F(() => {
		const opener = document.activeElement;
		panel.current?.focus();
		return () => setTimeout(focusAgain, 0, opener);
	}, []);
	return /* @__PURE__ */ a("aside", {
		class: "panel",
		"aria-label": "Finding",
		tabIndex: -1,
		ref: panel,
		children: [/* @__PURE__ */ a("div", {
			class: "actions",
			children: [/* @__PURE__ */ a("button", {
				type: "button",
				onClick: onClose,
				children: ["Close ", /* @__PURE__ */ a("kbd", { children: "Esc" })]
			}), /* @__PURE__ */ a(Link, {
				to: `/findings/${id}`,
				children: "Open as a page"
			})]
		}), /* @__PURE__ */ a(Body, {
			id,
			heading: "h2"
		})]
	});
}
function Body({ id, heading: Heading }) {
	const url = address(`/findings/${id}`);
	const { data: finding, error } = useRead(url);
	const suppressedBy = finding?.suppressed_by && may("suppressions:read") ? finding.suppressed_by : null;
	const { data: suppression } = useRead(suppressedBy ? address(`/suppressions/${suppressedBy}`) : null);
	const integrations = useIntegrations();
	const [refused, setRefused] = d(null);
	const [suppressing, setSuppressing] = d(false);
	const Part = Heading === "h1" ? "h2" : "h3";
	const fix = () => document.getElementById("fix")?.scrollIntoView();
	A(() => addKeys({ f: {
		what: "Show the fix",
		run: fix
	} }), []);
	if (error && !finding) return /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a(Heading, { children: "Finding" }), /* @__PURE__ */ a(Problem, { error })] });
	if (!finding) return /* @__PURE__ */ a(Waiting, { what: "the finding" });
	const { check } = finding;
	const decide = async (status, before) => {
		try {
			put(url, await change("PATCH", `/findings/${id}`, { status }));
			setRefused(null);
			invalidate(address("/findings?"), address("/findings/facets"));
			say(`Marked as ${status.replace("_", " ")}.`, before === status ? null : () => decide(before, before));
		} catch (found) {
			setRefused(found);
			invalidate(url);
		}
	};
	return /* @__PURE__ */ a("div", {
		class: `finding ${finding.severity}`,
		children: [
			/* @__PURE__ */ a("p", { children: [
				/* @__PURE__ */ a(SeverityMark, { severity: finding.severity }),
				" ",
				finding.delta === "new" ? /* @__PURE__ */ a(Badge, {
					tone: "new",
					children: "new"
				}) : null,
				" ",
				/* @__PURE__ */ a(Badge, {
					tone: "quiet",
					children: words(finding.status)
				}),
				" ",
				finding.suppressed_by ? /* @__PURE__ */ a(Badge, {
					tone: "quiet",
					children: "suppressed"
				}) : null
			] }),
			/* @__PURE__ */ a(Heading, { children: finding.title }),
			/* @__PURE__ */ a("p", {
				class: "evidence",
				children: visible(finding.summary)
			}),
			/* @__PURE__ */ a("div", {
				class: "actions low",
				children: [
					may("findings:write") ? /* @__PURE__ */ a(Decide, {
						status: finding.status,
						onDecide: (status) => void decide(status, finding.status)
					}, finding.status) : null,
					may("suppressions:write") && !finding.suppressed_by ? /* @__PURE__ */ a("button", {
						type: "button",
						onClick: () => setSuppressing(true),
						children: "Suppress …"
					}) : null,
					/* @__PURE__ */ a(Copy, {
						text: finding.resource_id,
						label: "Copy the asset's id"
					})
				]
			}),
			refused ? /* @__PURE__ */ a(Problem, {
				error: refused,
				onAgain: null
			}) : null,
			error ? /* @__PURE__ */ a(Problem, { error }) : null,
			/* @__PURE__ */ a("dl", {
				class: "facts",
				children: [
					/* @__PURE__ */ a("dt", { children: "Asset" }),
					/* @__PURE__ */ a("dd", {
						class: "id",
						children: visible(finding.resource_id)
					}),
					finding.terraform ? /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a("dt", { children: "Terraform" }), /* @__PURE__ */ a("dd", { children: /* @__PURE__ */ a(Declared, { of: finding }) })] }) : null,
					/* @__PURE__ */ a("dt", { children: "Account" }),
					/* @__PURE__ */ a("dd", { children: [
						nameOf(integrations, finding.integration_id),
						" · ",
						finding.service,
						" · ",
						finding.region
					] }),
					/* @__PURE__ */ a("dt", { children: "First seen" }),
					/* @__PURE__ */ a("dd", { children: /* @__PURE__ */ a(Time, { at: finding.discovered_at }) }),
					/* @__PURE__ */ a("dt", { children: "Last seen" }),
					/* @__PURE__ */ a("dd", { children: [
						/* @__PURE__ */ a(Time, { at: finding.last_seen_at }),
						" in ",
						/* @__PURE__ */ a(Link, {
							to: `/runs/${finding.scan_id}`,
							children: ["run ", finding.scan_id.slice(0, 8)]
						})
					] }),
					/* @__PURE__ */ a("dt", { children: "Check" }),
					/* @__PURE__ */ a("dd", { children: [/* @__PURE__ */ a(Link, {
						to: `/findings?check_id=${finding.check_id}`,
						children: finding.check_id
					}), check ? `: ${check.title}` : ""] })
				]
			}),
			suppression ? /* @__PURE__ */ a("p", {
				class: "note",
				children: [
					"Accepted by ",
					suppression.owner,
					" until ",
					/* @__PURE__ */ a(Time, { at: suppression.expires_at }),
					": ",
					suppression.reason,
					" ",
					/* @__PURE__ */ a(Link, {
						to: "/suppressions",
						children: "See all suppressions"
					})
				]
			}) : null,
			check ? /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a(Part, { children: "Why it matters" }), /* @__PURE__ */ a("p", { children: check.rationale })] }) : null,
			/* @__PURE__ */ a(Part, {
				id: "fix",
				children: "Fix"
			}),
			/* @__PURE__ */ a("p", { children: [
				finding.remediation ?? "This server no longer has the check.",
				" ",
				finding.reference ? /* @__PURE__ */ a("a", {
					href: finding.reference,
					target: "_blank",
					rel: "noopener noreferrer",
					children: "Reference ↗"
				}) : null
			] }),
			check?.remediation_terraform ? /* @__PURE__ */ a(Fix, {
				title: "Terraform",
				text: check.remediation_terraform
			}) : null,
			check?.remediation_cli ? /* @__PURE__ */ a(Fix, {
				title: "Command line",
				text: check.remediation_cli
			}) : null,
			finding.risk_refs.length ? /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a(Part, { children: "Controls" }), /* @__PURE__ */ a("ul", {
				class: "controls",
				children: finding.risk_refs.map((one) => /* @__PURE__ */ a("li", { children: /* @__PURE__ */ a(Badge, {
					tone: "quiet",
					children: one
				}) }, one))
			})] }) : null,
			/* @__PURE__ */ a(History, {
				id,
				heading: Part
			}),
			suppressing ? /* @__PURE__ */ a(Suppress, {
				findings: [finding],
				onClose: () => setSuppressing(false)
			}) : null
		]
	});
}
/** A status to set; the arrow keys choose one, and the button sets it. */
function Decide({ status, onDecide }) {
	const [chosen, setChosen] = d(status);
	return /* @__PURE__ */ a("span", {
		class: "chips",
		children: [/* @__PURE__ */ a("label", { children: ["Mark as", /* @__PURE__ */ a("select", {
			value: chosen,
			onChange: (event) => setChosen(event.currentTarget.value),
			children: STATUSES.map((one) => /* @__PURE__ */ a("option", {
				value: one,
				children: words(one)
			}, one))
		})] }), /* @__PURE__ */ a("button", {
			type: "button",
			onClick: () => onDecide(chosen),
			children: "Mark"
		})]
	});
}
/** What runs saw of it and what people decided; read when it is opened. */
function History({ id, heading: Heading }) {
	const [open, setOpen] = d(false);
	const { data, error } = useRead(open ? address(`/findings/${id}/history`, { limit: 50 }) : null);
	return /* @__PURE__ */ a("details", {
		class: "history",
		onToggle: (event) => setOpen(event.currentTarget.open),
		children: [
			/* @__PURE__ */ a("summary", { children: /* @__PURE__ */ a(Heading, { children: "History and decisions" }) }),
			error ? /* @__PURE__ */ a(Problem, { error }) : null,
			open && !data && !error ? /* @__PURE__ */ a(Waiting, { what: "the history" }) : null,
			/* @__PURE__ */ a("ol", {
				class: "plain-list",
				children: eventsOf(data).map((one, index) => /* @__PURE__ */ a("li", { children: [
					/* @__PURE__ */ a(Time, { at: one.at }),
					" ",
					/* @__PURE__ */ a("span", { children: one.what })
				] }, index))
			})
		]
	});
}
function eventsOf(history) {
	const runs = (history?.runs ?? []).map((one) => ({
		at: one.at,
		what: /* @__PURE__ */ a($, { children: [
			/* @__PURE__ */ a(Link, {
				to: `/runs/${one.run_id}`,
				children: ["Run ", one.run_id.slice(0, 8)]
			}),
			" ",
			one.delta === "resolved" ? "saw it gone" : one.delta === "new" ? "found it first" : "found it again",
			one.suppressed_by ? ", suppressed" : ""
		] })
	}));
	const decisions = (history?.decisions ?? []).map((one) => ({
		at: one.at,
		what: /* @__PURE__ */ a($, { children: [
			/* @__PURE__ */ a("strong", { children: visible(one.by_name ?? one.by ?? "An unknown token") }),
			" set it from ",
			words(one.from_status),
			" to",
			" ",
			words(one.to_status)
		] })
	}));
	return [...runs, ...decisions].sort((one, other) => other.at.localeCompare(one.at));
}
function words(status) {
	return status.replaceAll("_", " ");
}
function Fix({ title, text }) {
	return /* @__PURE__ */ a("div", { children: [/* @__PURE__ */ a("div", {
		class: "fix-head",
		children: [/* @__PURE__ */ a("strong", { children: title }), /* @__PURE__ */ a(Copy, {
			text,
			label: "Copy"
		})]
	}), /* @__PURE__ */ a("pre", {
		tabIndex: 0,
		children: text
	})] });
}
export { Decide, FindingPanel, FindingPage as default, Suppress as t };
