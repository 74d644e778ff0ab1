// The pieces that pages are made of.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import type { ApiError } from "./api/call.ts";
import { ago, capital, count, duration, visible } from "./format.ts";
import { readAllAgain } from "./query.ts";
import { go, ROOT, search, withParameters } from "./route.ts";
import { copied, toasts } from "./toast.ts";

export function Link({ to, class: name, children }: { to: string; class?: string; children: ComponentChildren }) {
  return (
    <a href={ROOT + to} class={name}>
      {children}
    </a>
  );
}

/** Name the page in the tab and in the history of the browser, at the same time as it is drawn. */
export function useTitle(text: string): void {
  useLayoutEffect(() => {
    document.title = `${text} · posture`;
  }, [text]);
}

/** A time as a duration from now, or as it is, where the order and the distance of several count. */
export function Time({ at, exact }: { at: string | null; exact?: boolean }) {
  return at === null ? <span>–</span> : (
    <time dateTime={at} title={at.replace("T", " ")}>
      {exact ? `${at.slice(0, 19).replace("T", " ")} UTC` : ago(at)}
    </time>
  );
}

export function SeverityMark({ severity, short }: { severity: string; short?: boolean }) {
  return (
    <span class={`mark ${severity} ${short ? "" : "wide"}`} title={short ? capital(severity) : undefined}>
      {short ? <span class="unseen">{severity}</span> : capital(severity)}
    </span>
  );
}

export function Badge({ tone, children, title }: { tone: string; children: ComponentChildren; title?: string }) {
  return (
    <span class={`badge ${tone}`} title={title}>
      {children}
    </span>
  );
}

export function Card({ title, aside, children, class: name = "" }: {
  title?: ComponentChildren;
  aside?: ComponentChildren;
  children: ComponentChildren;
  class?: string;
}) {
  return (
    <section class={`card ${name}`}>
      {title === undefined ? null : (
        <header>
          <h2>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

/** A text of the server, with its commands as such. */
export function Marked({ text }: { text: string }) {
  return <>{visible(text).split("`").map((part, index) => (index % 2 ? <code key={index}>{part}</code> : part))}</>;
}

/** What is said where a list is empty, with what to do next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="strong">{title}</p>
      {children === undefined ? null : <p>{children}</p>}
    </div>
  );
}

export function Waiting({ what }: { what: string }) {
  return (
    <p class="waiting" role="status">
      Reading {what} …
    </p>
  );
}

const ADVICE: Record<string, string> = {
  offline: "It is read again as soon as the network is back.",
  rate_limited: "Too many requests were sent.",
  missing_scope: "Sign in with a token that has it, or ask the person who made this one.",
  precondition_failed: "It was changed meanwhile. What is shown now is the newest.",
  framework_not_found: "This server does not know it.",
  runs_not_comparable: "Choose two runs of one account.",
  run_without_result: "A run that failed, was cancelled or only verified the connection has no findings to compare.",
  unavailable: "The database is busy or away. Try again in a moment.",
  run_not_found: "It may belong to another tenant, or it is older than this server keeps runs.",
  finding_not_found: "It may belong to another tenant, or it is older than this server keeps findings.",
  not_found: "There is nothing at this address.",
};

type Problematic = { error: ApiError; onAgain?: (() => void) | null };

/** What went wrong and what to do; null for `onAgain` where the button that was pressed is still there. */
export function Problem({ error, onAgain = readAllAgain }: Problematic) {
  const forbidden = error.status === 403;
  const passing = error.status === 0 || error.status === 429 || error.status >= 500;
  const wait = error.retryAfterSeconds;
  return (
    <div class={`problem ${forbidden ? "forbidden" : ""}`} role="alert">
      <p class="strong">{forbidden ? "Your token may not see this" : error.status === 0 ? "Offline" : capital(error.slug)}</p>
      <p>
        <Marked text={error.detail} /> {ADVICE[error.slug] ?? (error.status >= 500 ? "Try again in a moment." : "")}
        {wait && passing ? ` Wait ${duration(wait * 1000)}.` : ""}
      </p>
      {passing && onAgain ? (
        <button type="button" class="small" onClick={onAgain}>
          Try again
        </button>
      ) : null}
    </div>
  );
}

export function Copy({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  return (
    <button
      type="button"
      class="small"
      onClick={() => {
        void copied(text).then(setDone);
      }}
    >
      {done ? "Copied" : label}
    </button>
  );
}

export function Numeral({ value, label, tone = "" }: { value: number | string; label: string; tone?: string }) {
  return (
    <div class={`number ${tone}`}>
      <strong>{typeof value === "number" ? count(value) : value}</strong>
      <span>{label}</span>
    </div>
  );
}

/** A bar that shows a share; the text beside it says the same. */
export function Bar({ share, tone }: { share: number; tone: string }) {
  return (
    <span class="bar" aria-hidden="true">
      <span class={tone} style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
    </span>
  );
}

export function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => focusAgain(opener);
  }, []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <button type="button" class="plain" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}

/** Put the focus of the keyboard back to where something was opened, when it is gone. */
export function focusAgain(opener: Element | null): void {
  if (opener instanceof HTMLElement && opener.isConnected && document.activeElement === document.body) {
    opener.focus({ preventScroll: true });
  }
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((one) => (
        <div key={one.id} class="toast">
          <span>{one.text}</span>
          {one.undo ? (
            <button type="button" class="small" onClick={() => one.undo?.()}>
              Undo
            </button>
          ) : null}
        </div>
      ))}
    </div>
  );
}

type Options = (string | [string, string])[];

/** A filter in the address; without a value it does not filter. */
export function Choice({ name, label, options, none = "all" }: { name: string; label: string; options: Options; none?: string }) {
  const chosen = search.value.get(name) ?? "";
  const choose = (event: Event) => {
    go(withParameters({ [name]: (event.target as HTMLSelectElement).value }), "replace");
  };
  const pairs = options.map((one): [string, string] => (typeof one === "string" ? [one, one] : one));
  const known = chosen === "" || pairs.some(([value]) => value === chosen);
  return (
    <label>
      {label}
      <select value={chosen} onChange={choose}>
        <option value="">{none}</option>
        {known ? null : <option value={chosen}>{chosen}</option>}
        {pairs.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
