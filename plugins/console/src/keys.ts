// Keys: one letter each, off while text is typed, and shown under `?`.

export type Keys = Record<string, { what: string; run: () => void }>;

const layers: Keys[] = [];
let waitingForPlace = false;

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
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    if (document.querySelector("dialog[open]")) {
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
