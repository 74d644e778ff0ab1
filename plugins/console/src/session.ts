// Who is signed in: nobody knows until the server was asked, and the token itself is never kept.
import { signal } from "@preact/signals";

import { ApiError, address, change, forgetAll, onSignedOut, read } from "./api/call.ts";
import type { Session } from "./api/types.ts";
import { forgetReadings, put } from "./query.ts";
import { forgetToasts, say } from "./toast.ts";

export type Who = { kind: "asking" } | { kind: "failed"; error: ApiError } | { kind: "nobody"; why: string } | { kind: "person"; session: Session };

/** The names of the connected accounts; another address than that of the page that lists these. */
export const NAMES = address("/integrations");

export const who = signal<Who>({ kind: "asking" });

onSignedOut.call = () => {
  if (who.peek().kind === "person") {
    leave("Your session has ended. Sign in again to go on where you were.");
  }
};

const LINK = "#token=";
const THIS_MACHINE = ["127.0.0.1", "localhost", "[::1]"];

/** Return the token of a link that signs in: only a server on this machine has such links. */
export function tokenOf(fragment: string, host: string): string | null {
  return fragment.startsWith(LINK) && THIS_MACHINE.includes(host) ? fragment.slice(LINK.length) : null;
}

export async function ask(): Promise<void> {
  const token = tokenOf(location.hash, location.hostname);
  if (location.hash.startsWith(LINK)) {
    history.replaceState(null, "", location.pathname + location.search);
  }
  if (token) {
    await signIn(token).catch((error: Error) => {
      who.value = { kind: "nobody", why: error.message };
    });
    return;
  }
  try {
    enter(await read<Session>(address("/session")));
  } catch (error) {
    const found = error as ApiError;
    who.value = found.isSignedOut ? { kind: "nobody", why: "" } : { kind: "failed", error: found };
  }
}

export async function signIn(token: string): Promise<void> {
  enter(await change<Session>("POST", "/session", { token }));
}

/** The names of the accounts come with the session, so that no page has to read them. */
function enter(session: Session): void {
  if (session.integration_names !== null) {
    put(NAMES, { data: session.integration_names });
  }
  who.value = { kind: "person", session };
}

export async function signOut(): Promise<void> {
  try {
    await change("DELETE", "/session");
  } catch (error) {
    if (!(error instanceof ApiError && error.isSignedOut)) {
      say(`You are still signed in. ${(error as Error).message}`);
      return;
    }
  }
  leave("You are signed out.");
}

/** Whether the token may do something; the server decides again at each request. */
export function may(scope: string): boolean {
  const now = who.value;
  return now.kind === "person" && now.session.scopes.includes(scope);
}

function leave(why: string): void {
  forgetAll();
  forgetReadings();
  forgetToasts();
  who.value = { kind: "nobody", why };
}
