// Decisions about findings: each request is one transaction, so many findings take several of them.
import { type ApiError, change } from "../api/call.ts";
import type { FindingsChange, FindingsDecision, FindingStatus } from "../api/types.ts";
import { count } from "../format.ts";

// A request has up to ten decisions, each about so many findings.
const DECIDED_AT_ONCE = 100;
const DECISIONS_AT_ONCE = 10;
export const MOST_AT_ONCE = DECIDED_AT_ONCE * DECISIONS_AT_ONCE;

/** How far decisions came: `left` are those of the request that failed, and of the ones that were not sent. */
export type Decided = { before: Map<FindingStatus, string[]>; done: number; left: FindingsDecision[]; error: ApiError | null };

/** Split decisions into requests; each holds for all of its findings or for none. */
export function requestsOf(decisions: FindingsDecision[]): FindingsDecision[][] {
  return inParts(decisions.flatMap(ofOneSize), DECISIONS_AT_ONCE);
}

/** Send decisions, one request after the other, until one fails; say after each how many findings are decided. */
export async function decideAll(decisions: FindingsDecision[], onStep: (done: number) => void): Promise<Decided> {
  const requests = requestsOf(decisions);
  const before = new Map<FindingStatus, string[]>();
  let done = 0;
  for (const [index, request] of requests.entries()) {
    const [first, ...also] = request;
    try {
      const made = await change<FindingsChange | null>("POST", "/findings/bulk", also.length ? { ...first, also } : first);
      for (const one of made?.changed ?? []) {
        before.set(one.from_status, [...(before.get(one.from_status) ?? []), one.id]);
      }
    } catch (error) {
      return { before, done, left: requests.slice(index).flat(), error: error as ApiError };
    }
    done += numberOf(request);
    onStep(done);
  }
  return { before, done, left: [], error: null };
}

/** What holds after a request has failed: how many findings are decided, and what is known of the others. */
export function halfway({ done, left, error }: Decided, doing: string, asBefore: string): string {
  const rest = numberOf(left);
  const next = Math.min(rest, MOST_AT_ONCE);
  // What was sent may have arrived although no response came back.
  const unsure = error?.status === 0 || error?.slug === "unexpected_response";
  const sure = unsure ? rest - next : rest;
  const parts = [done ? `${count(done)} of ${count(done + rest)} ${doing}.` : ""];
  parts.push(unsure ? `Of ${count(next)} it is not known: no response came.` : "");
  parts.push(sure ? `${count(sure)} ${asBefore}.` : "");
  return parts.filter(Boolean).join(" ");
}

export function numberOf(decisions: FindingsDecision[]): number {
  return decisions.reduce((sum, one) => sum + one.finding_ids.length, 0);
}

function ofOneSize({ status, finding_ids: ids }: FindingsDecision): FindingsDecision[] {
  return inParts(ids, DECIDED_AT_ONCE).map((part) => ({ status, finding_ids: part }));
}

function inParts<T>(all: T[], size: number): T[][] {
  return [...Array(Math.ceil(all.length / size)).keys()].map((part) => all.slice(part * size, (part + 1) * size));
}
