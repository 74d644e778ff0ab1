// Tokens: who may use the API, with which scopes, from where, and until when.
import { useState } from "preact/hooks";

import { type ApiError, address, change } from "../api/call.ts";
import type { Token, TokenPage } from "../api/types.ts";
import { visible } from "../format.ts";
import { Badge, Empty, Problem, Sheet, Time, Waiting } from "../parts.tsx";
import { invalidate, useRead } from "../query.ts";
import { may, who } from "../session.ts";
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
  const { data, error } = useRead<TokenPage>(address("/tokens", { limit: 100 }));
  const [refused, setRefused] = useState<ApiError | null>(null);
  const [ending, setEnding] = useState<Token | null>(null);
  const rows = data?.data ?? [];
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
      {error ? <Problem error={error} /> : null}
      {refused ? <Problem error={refused} /> : null}
      {!data && !error ? <Waiting what="tokens" /> : null}
      {data && rows.length === 0 ? <Empty title="There is no token" /> : null}
      {rows.length ? (
        <div class="table" tabIndex={0} role="region" aria-label="Tokens">
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th>State</th>
                <th>Scopes</th>
                <th>From</th>
                <th>Made</th>
                <th>Expires</th>
                <th>
                  <span class="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => {
                const state = stateOf(one);
                return (
                  <tr key={one.id}>
                    <td>
                      {visible(one.name)} {one.id === own ? <Badge tone="live">yours</Badge> : null}
                    </td>
                    <td>
                      <Badge tone={state.tone}>{state.text}</Badge>
                    </td>
                    <td>{one.scopes.join(", ")}</td>
                    <td class="id">{one.cidrs.join(", ") || "anywhere"}</td>
                    <td>
                      <Time at={one.created_at} />
                    </td>
                    <td>{one.expires_at === null ? "never" : <Time at={one.expires_at} />}</td>
                    <td>
                      {may("tokens:write") && state.text === "valid" ? (
                        <button type="button" class="small" onClick={() => setEnding(one)}>
                          Revoke …
                        </button>
                      ) : null}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      ) : null}
      {ending ? (
        <Sheet title={`Revoke ${ending.name}?`} onClose={() => setEnding(null)}>
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
