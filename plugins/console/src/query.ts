// What a page reads: the rows stay while newer ones are on their way, and nothing is read twice at a time.
import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

import { ApiError, read } from "./api/call.ts";

export type Reading<T> = {
  data: T | null;
  error: ApiError | null;
  loading: boolean;
};

type Entry = { state: Signal<Reading<unknown>>; users: number; abort: AbortController | null; again: boolean; known: boolean };

const MOST_UNUSED = 60;
const entries = new Map<string, Entry>();

/** Read an address while the component is shown, unless it is null; what events keep up to date is read once. */
export function useRead<T>(url: string | null, { once = false } = {}): Reading<T> {
  const entry = useMemo(() => (url === null ? null : entryOf(url)), [url]);
  useEffect(() => {
    if (url === null || entry === null) {
      return;
    }
    entry.users += 1;
    if (!once || !entry.known) {
      void refresh(url);
    }
    return () => {
      entry.users -= 1;
      if (entry.users === 0) {
        entry.abort?.abort();
        entry.abort = null;
        entry.state.value = { ...entry.state.peek(), loading: false };
      }
    };
  }, [url, entry]);
  const state = entry?.state.value ?? { data: null, error: null, loading: false };
  return state as Reading<T>;
}

/** Put newer data in place, which an event or another response brought. */
export function put(url: string, data: unknown): void {
  const entry = entryOf(url);
  // What is on its way was read earlier.
  entry.abort?.abort();
  entry.abort = null;
  entry.state.value = { data, error: null, loading: false };
  entry.known = true;
}

/** Change what is known of the addresses that start with a prefix, as an event says. */
export function changeKnown(prefix: string, change: (data: unknown) => unknown): void {
  for (const [url, entry] of entries) {
    const now = entry.state.peek();
    if (!url.startsWith(prefix)) {
      continue;
    }
    // What is on its way may be older than the event, also when it is read for the first time.
    entry.again ||= entry.abort !== null;
    if (now.data !== null) {
      entry.state.value = { ...now, data: change(now.data) };
    }
  }
}

/** Return the addresses that were read and start with a prefix. */
export function addressesFrom(prefix: string): string[] {
  return [...entries.keys()].filter((url) => url.startsWith(prefix));
}

/** Read again whatever is shown now and starts with one of these addresses. */
export function invalidate(...prefixes: string[]): void {
  for (const [url, entry] of entries) {
    if (prefixes.some((prefix) => url.startsWith(prefix))) {
      if (entry.users > 0) {
        // What is on its way may be older than the reason to read again.
        entry.again ||= entry.abort !== null;
        void refresh(url);
      } else {
        // It stays the entry of its address: what is drawn just now has it already, and reads it next.
        entry.known = false;
        entry.state.value = { data: null, error: null, loading: true };
      }
    }
  }
}

/** Read again whatever is shown now. */
export function readAllAgain(): void {
  invalidate("");
}

/** Forget everything, for another person. */
export function forgetReadings(): void {
  for (const entry of entries.values()) {
    entry.abort?.abort();
  }
  entries.clear();
}

function entryOf(url: string): Entry {
  const known = entries.get(url);
  if (known) {
    return known;
  }
  for (const [old, entry] of entries) {
    if (entries.size < MOST_UNUSED) {
      break;
    }
    if (entry.users === 0) {
      entries.delete(old);
    }
  }
  const made: Entry = {
    state: signal<Reading<unknown>>({ data: null, error: null, loading: true }),
    users: 0,
    abort: null,
    again: false,
    known: false,
  };
  entries.set(url, made);
  return made;
}

async function refresh(url: string): Promise<void> {
  const entry = entryOf(url);
  if (entry.abort) {
    return;
  }
  const abort = new AbortController();
  entry.abort = abort;
  entry.again = false;
  entry.state.value = { ...entry.state.peek(), loading: true };
  try {
    const data = await read(url, abort.signal);
    entry.state.value = { data, error: null, loading: false };
    entry.known = true;
  } catch (error) {
    if (error instanceof ApiError) {
      entry.state.value = { data: entry.state.peek().data, error, loading: false };
    } else if (!abort.signal.aborted) {
      throw error;
    }
  } finally {
    if (entry.abort === abort) {
      entry.abort = null;
      if (entry.again && entry.users > 0) {
        void refresh(url);
      }
    }
  }
}
