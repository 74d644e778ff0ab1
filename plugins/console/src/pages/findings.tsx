// Findings: by check or one by one, filtered by the address, with the finding itself beside the list.
import { useEffect, useRef, useState } from "preact/hooks";

import { type ApiError, address, type Query, read } from "../api/call.ts";
import type { Facets, Finding, FindingPage } from "../api/types.ts";
import { count, counted } from "../format.ts";
import { addKeys } from "../keys.ts";
import { VirtualList } from "../list.tsx";
import { Badge, Choice, Empty, Link, Problem, SeverityMark, Time, useTitle, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { go, search, withParameters } from "../route.ts";
import { may } from "../session.ts";
import { copied } from "../toast.ts";
import { Asset, nameOf, useIntegrations } from "./wording.tsx";
import { Bulk, MarkAll, type Marked } from "./bulk.tsx";
import { isFiltered, queryOf } from "./filters.ts";
import { FindingPanel } from "./finding.tsx";
import { Suppress } from "./suppress.tsx";

const PAGE = 200;
const SEARCH_MS = 150;
const STATUSES: (string | [string, string])[] = [["any", "any"], "triaged", "accepted", "false_positive", "resolved"];

type CheckFacet = Facets["checks"][number];
type Row =
  | { kind: "check"; check: CheckFacet; open: boolean }
  | { kind: "finding"; finding: Finding }
  | { kind: "wait"; text: string };

/** Findings of several lists, each read page after page, until the filters change. */
function useLists(query: Query) {
  const key = address("/findings", query);
  const lists = useRef(new Map<string, List>());
  const shown = useRef(key);
  const [, again] = useState(0);
  if (shown.current !== key) {
    shown.current = key;
    lists.current = new Map();
  }
  const more = async (check: string) => {
    const list = lists.current.get(check) ?? { rows: [], cursor: "", busy: false, error: null };
    lists.current.set(check, list);
    if (list.busy || list.cursor === null) {
      return;
    }
    list.busy = true;
    const own = check ? { ...query, check_id: check } : query;
    try {
      const url = address("/findings", { ...own, sort: "severity", limit: PAGE, cursor: list.cursor });
      const page = await read<FindingPage>(url);
      list.rows = [...list.rows, ...page.data];
      list.cursor = page.next_cursor ?? null;
      list.error = null;
    } catch (error) {
      list.error = error as ApiError;
    }
    list.busy = false;
    if (shown.current === key) {
      again((number) => number + 1);
    }
  };
  const reload = () => {
    lists.current = new Map();
    again((number) => number + 1);
  };
  return { lists: lists.current, more, reload, key };
}

type List = { rows: Finding[]; cursor: string | null; busy: boolean; error: ApiError | null };

export default function Findings() {
  useTitle("Findings");
  const parameters = search.value;
  const query = queryOf(parameters);
  const grouped = parameters.get("group") !== "none";
  const id = parameters.get("id");
  const { data: facets, error } = useRead<Facets>(address("/findings/facets", query));
  const { lists, more, reload, key } = useLists(query);
  const [open, setOpen] = useState<string[]>([]);
  const [marked, setMarked] = useState<Marked>(new Map());
  const [active, setActive] = useState(-1);
  const [suppressing, setSuppressing] = useState<Finding[]>([]);
  const integrations = useIntegrations();

  useEffect(() => {
    now.current.active = -1;
    setActive(-1);
    setMarked(new Map());
    setOpen(parameters.has("check_id") ? [parameters.get("check_id") ?? ""] : []);
  }, [key, grouped]);
  useEffect(() => {
    open.filter((check) => !lists.has(check)).forEach((check) => void more(check));
    if (!grouped && !lists.has("")) {
      void more("");
    }
  }, [open, key, grouped, lists]);

  const rows = grouped ? groupedRows(facets?.checks ?? [], open, lists) : flatRows(lists.get(""));
  const failed = error ?? [...lists.values()].find((list) => list.error)?.error ?? null;
  // Keys can come faster than the page is drawn, so they look at what is true now.
  const now = useRef({ rows, active });
  now.current.rows = rows;
  const move = (to: number) => {
    // The row that moves is no longer the one with the focus.
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused.closest(".rows")) {
      focused.blur();
    }
    now.current.active = Math.max(0, Math.min(to, now.current.rows.length - 1));
    setActive(now.current.active);
  };
  const current = () => now.current.rows[now.current.active];
  const show = (finding: Finding) => go(withParameters({ id: finding.id }));
  const toggle = (check: string) =>
    setOpen((old) => (old.includes(check) ? old.filter((one) => one !== check) : [...old, check]));
  const mark = (finding: Finding) =>
    setMarked((old) => {
      const next = new Map(old);
      if (!next.delete(finding.id)) {
        next.set(finding.id, finding);
      }
      return next;
    });
  const ofRow = (act: (finding: Finding) => void) => () => {
    const row = current();
    if (row?.kind === "finding") {
      act(row.finding);
    }
  };
  const suppress = () => {
    const row = current();
    const chosen = marked.size ? [...marked.values()] : row?.kind === "finding" ? [row.finding] : [];
    if (may("suppressions:write")) {
      setSuppressing(chosen);
    }
  };
  const readAgain = () => {
    invalidate(address("/findings/facets"));
    reload();
  };
  // Lists are read apart from the rest of the page, so they come back on their own, too.
  useEffect(() => {
    addEventListener("online", reload);
    return () => removeEventListener("online", reload);
  });
  const openRow = () => {
    const row = current();
    if (row?.kind === "check") {
      toggle(row.check.check_id);
    } else {
      ofRow(show)();
    }
  };

  useEffect(() =>
    addKeys({
      j: { what: "Next row", run: () => move(now.current.active + 1) },
      k: { what: "Row before", run: () => move(now.current.active - 1) },
      Enter: { what: "Open the row", run: openRow },
      x: { what: "Mark the finding", run: ofRow(mark) },
      s: { what: "Suppress what is marked", run: suppress },
      c: { what: "Copy the id of the asset", run: ofRow((one) => void copied(one.resource_id)) },
      Escape: { what: "Close the finding", run: () => go(withParameters({ id: null })) },
      "/": { what: "Search", run: () => document.getElementById("search")?.focus() },
    }),
  );

  const render = (index: number) => {
    const row = rows[index];
    if (row?.kind === "check") {
      return <CheckRow row={row} onOpen={() => toggle(row.check.check_id)} />;
    }
    if (row?.kind === "finding") {
      const { finding } = row;
      return (
        <>
          <input
            type="checkbox"
            aria-label={`Mark ${finding.resource_id}`}
            checked={marked.has(finding.id)}
            onChange={() => mark(finding)}
          />
          <SeverityMark severity={finding.severity} short={grouped} />
          <button type="button" class="text" onClick={() => show(finding)}>
            {grouped ? <Asset id={finding.resource_id} /> : finding.title}
          </button>
          <span class="side">{grouped ? nameOf(integrations, finding.integration_id) : <Asset id={finding.resource_id} />}</span>
          {finding.delta === "new" ? <Badge tone="new">new</Badge> : null}
          {finding.suppressed_by ? <Badge tone="quiet">suppressed</Badge> : null}
          <span class="end optional">{finding.region}</span>
          <span class="end optional">
            <Time at={finding.discovered_at} />
          </span>
        </>
      );
    }
    return <span class="soft">{row?.text}</span>;
  };

  return (
    <>
      <div class="head">
        <h1>Findings</h1>
        <div class="chips">
          <p class="soft" aria-live="polite">
            {facets ? `${counted(facets.total_count, "finding matches", "findings match")}` : failed ? "" : "…"}
          </p>
          {facets ? <MarkAll query={query} total={facets.total_count} onMarked={setMarked} /> : null}
        </div>
      </div>
      <Filters facets={facets} />
      {failed ? <Problem error={failed} onAgain={readAgain} /> : null}
      {(!facets || (!grouped && facets.total_count > 0 && rows.length === 0)) && !failed ? <Waiting what="findings" /> : null}
      {facets && facets.total_count === 0 ? (
        <Empty title="No finding matches">
          {isFiltered(parameters) ? (
            <Link to="/findings">Remove the filters</Link>
          ) : (
            "Nothing is open. Whether everything was looked at is said by the coverage of each run."
          )}
        </Empty>
      ) : null}
      {rows.length ? (
        <VirtualList
          rows={rows.length}
          render={render}
          label="Findings"
          active={active}
          onEnd={() => {
            if (!grouped) {
              void more("");
            }
          }}
        />
      ) : null}
      <Bulk marked={marked} onMarked={setMarked} onSuppress={suppress} onChanged={readAgain} />
      {id ? <FindingPanel id={id} onClose={() => go(withParameters({ id: null }))} /> : null}
      {suppressing.length ? (
        <Suppress
          findings={suppressing}
          onClose={() => {
            setSuppressing([]);
            setMarked(new Map());
          }}
        />
      ) : null}
    </>
  );
}

