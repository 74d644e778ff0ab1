import { B as change, E as invalidate, J as $, N as count, O as useRead, R as visible, S as say, _ as Waiting, b as a, g as Time, h as Sheet, i as Badge, l as Empty, n as may, p as Problem, q as d, y as useTitle, z as address } from "./index.js";
import { t as DataTable } from "./table.js";
var TONES = {
	queued: "live",
	running: "live",
	ready: "good",
	failed: "bad",
	expired: "quiet"
};
var DAY_MS = 864e5;
var BYTES_IN_KB = 1e3;
function Reports() {
	useTitle("Reports");
	const reading = useRead(address("/reports", { limit: 100 }));
	const [refused, setRefused] = d(null);
	const [making, setMaking] = d(false);
	const [proving, setProving] = d(null);
	const remove = (one) => change("DELETE", `/reports/${one.id}`).then(() => {
		invalidate(address("/reports"));
		say(`${visible(one.title)} is deleted.`);
	}, setRefused);
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("div", {
			class: "head",
			children: [/* @__PURE__ */ a("h1", { children: "Reports" }), may("reports:generate") ? /* @__PURE__ */ a("button", {
				type: "button",
				class: "primary",
				onClick: () => setMaking(true),
				children: "Make a report"
			}) : null]
		}),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Documents about a period. The audit log has the hash of each file, which proves it."
		}),
		/* @__PURE__ */ a(DataTable, {
			label: "Reports",
			reading,
			refused,
			rows: reading.data?.data ?? [],
			keyOf: (one) => one.id,
			empty: /* @__PURE__ */ a(Empty, {
				title: "There is no report",
				children: [
					"Make one here, or with ",
					/* @__PURE__ */ a("code", { children: "posture report create" }),
					"."
				]
			}),
			columns: [
				{
					name: "Title",
					cell: (one) => visible(one.title)
				},
				{
					name: "Period",
					cell: (one) => `${one.scope.from.slice(0, 10)} to ${one.scope.to.slice(0, 10)}`
				},
				{
					name: "Frameworks",
					cell: (one) => one.frameworks.join(", ") || "all checks"
				},
				{
					name: "Status",
					cell: (one) => /* @__PURE__ */ a("span", {
						title: one.error ? visible(one.error.message) : void 0,
						children: /* @__PURE__ */ a(Badge, {
							tone: TONES[one.status],
							children: one.status
						})
					})
				},
				{
					name: "Size",
					kind: "end",
					cell: (one) => one.size_bytes === null ? "–" : `${count(Math.ceil(one.size_bytes / BYTES_IN_KB))} kB`
				},
				{
					name: "Asked for",
					cell: (one) => /* @__PURE__ */ a(Time, { at: one.queued_at })
				},
				{
					name: "Actions",
					unseen: true,
					cell: (one) => /* @__PURE__ */ a("span", {
						class: "chips",
						children: [one.status === "ready" ? /* @__PURE__ */ a($, { children: [/* @__PURE__ */ a("a", {
							href: address(`/reports/${one.id}/download`),
							download: true,
							children: ["Download ", one.format]
						}), /* @__PURE__ */ a("button", {
							type: "button",
							class: "small",
							onClick: () => setProving(one),
							children: "Proof"
						})] }) : null, may("reports:generate") ? /* @__PURE__ */ a("button", {
							type: "button",
							class: "small",
							onClick: () => void remove(one),
							children: "Delete"
						}) : null]
					})
				}
			]
		}),
		making ? /* @__PURE__ */ a(Make, { onClose: () => setMaking(false) }) : null,
		proving ? /* @__PURE__ */ a(Proof, {
			report: proving,
			onClose: () => setProving(null)
		}) : null
	] });
}
function Make({ onClose }) {
	const { data } = useRead(address("/frameworks"));
	const [error, setError] = d(null);
	const today = (/* @__PURE__ */ new Date()).toISOString().slice(0, 10);
	const month = (/* @__PURE__ */ new Date(Date.now() - 30 * DAY_MS)).toISOString().slice(0, 10);
	const submit = async (event) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const framework = String(form.get("framework"));
		const until = Date.parse(`${String(form.get("to"))}T00:00:00Z`) + DAY_MS;
		try {
			await change("POST", "/reports", {
				title: form.get("title"),
				frameworks: framework ? [framework] : [],
				scope: {
					from: `${String(form.get("from"))}T00:00:00Z`,
					to: new Date(Math.min(until, Date.now())).toISOString()
				},
				format: form.get("format")
			});
			invalidate(address("/reports"));
			say("The report is being made.");
			onClose();
		} catch (found) {
			setError(found);
		}
	};
	return /* @__PURE__ */ a(Sheet, {
		title: "Make a report",
		onClose,
		children: /* @__PURE__ */ a("form", {
			onSubmit: submit,
			children: [
				/* @__PURE__ */ a("label", { children: ["Title", /* @__PURE__ */ a("input", {
					name: "title",
					required: true,
					autofocus: true,
					maxLength: 200
				})] }),
				/* @__PURE__ */ a("label", { children: ["Framework", /* @__PURE__ */ a("select", {
					name: "framework",
					children: [/* @__PURE__ */ a("option", {
						value: "",
						children: "none: all checks"
					}), (data?.data ?? []).map((one) => /* @__PURE__ */ a("option", {
						value: one.id,
						children: one.title
					}, one.id))]
				})] }),
				/* @__PURE__ */ a("div", {
					class: "chips",
					children: [
						/* @__PURE__ */ a("label", { children: ["From", /* @__PURE__ */ a("input", {
							name: "from",
							type: "date",
							required: true,
							value: month,
							max: today
						})] }),
						/* @__PURE__ */ a("label", { children: ["To and with", /* @__PURE__ */ a("input", {
							name: "to",
							type: "date",
							required: true,
							value: today,
							max: today
						})] }),
						/* @__PURE__ */ a("label", { children: ["Format", /* @__PURE__ */ a("select", {
							name: "format",
							children: [/* @__PURE__ */ a("option", {
								value: "json",
								children: "JSON, for programs"
							}), /* @__PURE__ */ a("option", {
								value: "pdf",
								children: "PDF, for people"
							})]
						})] })
					]
				}),
				error ? /* @__PURE__ */ a(Problem, { error }) : null,
				/* @__PURE__ */ a("button", {
					type: "submit",
					class: "primary",
					children: "Make it"
				})
			]
		})
	});
}
function Proof({ report, onClose }) {
	const { data, error } = useRead(address(`/reports/${report.id}/proof`));
	return /* @__PURE__ */ a(Sheet, {
		title: `Proof of ${visible(report.title)}`,
		onClose,
		children: [
			error ? /* @__PURE__ */ a(Problem, { error }) : null,
			!data && !error ? /* @__PURE__ */ a(Waiting, { what: "the audit log" }) : null,
			data ? /* @__PURE__ */ a($, { children: [
				/* @__PURE__ */ a("p", { children: data.faults.length ? /* @__PURE__ */ a(Badge, {
					tone: "bad",
					children: "The audit log does not prove this file"
				}) : data.walk === "complete" ? /* @__PURE__ */ a(Badge, {
					tone: "good",
					children: "The audit log proves this file"
				}) : /* @__PURE__ */ a(Badge, {
					tone: "doubt",
					children: "Not all of the audit log was read"
				}) }),
				/* @__PURE__ */ a("dl", {
					class: "facts",
					children: [
						/* @__PURE__ */ a("dt", { children: "SHA-256" }),
						/* @__PURE__ */ a("dd", {
							class: "id",
							children: data.sha256
						}),
						/* @__PURE__ */ a("dt", { children: "Rows verified" }),
						/* @__PURE__ */ a("dd", { children: count(data.verified_rows) })
					]
				}),
				data.faults.map((one) => /* @__PURE__ */ a("p", {
					class: "refused",
					children: typeof one === "string" ? one : JSON.stringify(one)
				}, JSON.stringify(one))),
				/* @__PURE__ */ a("p", {
					class: "soft",
					children: [
						"Compare the hash with that of your file: ",
						/* @__PURE__ */ a("code", { children: "posture report verify FILE" }),
						". That the chain itself was not written anew is proved by ",
						/* @__PURE__ */ a("code", { children: "posture audit verify" }),
						"."
					]
				})
			] }) : null
		]
	});
}
export { Reports as default };
