// The filters of findings, in the address and in the API by the same names.
import type { Query } from "../api/call.ts";

export const FILTERS = [
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
  "q",
];

/** Return what the API is asked for an address; open ones that are not suppressed by default. */
export function queryOf(parameters: URLSearchParams): Query {
  const query: Query = Object.fromEntries(FILTERS.map((name) => [name, parameters.get(name)]));
  const status = parameters.get("status") ?? "open";
  query.status = status === "any" ? null : status;
  const suppressed = parameters.get("suppressed") ?? "exclude";
  query.suppressed = suppressed === "include" ? null : suppressed === "only";
  return query;
}

/** Whether an address filters more than the page does by itself. */
export function isFiltered(parameters: URLSearchParams): boolean {
  return [...FILTERS, "status", "suppressed"].some((name) => parameters.has(name));
}
