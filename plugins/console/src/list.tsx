// A list of any length: only the rows that can be seen are in the document.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { ROW_PIXELS, ROW_PIXELS_NARROW, windowOf } from "./window.ts";

const EXTRA_ROWS = 8;

// As in the styles: where a title does not fit in a line, it has two.
const NARROW = typeof matchMedia === "undefined" ? null : matchMedia("(max-width: 700px)");

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
  const [height, setHeight] = useState(rowHeight);
  const measure = () => {
    const at = box.current?.getBoundingClientRect();
    if (at) {
      setHeight(rowHeight());
      const next = windowOf(-at.top, innerHeight, rows, rowHeight());
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
        aria-current={index === active ? "true" : undefined}
        aria-posinset={index + 1}
        aria-setsize={rows}
        style={{ top: `${index * height}px` }}
      >
        {render(index)}
      </div>,
    );
  }
  return (
    <div class="rows" role="list" aria-label={label} ref={box} style={{ height: `${rows * height}px` }}>
      {shown}
    </div>
  );
}

function rowHeight(): number {
  return NARROW?.matches ? ROW_PIXELS_NARROW : ROW_PIXELS;
}

function keepInSight(box: HTMLElement | null, index: number): void {
  if (!box || index < 0) {
    return;
  }
  const height = rowHeight();
  const top = box.getBoundingClientRect().top + index * height;
  const header = 120;
  if (top < header) {
    scrollBy(0, top - header);
  } else if (top + height > innerHeight - 16) {
    scrollBy(0, top + height - innerHeight + 16);
  }
}
