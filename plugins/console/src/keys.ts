// Keys: one letter each, off while text is typed, and shown under `?`.
import { signal } from "@preact/signals";

export type Keys = Record<string, { what: string; run: () => void }>;

const OFF = "posture-keys-off";
const layers: Keys[] = [];
let waitingForPlace = false;

export const keysAreOn = signal(typeof localStorage === "undefined" || localStorage.getItem(OFF) === null);

/** Keep in this browser whether keys of one letter work. */
export function switchKeys(on: boolean): void {
  keysAreOn.value = on;
  if (on) {
    localStorage.removeItem(OFF);
  } else {
    localStorage.setItem(OFF, "1");
  }
}

export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Add keys for as long as something is shown; return what removes them. */
export function addKeys(keys: Keys): () => void {
  layers.push(keys);
  return () => {
    layers.splice(layers.indexOf(keys), 1);
  };
}

export function allKeys(): [string, string][] {
  const found = new Map<string, string>();
  for (const keys of layers) {
    for (const [key, one] of Object.entries(keys)) {
      found.set(key, one.what);
    }
  }
  return [...found];
}

export function listen(): void {
  document.addEventListener("keydown", (event) => {
    if (!keysAreOn.peek() && event.key.length === 1) {
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    if (document.querySelector("dialog[open]")) {
      return;
    }
    // What has the focus of the keyboard keeps its own Enter.
    if (event.key === "Enter" && (event.target as Element).closest("a, button, summary")) {
      return;
    }
    const pressed = waitingForPlace ? `g ${event.key}` : event.key;
    waitingForPlace = !waitingForPlace && event.key === "g";
    for (const keys of [...layers].reverse()) {
      const found = keys[pressed];
      if (found) {
        event.preventDefault();
        found.run();
        return;
      }
    }
  });
}
