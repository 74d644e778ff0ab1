// A list of any length: only the rows that can be seen are in the document.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { ROW_PIXELS, windowOf } from "./window.ts";

const EXTRA_ROWS = 8;

type Shown = {
  rows: number;
  render: (index: number) => ComponentChildren;
  label: string;
  active: number;
  onEnd?: () => void;
};

/** A list that scrolls with the page; `active` is the row with the focus of the keyboard. */
export function VirtualList({ rows, render, label, active, onEnd }: Shown) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ first: 0, last: 40 });
  const measure = () => {
    const at = box.current?.getBoundingClientRect();
    if (at) {
      const next = windowOf(-at.top, innerHeight, rows);
      setSeen((old) => (old.first === next.first && old.last === next.last ? old : next));
    }
  };
  useLayoutEffect(measure, [rows]);
  useEffect(() => {
    addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    return () => {
      removeEventListener("scroll", measure);
      removeEventListener("resize", measure);
    };
  });
  useEffect(() => {
    if (seen.last >= rows - EXTRA_ROWS) {
      onEnd?.();
    }
  }, [seen.last, rows]);
  useEffect(() => keepInSight(box.current, active), [active]);
  const shown = [];
  for (let index = seen.first; index < Math.min(seen.last, rows); index += 1) {
    shown.push(
      <div
        key={index}
        role="listitem"
        class={index === active ? "row active" : "row"}
        aria-posinset={index + 1}
        aria-setsize={rows}
        style={{ top: `${index * ROW_PIXELS}px` }}
      >
        {render(index)}
      </div>,
    );
  }
  return (
    <div class="rows" role="list" aria-label={label} ref={box} style={{ height: `${rows * ROW_PIXELS}px` }}>
      {shown}
    </div>
  );
}

function keepInSight(box: HTMLElement | null, index: number): void {
  if (!box || index < 0) {
    return;
  }
  const top = box.getBoundingClientRect().top + index * ROW_PIXELS;
  const header = 120;
  if (top < header) {
    scrollBy(0, top - header);
  } else if (top + ROW_PIXELS > innerHeight - 16) {
    scrollBy(0, top + ROW_PIXELS - innerHeight + 16);
  }
}
