// The parts that decide something, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError } from "../src/api/call.ts";
import { ago, capital, counted, duration, share, shortId, visible } from "../src/format.ts";
import { patternFor } from "../src/glob.ts";
import { halfway, requestsOf } from "../src/pages/decisions.ts";
import { isFiltered, queryOf } from "../src/pages/filters.ts";
import { match, withParameters } from "../src/route.ts";
import { tokenOf } from "../src/session.ts";
import { windowOf } from "../src/window.ts";

test("an address goes to the API and back under the same names", () => {
  const names = ["scan_id", "severity", "family", "service", "region", "check_id", "resource_id", "delta", "q"];
  for (let round = 0; round < 200; round += 1) {
    const chosen = names.filter((_, index) => (round >> (index % 8)) & 1);
    const values = Object.fromEntries(chosen.map((name) => [name, `${name} ${round} & = ? # % ü`]));
    const address = withParameters(values, "/findings");
    const query = queryOf(new URLSearchParams(address.split("?")[1] ?? ""));
    for (const name of names) {
      assert.equal(query[name] ?? null, values[name] ?? null);
    }
  }
});

test("open findings that are not suppressed are shown unless the address says more", () => {
  const of = (text: string) => queryOf(new URLSearchParams(text));
  assert.deepEqual([of("").status, of("").suppressed], ["open", false]);
  assert.deepEqual([of("status=any").status, of("suppressed=include").suppressed], [null, null]);
  assert.equal(of("suppressed=only").suppressed, true);
  assert.ok(!isFiltered(new URLSearchParams("group=none&id=1")));
  assert.ok(isFiltered(new URLSearchParams("status=any")));
});

test("parameters that a page does not know stay in the address", () => {
  assert.equal(withParameters({ q: "a", old: null }, "/findings?x=1&old=2"), "/findings?x=1&q=a");
  assert.equal(withParameters({ x: null }, "/findings?x=1"), "/findings");
});

test("a path fits a pattern part by part", () => {
  assert.deepEqual(match("/runs/:id", "/runs/a%20b"), { id: "a b" });
  assert.deepEqual(match("/runs/:id", "/runs/a/"), { id: "a" });
  assert.equal(match("/runs/:id", "/runs/a/gate"), null);
  assert.deepEqual(match("/runs/:id", "/runs/%E0%A4%A"), { id: "%E0%A4%A" });
});

test("only the rows in sight are needed, and some around them", () => {
  assert.deepEqual(windowOf(0, 440, 10_000, 44), { first: 0, last: 18 });
  assert.deepEqual(windowOf(44_000, 440, 10_000, 44), { first: 992, last: 1018 });
  assert.deepEqual(windowOf(-500, 440, 3, 44), { first: 0, last: 3 });
  assert.deepEqual(windowOf(1_000_000, 440, 3, 44), { first: 3, last: 3 });
  for (let top = 0; top < 450_000; top += 999) {
    const { first, last } = windowOf(top, 900, 10_000, 44);
    assert.ok(last - first <= 60, `${last - first} rows at ${top}`);
  }
});

test("a pattern covers what the marked assets begin with", () => {
  assert.equal(patternFor(["arn:x:1", "arn:x:2"]), "arn:x:*");
  assert.equal(patternFor(["arn:x:1"]), "arn:x:1");
});

test("a link signs in on this machine alone", () => {
  assert.equal(tokenOf("#token=posture_a", "127.0.0.1"), "posture_a");
  assert.equal(tokenOf("#token=posture_a", "localhost"), "posture_a");
  assert.equal(tokenOf("#token=posture_a", "posture.example.com"), null);
  assert.equal(tokenOf("#token=posture_a", "localhost.example.com"), null);
  assert.equal(tokenOf("#main", "localhost"), null);
});

test("a share is never rounded up to all", () => {
  assert.equal(share(0.9996), "99.9 %");
  assert.equal(share(1), "100 %");
  assert.equal(share(0), "0 %");
});

test("a name cannot read as another one", () => {
  assert.equal(visible("invoice\u202egnp.exe"), "invoice\\u202egnp.exe");
  assert.equal(visible("a\u200bb\nc"), "a\\u200bb\\u000ac");
  assert.equal(visible("Bücher, 名前 <b>"), "Bücher, 名前 <b>");
});

test("times, numbers and ids are short", () => {
  const now = Date.parse("2026-11-28T12:00:00Z");
  assert.equal(ago("2026-11-28T11:57:00Z", now), "3 minutes ago");
  assert.equal(ago("2026-11-28T11:59:55Z", now), "just now");
  assert.equal(ago("2026-12-05T12:00:00Z", now), "in 7 days");
  assert.deepEqual([duration(12), duration(29_800), duration(61_000)], ["12 ms", "29.8 s", "1 min 1 s"]);
  assert.equal(counted(1, "finding"), "1 finding");
  assert.equal(counted(4_644, "finding"), "4,644 findings");
  assert.equal(shortId("arn:aws:ec2:eu-central-1:1:instance/i-1"), "instance/i-1");
  assert.equal(capital("false_positive"), "False positive");
});

test("decisions about many findings are requests of at most ten times a hundred", () => {
  const ids = [...Array(2_300).keys()].map(String);
  const split = requestsOf([
    { status: "open", finding_ids: ids.slice(0, 1_950) },
    { status: "accepted", finding_ids: ids.slice(1_950) },
  ]);
  assert.deepEqual(split.map((one) => one.length), [10, 10, 4]);
  assert.ok(split.flat().every((one) => one.finding_ids.length > 0 && one.finding_ids.length <= 100));
  assert.deepEqual(split.flat().flatMap((one) => one.finding_ids), ids);
  assert.equal(split.flat()[19]?.status, "open");
  assert.equal(split.flat()[19]?.finding_ids.length, 50);
  assert.equal(split.flat()[20]?.status, "accepted");
});

test("what is not known of a request without a response is said", () => {
  const left = requestsOf([{ status: "open", finding_ids: [...Array(1_300).keys()].map(String) }]).flat();
  const said = (error: ApiError) => halfway({ before: new Map(), done: 1_000, left, error }, "are marked", "are as they were");
  assert.equal(said(new ApiError(503, "unavailable", "")), "1,000 of 2,300 are marked. 1,300 are as they were.");
  assert.equal(
    said(new ApiError(0, "offline", "")),
    "1,000 of 2,300 are marked. Of 1,000 it is not known: no response came. 300 are as they were.",
  );
});
