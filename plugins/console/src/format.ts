// How times, numbers and ids are written.

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const whole = new Intl.NumberFormat("en");

export function ago(text: string, now: number = Date.now()): string {
  const seconds = Math.round((Date.parse(text) - now) / 1000);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) {
      return relative.format(Math.trunc(seconds / size), unit);
    }
  }
  return Math.abs(seconds) < 10 ? "just now" : relative.format(seconds, "second");
}

export function count(number: number): string {
  return whole.format(number);
}

export function counted(number: number, one: string, many: string = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) {
    return `${milliseconds} ms`;
  }
  const seconds = milliseconds / 1000;
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A share is never rounded up to a whole: 99.96 % is not complete. */
export function share(part: number): string {
  const percent = Math.floor(part * 1000) / 10;
  return `${percent === Math.trunc(percent) ? percent.toFixed(0) : percent.toFixed(1)} %`;
}

/** The part of an id that people read; the whole id stands beside it in a title. */
export function shortId(resource: string): string {
  const text = resource.replace(/\/$/, "");
  if (text.startsWith("arn:")) {
    const [, , , , , ...rest] = text.split(":");
    return rest.join(":") || text;
  }
  const parts = text.split("/").filter(Boolean);
  return parts.length > 2 ? parts.slice(-2).join("/") : text;
}

// Characters that show nothing, or turn the text around: a name with them reads as another one.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Write a name from outside so that every character of it can be seen. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function capital(text: string): string {
  const words = text.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
