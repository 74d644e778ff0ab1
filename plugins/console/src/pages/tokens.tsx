// Tokens: who may use the API, with which scopes, from where, and until when.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { Token, TokenPage } from "../api/types.ts";
import { visible } from "../format.ts";
import { Badge, Empty, Sheet, Time } from "../parts.tsx";
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
  const reading = useRead<TokenPage>(address("/tokens", { limit: 100 }));
  const [refused, setRefused] = useState<ApiError | null>(null);
  const [ending, setEnding] = useState<Token | null>(null);
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
      <h1>Tokens</h1>
      <p class="soft">
        Who may use this API, and with which scopes. Make one with <code>posture token create</code>: it is shown once.
      </p>
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
