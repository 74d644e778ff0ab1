// Where the reader is: the address is the state, in the API's own names, so that any view can be sent as a link.
import { computed, signal } from "@preact/signals";

export const ROOT = "/console";

const here = signal(address());

function address(): string {
  return typeof location === "undefined" ? "/" : location.pathname.slice(ROOT.length) + location.search;
}

export const path = computed(() => here.value.split("?")[0] || "/");
export const search = computed(() => new URLSearchParams(here.value.split("?")[1] ?? ""));

/** Go to an address of the console; `replace` leaves no step for the Back button. */
export function go(to: string, how: "push" | "replace" = "push"): void {
  if (to === here.value) {
    return;
  }
  history[how === "push" ? "pushState" : "replaceState"](null, "", ROOT + to);
  const moved = to.split("?")[0] !== path.value;
  here.value = to;
  if (moved && typeof scrollTo !== "undefined") {
    scrollTo(0, 0);
  }
}

/** Return this address with other parameters; null removes one, unknown ones stay. */
export function withParameters(changes: Record<string, string | null>, at: string = here.value): string {
  const [place = "/", text = ""] = at.split("?");
  const parameters = new URLSearchParams(text);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") {
      parameters.delete(name);
    } else {
      parameters.set(name, value);
    }
  }
  const query = parameters.toString();
  return query ? `${place}?${query}` : place;
}

/** Return the values of a pattern such as `/runs/:id` in a path, or null where it does not fit. */
export function match(pattern: string, at: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const found = at.replace(/\/$/, "").split("/");
  if (wanted.length !== found.length) {
    return null;
  }
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = found[index] ?? "";
    if (part.startsWith(":")) {
      values[part.slice(1)] = decode(text);
    } else if (part !== text) {
      return null;
    }
  }
  return values;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Let links to pages of the console change the page without loading it again. */
export function followLinks(): void {
  addEventListener("popstate", () => {
    here.value = address();
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.target || link.hasAttribute("download") || link.origin !== location.origin) {
      return;
    }
    if (link.hash && link.pathname === location.pathname && link.search === location.search) {
      return; // to a part of this page
    }
    if (link.pathname.startsWith(`${ROOT}/`)) {
      event.preventDefault();
      go(link.pathname.slice(ROOT.length) + link.search);
    }
  });
}
