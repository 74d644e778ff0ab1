// Parse the queries of a file, an array of {place, title, text, traces}, with the grammars that
// Grafana's editors use; print those that are not valid, or how many there are. Arguments: the
// directory with `node_modules`, and the file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const packages = createRequire(pathToFileURL(process.argv[2] + "/"));
const promql = packages("@prometheus-io/lezer-promql").parser;
const traceql = packages("@grafana/lezer-traceql").parser;

function fault({ text: query, traces }) {
  const text = query // as Grafana fills it in
    .replaceAll("$__rate_interval_ms", "300000")
    .replaceAll(/\$__(range|rate_interval)/g, "5m");
  let found = "";
  (traces ? traceql : promql).parse(text).iterate({
    enter(node) {
      if (node.type.isError && !found) found = `at ${node.from}: ${text.slice(node.from) || "end"}`;
    },
  });
  return found;
}

// A grammar that accepts everything would prove nothing.
for (const wrong of [
  { text: "sum(rate(a[5m])", traces: false },
  { text: "{ name= } | rate()", traces: true },
]) {
  if (!fault(wrong)) throw new Error(`accepted: ${wrong.text}`);
}
const queries = JSON.parse(readFileSync(process.argv[3], "utf8"));
const faults = queries.map((query) => [query, fault(query)]).filter(([, found]) => found);
for (const [{ place, title, text }, found] of faults) {
  console.error(`${place}: ${title}: ${found}\n  ${text}`);
}
console.log(`${queries.length} queries`);
process.exit(faults.length ? 1 : 0);
