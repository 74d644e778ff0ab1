// Which rows of a long list are in sight.

export const ROW_PIXELS = 44;
export const ROW_PIXELS_NARROW = 84;
const EXTRA_ROWS = 8;

/** Return which rows are needed for a part of the list that starts at `top` and can be seen. */
export function windowOf(
  top: number,
  height: number,
  rows: number,
  rowHeight: number = ROW_PIXELS,
): { first: number; last: number } {
  const first = Math.min(rows, Math.max(0, Math.floor(top / rowHeight) - EXTRA_ROWS));
  const last = Math.min(rows, Math.ceil((top + height) / rowHeight) + EXTRA_ROWS);
  return { first, last: Math.max(first, last) };
}
