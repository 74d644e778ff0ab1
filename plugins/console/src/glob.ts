// Patterns of assets, as the server reads them: `*` is any text, `?` one character, all else itself.

/** The pattern that covers these texts by what they begin with. */
export function patternFor(texts: string[]): string {
  const [first = "", ...rest] = texts;
  let length = first.length;
  for (const text of rest) {
    while (!text.startsWith(first.slice(0, length))) {
      length -= 1;
    }
  }
  return rest.length === 0 ? first : `${first.slice(0, length)}*`;
}
