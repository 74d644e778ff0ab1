import { L as shortId, N as count, O as useRead, R as visible, b as a, i as Badge, n as may, t as NAMES } from "./index.js";
var NOT_READ = /* @__PURE__ */ new Map();
/** The names of the connected accounts; without the scope for it, the ids stand for them. */
function useIntegrations() {
	const url = may("integrations:read") ? NAMES : null;
	const { data, error } = useRead(url, { once: true });
	if (url !== null && data === null && error === null) return NOT_READ;
	return new Map((data?.data ?? []).map((one) => [one.id, one]));
}
function nameOf(integrations, id) {
	return integrations === NOT_READ ? "…" : visible(integrations.get(id)?.name ?? id.slice(0, 8));
}
/** Where a run came from, in the words of the tool or person that asked for it. */
function originOf(run) {
	const { tool, workspace, apply_id: apply } = run.source ?? {};
	const parts = [
		tool,
		workspace && `workspace ${workspace}`,
		apply && `apply ${apply}`
	];
	return visible(parts.filter(Boolean).join(" · ")) || run.trigger;
}
/** Which part of the account a run looked at; a run without a scope looked at all of it. */
function scopeOf(run) {
	const { services, regions, resource_ids: assets, check_ids: checks } = run.scope ?? {};
	return [
		services && services.join(", "),
		regions && `in ${regions.join(", ")}`,
		assets && `${count(assets.length)} named ${assets.length === 1 ? "asset" : "assets"}`,
		checks && `${count(checks.length)} ${checks.length === 1 ? "check" : "checks"}`
	].filter(Boolean).join(" · ") || "the whole account";
}
var RUN_TONES = {
	completed: "good",
	failed: "bad",
	cancelled: "quiet",
	running: "live"
};
function RunStatus({ run }) {
	const text = run.status === "running" ? run.phase : run.status;
	return /* @__PURE__ */ a(Badge, {
		tone: RUN_TONES[run.status] ?? "quiet",
		children: text
	});
}
function GateBadge({ verdict }) {
	if (verdict === null || verdict === void 0) return null;
	const tone = verdict === "pass" ? "good" : verdict === "fail" ? "bad" : "doubt";
	const text = verdict === "pass" ? "gate passes" : verdict === "fail" ? "gate stops" : `gate ${verdict}`;
	return /* @__PURE__ */ a(Badge, {
		tone,
		children: text
	});
}
function DeltaText({ run }) {
	if (!run.delta) return /* @__PURE__ */ a("span", {
		class: "soft",
		children: "–"
	});
	return /* @__PURE__ */ a("span", {
		class: "delta",
		children: [
			/* @__PURE__ */ a("span", {
				class: run.delta.new ? "more" : "soft",
				children: ["+", count(run.delta.new)]
			}),
			" ",
			/* @__PURE__ */ a("span", {
				class: run.delta.resolved ? "less" : "soft",
				children: ["−", count(run.delta.resolved)]
			})
		]
	});
}
var ORDER = [
	"critical",
	"high",
	"medium",
	"low",
	"info"
];
/** Findings by the asset that they are on, the asset with the worst finding first. */
function byAsset(findings) {
	const groups = /* @__PURE__ */ new Map();
	for (const finding of findings) {
		const group = groups.get(finding.resource_id);
		if (group) group.push(finding);
		else groups.set(finding.resource_id, [finding]);
	}
	const worst = (group) => Math.min(...group.map((one) => ORDER.indexOf(one.severity)));
	return [...groups].sort(([, one], [, other]) => worst(one) - worst(other) || other.length - one.length);
}
/** Where Terraform declares the asset of a finding; nothing where no run knew it. */
function Declared({ of }) {
	if (!of.terraform) return null;
	const { address: name, file, line } = of.terraform;
	return /* @__PURE__ */ a("span", {
		class: "declared",
		children: [/* @__PURE__ */ a("code", { children: visible(name) }), file ? /* @__PURE__ */ a("span", {
			class: "soft",
			children: [" ", visible(line ? `${file}:${line}` : file)]
		}) : null]
	});
}
function Asset({ id }) {
	return /* @__PURE__ */ a("span", {
		class: "id",
		title: visible(id),
		children: visible(shortId(id))
	});
}
export { RunStatus as a, originOf as c, GateBadge as i, scopeOf as l, Declared as n, byAsset as o, DeltaText as r, nameOf as s, Asset as t, useIntegrations as u };