function CheckRow({ row, onOpen }: { row: Row & { kind: "check" }; onOpen: () => void }) {
  const { check, open } = row;
  return (
    <>
      <SeverityMark severity={check.severity} short />
      <button type="button" class="text strong" aria-expanded={open} onClick={onOpen} title={check.check_id}>
        {open ? "▾" : "▸"} {check.title}
      </button>
      {check.new_count ? <Badge tone="new">{count(check.new_count)} new</Badge> : null}
      <span class="end">{count(check.count)}</span>
    </>
  );
}

function groupedRows(checks: CheckFacet[], open: string[], lists: Map<string, List>): Row[] {
  return checks.flatMap((check): Row[] => {
    const isOpen = open.includes(check.check_id);
    const head: Row = { kind: "check", check, open: isOpen };
    if (!isOpen) {
      return [head];
    }
    const list = lists.get(check.check_id);
    const rows = (list?.rows ?? []).map((finding): Row => ({ kind: "finding", finding }));
    const left = check.count - rows.length;
    const rest: Row[] =
      left > 0 ? [{ kind: "wait", text: list?.rows.length ? `${count(left)} more: search to narrow down` : "Reading …" }] : [];
    return [head, ...rows, ...rest];
  });
}

function flatRows(list: List | undefined): Row[] {
  const rows = (list?.rows ?? []).map((finding): Row => ({ kind: "finding", finding }));
  return list?.cursor ? [...rows, { kind: "wait", text: "Reading more …" }] : rows;
}

