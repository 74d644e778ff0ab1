// Sign in with a token, which is sent once, or with the identity provider, if the server has one.
import { useEffect, useState } from "preact/hooks";

import { ApiError, address, read } from "./api/call.ts";
import { duration } from "./format.ts";
import type { SignInProvider } from "./api/types.ts";
import { useTitle } from "./parts.tsx";
import { go, search, withParameters } from "./route.ts";
import { signIn } from "./session.ts";

const REFUSALS: Record<string, string> = {
  invalid_token: "This token is unknown or revoked.",
  expired_token: "This token has expired. Make a new one with `posture token create`.",
  ip_not_allowed: "This token may not be used from your address.",
  https_required: "Sign in over HTTPS. Without it, only a browser on the server's own machine may.",
  cross_site_request: "The browser says that another site sent this. Open the console in a tab of its own.",
  not_found: "This server has no console.",
};

// Why a sign-in with the identity provider led back here.
const SENT_BACK: Record<string, string> = {
  denied: "The identity provider did not let you sign in, or you cancelled there. Try again, or use a token.",
  refused:
    "You signed in with the identity provider, but this server does not let you in. Its administrators find the reason in the audit log.",
  expired: "The sign-in was not finished in time, or in another browser. Try again.",
  unavailable: "The identity provider cannot be reached now. Try again.",
};
const SIGN_IN = "sign_in";
const LONGEST_PAGE = 1000;
let sentBack = "";

/** Take out of the address why a sign-in led back here: the page is another one after the next sign-in. */
export function takeSentBack(): void {
  const why = search.value.get(SIGN_IN);
  if (why !== null) {
    sentBack = SENT_BACK[why] ?? "";
    go(withParameters({ [SIGN_IN]: null }), "replace");
  }
}

const START = address("/session/oidc/start");

/** Return the address that begins a sign-in and ends at this page. */
export function startAddress(page: string, query: string): string {
  // Written anew: a browser leaves more characters as they are than the server takes.
  const parameters = new URLSearchParams(query);
  const whole = parameters.size ? `${page}?${parameters}` : page;
  return `${START}?${new URLSearchParams({ page: whole.length > LONGEST_PAGE ? page : whole })}`;
}

function refusal(error: ApiError): string {
  if (error.slug === "rate_limited") {
    return `Too many attempts from your address. Try again in ${duration((error.retryAfterSeconds ?? 5) * 1000)}.`;
  }
  return REFUSALS[error.slug] ?? error.message;
}

export function SignIn({ why }: { why: string }) {
  useTitle("Sign in");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const [provider, setProvider] = useState<string | null>(null);
  useEffect(() => {
    read<SignInProvider>(address("/session/oidc")).then(
      (found) => setProvider(found.name),
      // Without an answer, a token still signs in.
      () => setProvider(null),
    );
  }, []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const token = String(new FormData(form).get("token")).trim();
    sentBack = "";
    setBusy(true);
    setError("");
    try {
      await signIn(token);
    } catch (found) {
      form.reset();
      setError(found instanceof ApiError ? refusal(found) : String(found));
      setBusy(false);
    }
  };
  return (
    <main class="door">
      <form class="card" onSubmit={submit}>
        <h1>posture</h1>
        <p>Is our cloud still safe after this apply?</p>
        {why ? <p class="note">{why}</p> : null}
        {sentBack ? (
          <p class="refused" role="alert">
            {sentBack}
          </p>
        ) : null}
        {provider ? (
          <p>
            <a class="button primary" href={startAddress(location.pathname, location.search)}>
              Sign in with {provider}
            </a>
          </p>
        ) : null}
        <label>
          Token
          <input
            name="token"
            type="password"
            autocomplete="current-password"
            required
            autofocus
            maxLength={512}
            aria-describedby="about-token"
          />
        </label>
        <p id="about-token" class="soft">
          A token of your tenant. What it may do, you may do; it is not stored in this browser.
        </p>
        {error ? (
          <p class="refused" role="alert">
            {error}
          </p>
        ) : null}
        <button type="submit" class="primary" disabled={busy}>
          {busy ? "Signing in …" : "Sign in"}
        </button>
        <details>
          <summary>Where do I get a token?</summary>
          <p>An administrator of this server makes one:</p>
          <pre tabIndex={0}>
            posture token create --tenant NAME --name console --scope cloud_posture:read --scope findings:read
          </pre>
        </details>
      </form>
    </main>
  );
}
