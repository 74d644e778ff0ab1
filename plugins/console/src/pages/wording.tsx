// What several pages say about runs and findings in the same words.
import type { Finding, Integration, Run } from "../api/types.ts";
import { count, shortId, visible } from "../format.ts";
import { Badge } from "../parts.tsx";
import { useRead } from "../query.ts";
import { may, NAMES } from "../session.ts";

type Named = Pick<Integration, "id" | "name">;

// While the names are on their way, an id in their place would only flash.
const NOT_READ = new Map<string, Named>();

/** The names of the connected accounts; without the scope for it, the ids stand for them. */
export function useIntegrations(): Map<string, Named> {
  const url = may("integrations:read") ? NAMES : null;
  const { data, error } = useRead<{ data: Named[] }>(url, { once: true });
  if (url !== null && data === null && error === null) {
    return NOT_READ;
  }
  return new Map((data?.data ?? []).map((one) => [one.id, one]));
}

export function nameOf(integrations: Map<string, Named>, id: string): string {
  return integrations === NOT_READ ? "…" : visible(integrations.get(id)?.name ?? id.slice(0, 8));
}

/** Where a run came from, in the words of the tool or person that asked for it. */
export function originOf(run: Run): string {
  const { tool, workspace, apply_id: apply } = run.source ?? {};
  const parts = [tool, workspace && `workspace ${workspace}`, apply && `apply ${apply}`];
  return visible(parts.filter(Boolean).join(" · ")) || run.trigger;
}

/** Which part of the account a run looked at; a run without a scope looked at all of it. */
export function scopeOf(run: Run): string {
  const { services, regions, resource_ids: assets, check_ids: checks } = run.scope ?? {};
  const parts = [
    services && services.join(", "),
    regions && `in ${regions.join(", ")}`,
    assets && `${count(assets.length)} named ${assets.length === 1 ? "asset" : "assets"}`,
    checks && `${count(checks.length)} ${checks.length === 1 ? "check" : "checks"}`,
  ];
  return parts.filter(Boolean).join(" · ") || "the whole account";
}

const RUN_TONES: Record<string, string> = { completed: "good", failed: "bad", cancelled: "quiet", running: "live" };

export function RunStatus({ run }: { run: Run }) {
  const text = run.status === "running" ? run.phase : run.status;
  return <Badge tone={RUN_TONES[run.status] ?? "quiet"}>{text}</Badge>;
}

export function GateBadge({ verdict }: { verdict: string | null | undefined }) {
  if (verdict === null || verdict === undefined) {
    return null;
  }
  const tone = verdict === "pass" ? "good" : verdict === "fail" ? "bad" : "doubt";
  const text = verdict === "pass" ? "gate passes" : verdict === "fail" ? "gate stops" : `gate ${verdict}`;
  return <Badge tone={tone}>{text}</Badge>;
}

export function DeltaText({ run }: { run: Run }) {
  if (!run.delta) {
    return <span class="soft">–</span>;
  }
  return (
    <span class="delta">
      <span class={run.delta.new ? "more" : "soft"}>+{count(run.delta.new)}</span>{" "}
      <span class={run.delta.resolved ? "less" : "soft"}>−{count(run.delta.resolved)}</span>
    </span>
  );
}

const ORDER = ["critical", "high", "medium", "low", "info"];

/** Findings by the asset that they are on, the asset with the worst finding first. */
export function byAsset(findings: Finding[]): [string, Finding[]][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.resource_id);
    if (group) {
      group.push(finding);
    } else {
      groups.set(finding.resource_id, [finding]);
    }
  }
  const worst = (group: Finding[]) => Math.min(...group.map((one) => ORDER.indexOf(one.severity)));
  return [...groups].sort(([, one], [, other]) => worst(one) - worst(other) || other.length - one.length);
}

/** Where Terraform declares the asset of a finding; nothing where no run knew it. */
export function Declared({ of }: { of: Pick<Finding, "terraform"> }) {
  if (!of.terraform) {
    return null;
  }
  const { address: name, file, line } = of.terraform;
  return (
    <span class="declared">
      <code>{visible(name)}</code>
      {file ? <span class="soft"> {visible(line ? `${file}:${line}` : file)}</span> : null}
    </span>
  );
}

export function Asset({ id }: { id: string }) {
  return (
    <span class="id" title={visible(id)}>
      {visible(shortId(id))}
    </span>
  );
}
