// Settings: who is signed in, what they may do, and how the keys work in this browser.
import { keysAreOn, switchKeys } from "../keys.ts";
import { Badge, Card, Time, useTitle } from "../parts.tsx";
import { who } from "../session.ts";

export default function Settings() {
  useTitle("Settings");
  const now = who.value;
  if (now.kind !== "person") {
    return null;
  }
  const { tenant, token, person, scopes, integrations, signed_in_at: since, expires_at: until, version } = now.session;
  return (
    <>
      <h1>Settings</h1>
      <Card title="This session">
        <dl class="facts">
          <dt>Tenant</dt>
          <dd>{tenant.name}</dd>
          <dt>{person ? "Person" : "Token"}</dt>
          <dd>
            {token.name} {person ? `(${person.issuer})` : null}
            {token.expires_at && !person ? <>, which expires <Time at={token.expires_at} /></> : null}
          </dd>
          <dt>Signed in</dt>
          <dd>
            <Time at={since} />; the session ends <Time at={until} />
          </dd>
          <dt>Accounts</dt>
          <dd>{integrations === null ? "all of the tenant" : `${integrations.length} only`}</dd>
          <dt>May</dt>
          <dd>
            <ul class="controls">
              {scopes.map((one) => (
                <li key={one}>
                  <Badge tone="quiet">{one}</Badge>
                </li>
              ))}
            </ul>
          </dd>
          <dt>Server</dt>
          <dd>{version}</dd>
        </dl>
      </Card>
      <Card title="Keys">
        <label class="check">
          <input type="checkbox" checked={keysAreOn.value} onChange={(event) => switchKeys(event.currentTarget.checked)} />
          Keys of one letter, such as <kbd>j</kbd> and <kbd>s</kbd>
        </label>
        <p class="soft">Switch them off if you use speech input. Everything can be done without them.</p>
      </Card>
    </>
  );
}
