// Tokens: who may use the API, with which scopes, from where, and until when.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { CreatedToken, Token, TokenPage } from "../api/types.ts";
import { counted, visible } from "../format.ts";
import { Badge, Copy, Empty, Problem, Sheet, Time, useTitle } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { may, who } from "../session.ts";
import { DataTable } from "../table.tsx";
import { say } from "../toast.ts";

function stateOf(token: Token): { text: string; tone: string } {
  if (token.revoked_at !== null) {
    return { text: "revoked", tone: "quiet" };
  }
  if (token.expires_at !== null && Date.parse(token.expires_at) <= Date.now()) {
    return { text: "expired", tone: "quiet" };
  }
  return { text: "valid", tone: "good" };
}

export default function Tokens() {
  useTitle("Tokens");
  const reading = useRead<TokenPage>(address("/tokens", { limit: 100 }));
  const [refused, setRefused] = useState<ApiError | null>(null);
  const [ending, setEnding] = useState<Token | null>(null);
  const [making, setMaking] = useState(false);
  const own = who.value.kind === "person" ? who.value.session.token.id : "";
  const revoke = async (token: Token) => {
    setEnding(null);
    try {
      await change("DELETE", `/tokens/${token.id}`);
      setRefused(null);
      say(`${token.name} is revoked, and every session of it has ended.`);
    } catch (found) {
      setRefused(found as ApiError);
    }
    invalidate(address("/tokens"));
  };
  return (
    <>
      <div class="head">
        <h1>Tokens</h1>
        {may("tokens:write") ? (
          <button type="button" class="primary" onClick={() => setMaking(true)}>
            Create a token
          </button>
        ) : null}
      </div>
      <p class="soft">Who may use this API, and with which scopes. A token is shown once, when it is created.</p>
      <DataTable
        label="Tokens"
        reading={reading}
        refused={refused}
        rows={reading.data?.data ?? []}
        keyOf={(one) => one.id}
        empty={<Empty title="There is no token" />}
        columns={[
          {
            name: "Name",
            cell: (one) => (
              <>
                {visible(one.name)} {one.id === own ? <Badge tone="live">yours</Badge> : null}
              </>
            ),
          },
          { name: "For", cell: (one) => (one.person ? `a person of ${visible(one.person.issuer)}` : "programs") },
          { name: "State", cell: (one) => <Badge tone={stateOf(one).tone}>{stateOf(one).text}</Badge> },
          { name: "Scopes", cell: (one) => one.scopes.join(", ") },
          { name: "From", kind: "id", cell: (one) => one.cidrs.join(", ") || "anywhere" },
          { name: "Made", cell: (one) => <Time at={one.created_at} /> },
          { name: "Expires", cell: (one) => (one.expires_at === null ? "never" : <Time at={one.expires_at} />) },
          {
            name: "Actions",
            unseen: true,
            cell: (one) =>
              may("tokens:write") && stateOf(one).text === "valid" ? (
                <button type="button" class="small" onClick={() => setEnding(one)}>
                  Revoke …
                </button>
              ) : null,
          },
        ]}
      />
      {making ? <Create onClose={() => setMaking(false)} /> : null}
      {ending ? (
        <Sheet title={`Revoke ${visible(ending.name)}?`} onClose={() => setEnding(null)}>
          <form method="dialog" onSubmit={() => void revoke(ending)}>
            <p>
              Whatever uses it is refused at once{ending.id === own ? ", and you are signed out" : ""}. This cannot be
              taken back.
            </p>
            <button type="submit" class="primary">
              Revoke
            </button>
          </form>
        </Sheet>
      ) : null}
    </>
  );
}

const LIFETIMES = [1, 7, 30, 90, 365];
const USUAL_DAYS = 90;
const DAY_SECONDS = 86_400;

/** Create a token; its text is in this dialog alone, and gone with it. */
function Create({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<CreatedToken | null>(null);
  const [refused, setRefused] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      setMade(await change<CreatedToken>("POST", "/tokens", requested(form)));
      invalidate(address("/tokens"));
    } catch (found) {
      setRefused(found as ApiError);
    }
    setBusy(false);
  };
  return (
    <Sheet title={made ? `The token ${visible(made.name)}` : "Create a token"} onClose={onClose}>
      {made ? <Shown made={made} /> : <Form onSubmit={(event) => void submit(event)} refused={refused} busy={busy} />}
    </Sheet>
  );
}

function Shown({ made }: { made: CreatedToken }) {
  return (
    <>
      <p class="note">Copy it now: it is not shown again. The server keeps only its hash.</p>
      <pre tabIndex={0}>{made.token}</pre>
      <p class="chips">
        <Copy text={made.token} label="Copy the token" />
      </p>
    </>
  );
}

type FormOf = { onSubmit: (event: SubmitEvent) => void; refused: ApiError | null; busy: boolean };

function Form({ onSubmit, refused, busy }: FormOf) {
  const scopes = who.value.kind === "person" ? who.value.session.scopes : [];
  return (
    <form onSubmit={onSubmit}>
      <label>
        Name
        <input name="name" required autofocus maxLength={200} autocomplete="off" />
      </label>
      <fieldset class="scopes">
        <legend>What it may do; no more than your own token</legend>
        {scopes.map((one) => (
          <label key={one} class="check">
            <input type="checkbox" name="scope" value={one} defaultChecked={one === "cloud_posture:read"} /> {one}
          </label>
        ))}
      </fieldset>
      <label>
        Networks that may use it, with commas, such as 203.0.113.0/24
        <input name="cidrs" maxLength={1000} autocomplete="off" placeholder="those of your own token" />
      </label>
      <label>
        Expires in
        <select name="days">
          {LIFETIMES.map((one) => (
            <option key={one} value={one} selected={one === USUAL_DAYS}>
              {counted(one, "day")}
            </option>
          ))}
        </select>
      </label>
      {refused ? <Problem error={refused} onAgain={null} /> : null}
      <button type="submit" class="primary" disabled={busy}>
        Create
      </button>
    </form>
  );
}

/** Return the request for what was typed; without networks, those of the own token count. */
export function requested(form: FormData): Record<string, unknown> {
  const cidrs = String(form.get("cidrs") ?? "").split(/[\s,]+/).filter(Boolean);
  return {
    name: String(form.get("name") ?? "").trim(),
    scopes: form.getAll("scope"),
    lifetime_seconds: Number(form.get("days")) * DAY_SECONDS,
    ...(cidrs.length ? { cidrs } : {}),
  };
}