function Filters({ facets }: { facets: Facets | null }) {
  const options = (found: { value: string; count: number }[] | undefined) =>
    (found ?? []).map((one): [string, string] => [one.value, `${one.value} (${count(one.count)})`]);
  const accounts = [...useIntegrations().values()].map((one): [string, string] => [one.id, one.name]);
  const asked = search.value.get("q") ?? "";
  const [text, setText] = useState(asked);
  // The Back button changes the address, and then the field follows it.
  useEffect(() => {
    if (document.activeElement?.id !== "search") {
      setText(asked);
    }
  }, [asked]);
  useEffect(() => {
    const later = setTimeout(() => go(withParameters({ q: text || null }), "replace"), SEARCH_MS);
    return () => clearTimeout(later);
  }, [text]);
  const wide = matchMedia("(min-width: 701px)").matches;
  const scope = search.value.get("scan_id");
  const check = search.value.get("check_id");
  return (
    <search class="filters">
      <label class="search">
        Search
        <input
          id="search"
          type="search"
          value={text}
          maxLength={200}
          placeholder="asset, check or text"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <details open={wide}>
        <summary>Filters</summary>
        <div class="inside">
          <Choice name="severity" label="Severity" options={options(facets?.severities)} />
          <Choice name="family" label="Family" options={options(facets?.families)} />
          <Choice name="service" label="Service" options={options(facets?.services)} />
          <Choice name="region" label="Region" options={options(facets?.regions)} />
          <Choice name="integration_id" label="Account" options={accounts} />
          <Choice name="status" label="Status" none="open" options={STATUSES} />
          <Choice name="delta" label="Since the last run" options={["new", "unchanged", "resolved"]} />
          <Choice name="suppressed" label="Suppressed" none="exclude" options={["include", "only"]} />
          <Choice name="group" label="Group" none="by check" options={[["none", "none"]]} />
        </div>
      </details>
      {scope ? (
        <button type="button" onClick={() => go(withParameters({ scan_id: null }))}>
          of run {scope.slice(0, 8)} ✕
        </button>
      ) : null}
      {check ? (
        <button type="button" onClick={() => go(withParameters({ check_id: null }))}>
          {check} ✕
        </button>
      ) : null}
    </search>
  );
}
