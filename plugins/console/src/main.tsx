// The shell: who is signed in, where one can go, and the page of the address.
import { type ComponentType, render } from "preact";
import { useEffect, useState } from "preact/hooks";

import { ApiError } from "./api/call.ts";
import { capital } from "./format.ts";
import { addKeys, allKeys, listen } from "./keys.ts";
import { listenFrom } from "./live.ts";
import { Link, Problem, Sheet, Toasts, useTitle, Waiting } from "./parts.tsx";
import { readAllAgain } from "./query.ts";
import { followLinks, go, match, path } from "./route.ts";
import { ask, signOut, who } from "./session.ts";
import { SignIn, takeSentBack } from "./sign_in.tsx";
import { undoLast } from "./toast.ts";

type Page = ComponentType<{ id: string; part: string }>;
type Load = () => Promise<{ default: Page }>;

const PAGES: [string, Load][] = [
  ["/changes", () => import("./pages/changes.tsx")],
  ["/runs", () => import("./pages/runs.tsx")],
  ["/runs/:id", () => import("./pages/run.tsx")],
  ["/runs/:id/:part", () => import("./pages/run.tsx")],
  ["/findings", () => import("./pages/findings.tsx")],
  ["/findings/:id", () => import("./pages/finding.tsx")],
  ["/suppressions", () => import("./pages/suppressions.tsx")],
  ["/compare/:id", () => import("./pages/compare.tsx")],
  ["/frameworks", () => import("./pages/frameworks.tsx")],
  ["/frameworks/:id", () => import("./pages/frameworks.tsx")],
  ["/integrations/new", () => import("./pages/connect.tsx")],
  ["/integrations", () => import("./pages/integrations.tsx")],
  ["/webhooks", () => import("./pages/webhooks.tsx")],
  ["/webhooks/:id", () => import("./pages/webhooks.tsx")],
  ["/tokens", () => import("./pages/tokens.tsx")],
  ["/trusts", () => import("./pages/trusts.tsx")],
  ["/reports", () => import("./pages/reports.tsx")],
  ["/settings", () => import("./pages/settings.tsx")],
  ["/audit", () => import("./pages/audit.tsx")],
];
const PLACES = [
  "changes",
  "runs",
  "findings",
  "suppressions",
  "frameworks",
  "reports",
  "integrations",
  "webhooks",
  "tokens",
  "trusts",
  "audit",
] as const;
const loaded = new Map<Load, Page>();
const OFFLINE = new ApiError(0, "offline", "The server cannot be reached.");

function Shown() {
  const [, again] = useState(0);
  const [failed, setFailed] = useState<Load | null>(null);
  // The program of a page comes over the network, too.
  useEffect(() => {
    const retry = () => setFailed(null);
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, []);
  for (const [pattern, load] of PAGES) {
    const found = match(pattern, path.value);
    if (found) {
      const Known = loaded.get(load);
      if (Known) {
        return <Known key={pattern.split("/").slice(0, 3).join("/")} id={found.id ?? ""} part={found.part ?? ""} />;
      }
      if (failed === load) {
        return <Problem error={OFFLINE} onAgain={() => setFailed(null)} />;
      }
      load().then(
        (module) => {
          loaded.set(load, module.default);
          again((number) => number + 1);
        },
        () => setFailed(() => load),
      );
      return <Waiting what="the page" />;
    }
  }
  return <NoPage />;
}

function NoPage() {
  useTitle("No such page");
  return (
    <div class="empty">
      <h1>There is no such page</h1>
      <p>
        <Link to="/changes">See what changed</Link>
      </p>
    </div>
  );
}

function Help({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title="Keys" onClose={onClose}>
      <dl class="keys">
        {allKeys().map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}

function Shell() {
  const [help, setHelp] = useState(false);
  // Where the places do not fit beside each other, they are behind a button.
  const [menu, setMenu] = useState(false);
  useEffect(
    () =>
      addKeys({
        "?": { what: "Show the keys", run: () => setHelp(true) },
        u: { what: "Undo what was just done", run: undoLast },
        "g c": { what: "Go to changes", run: () => go("/changes") },
        "g r": { what: "Go to runs", run: () => go("/runs") },
        "g f": { what: "Go to findings", run: () => go("/findings") },
        "g s": { what: "Go to suppressions", run: () => go("/suppressions") },
        "g w": { what: "Go to frameworks", run: () => go("/frameworks") },
        "g i": { what: "Go to integrations", run: () => go("/integrations") },
      }),
    [],
  );
  useEffect(() => {
    setMenu(false);
    document.querySelector(".top nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path.value, who.value.kind]);
  const now = who.value;
  const from = now.kind === "person" ? now.session.event_id : null;
  useEffect(() => (from === null ? undefined : listenFrom(from)), [from]);
  if (now.kind === "failed") {
    return (
      <main>
        <h1>posture</h1>
        <Problem error={now.error} onAgain={() => void ask()} />
      </main>
    );
  }
  if (now.kind === "asking") {
    return <main><Waiting what="your session" /></main>;
  }
  if (now.kind === "nobody") {
    return <SignIn why={now.why} />;
  }
  const { tenant, token, person } = now.session;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="top">
        <Link to="/changes" class="brand">
          posture
        </Link>
        <button
          type="button"
          class="menu"
          aria-expanded={menu}
          aria-controls="places"
          onClick={() => setMenu(!menu)}
        >
          {capital(PLACES.find((place) => path.value.startsWith(`/${place}`)) ?? "Pages")} <span aria-hidden="true">▾</span>
        </button>
        <nav aria-label="Pages" id="places" class={menu ? "open" : undefined}>
          {PLACES.map((place) => (
            <a
              key={place}
              href={`/console/${place}`}
              aria-current={path.value.startsWith(`/${place}`) ? "page" : undefined}
            >
              {capital(place)}
            </a>
          ))}
          <a class="narrow" href="/console/settings" aria-current={path.value === "/settings" ? "page" : undefined}>
            Settings
          </a>
        </nav>
        <div class="who">
          <a class="self" href="/console/settings" title={`${person ? "Signed in as" : "Token"} ${token.name}, tenant ${tenant.name}`}>
            {tenant.name} · {token.name}
          </a>
          <button type="button" class="plain" onClick={() => setHelp(true)} aria-label="Keys" title="Keys">
            ?
          </button>
          <button type="button" class="plain" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </header>
      <main id="main">
        <Shown />
      </main>
      {help ? <Help onClose={() => setHelp(false)} /> : null}
      <Toasts />
    </>
  );
}

takeSentBack();
if (path.value === "/") {
  go("/changes", "replace");
}
followLinks();
listen();
addEventListener("online", () => (who.peek().kind === "failed" ? void ask() : readAllAgain()));
void ask();
const root = document.getElementById("console");
if (root) {
  render(<Shell />, root);
}
