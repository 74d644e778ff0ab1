import { J as $, N as count, O as useRead, _ as Waiting, b as a, g as Time, l as Empty, p as Problem, u as Link, y as useTitle, z as address } from "./index.js";
import { a as RunStatus, c as originOf, i as GateBadge, l as scopeOf, r as DeltaText, s as nameOf, u as useIntegrations } from "./wording.js";
/** Whether there is something to see: what moved, what is moving, or what could not be looked at. */
function isNews(run) {
	return run.delta !== null && run.delta.new + run.delta.resolved > 0 || run.status !== "completed" || (run.gate?.verdict ?? "pass") !== "pass";
}
function Changes() {
	useTitle("What changed?");
	const { data, error } = useRead(address("/cloud-posture-runs", { limit: 100 }));
	const integrations = useIntegrations();
	const runs = data?.data ?? [];
	const news = runs.filter(isNews);
	const quiet = runs.length - news.length;
	return /* @__PURE__ */ a($, { children: [
		/* @__PURE__ */ a("h1", { children: "What changed?" }),
		/* @__PURE__ */ a("p", {
			class: "soft",
			children: "Runs that found something new, saw something go, or could not say. The newest is first."
		}),
		error ? /* @__PURE__ */ a(Problem, { error }) : null,
		!data && !error ? /* @__PURE__ */ a(Waiting, { what: "runs" }) : null,
		/* @__PURE__ */ a("ol", {
			class: "feed",
			children: news.map((run) => /* @__PURE__ */ a("li", {
				class: run.delta?.new ? "worse" : "calm",
				children: [/* @__PURE__ */ a(Link, {
					to: `/runs/${run.id}`,
					children: [/* @__PURE__ */ a("span", {
						class: "what",
						children: [/* @__PURE__ */ a(DeltaText, { run }), /* @__PURE__ */ a("strong", { children: headline(run) })]
					}), /* @__PURE__ */ a("span", {
						class: "where",
						children: [
							nameOf(integrations, run.integration_id),
							" · ",
							originOf(run),
							" · ",
							scopeOf(run)
						]
					})]
				}), /* @__PURE__ */ a("span", {
					class: "state",
					children: [
						/* @__PURE__ */ a(GateBadge, { verdict: run.gate?.verdict }),
						run.status === "completed" ? null : /* @__PURE__ */ a(RunStatus, { run }),
						/* @__PURE__ */ a(Time, { at: run.completed_at ?? run.accepted_at })
					]
				})]
			}, run.id))
		}),
		data && runs.length === 0 ? /* @__PURE__ */ a(Empty, {
			title: "There is no run yet",
			children: [/* @__PURE__ */ a(Link, {
				to: "/integrations",
				children: "Connect an account"
			}), ", or start a run from your pipeline."]
		}) : null,
		quiet ? /* @__PURE__ */ a("p", {
			class: "soft",
			children: [
				count(quiet),
				" of the last ",
				count(runs.length),
				" runs changed nothing. ",
				/* @__PURE__ */ a(Link, {
					to: "/runs",
					children: "See all runs"
				})
			]
		}) : null
	] });
}
function headline(run) {
	if (run.status === "running") return "A run is under way";
	if (run.status !== "completed") return run.error ? `No result: ${run.error.detail}` : `The run was ${run.status}`;
	const { new: added, resolved } = run.delta ?? {
		new: 0,
		resolved: 0
	};
	if (added && resolved) return `${count(added)} new, ${count(resolved)} resolved`;
	if (added) return `${count(added)} new ${added === 1 ? "finding" : "findings"}`;
	return resolved ? `${count(resolved)} resolved` : "Nothing new, and the gate does not pass";
}
export { Changes as default, isNews };
