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

export function say(text: string, undo: (() => Promise<void>) | null = null): void {
  last += 1;
  const id = last;
  const away = () => {
    toasts.value = toasts.peek().filter((one) => one.id !== id);
  };
  const back = undo && (() => {
    away();
    void undo();
  });
  toasts.value = [...toasts.peek(), { id, text, undo: back }];
  setTimeout(away, SECONDS * 1000);
}
