// Short news about what was just done, with a way back.
import { signal } from "@preact/signals";

export type Toast = { id: number; text: string; undo: (() => void) | null };

const SECONDS = 12;
let last = 0;

export const toasts = signal<Toast[]>([]);

/** Take back the last thing that can be taken back. */
export function undoLast(): void {
  toasts.peek().findLast((one) => one.undo)?.undo?.();
}

/** Copy a text; the browser may refuse. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    say("The browser does not let this page copy.");
    return false;
  }
}

/** Forget the news, and how to undo it, for another person. */
export function forgetToasts(): void {
  toasts.value = [];
}

export function say(text: string, undo: (() => Promise<void>) | null = null): void {
  last += 1;
  const id = last;
  const away = () => {
    toasts.value = toasts.peek().filter((one) => one.id !== id);
  };
  const back = undo && (() => {
    away();
    undo().catch((error: Error) => say(`That could not be taken back. ${error.message}`));
  });
  toasts.value = [...toasts.peek(), { id, text, undo: back }];
  setTimeout(away, SECONDS * 1000);
}
