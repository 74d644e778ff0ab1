// One way to call the API: a typed error, and a copy that stays valid as long as its ETag does.

export class ApiError extends Error {
  readonly status: number;
  readonly slug: string;
  readonly detail: string;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, slug: string, detail: string, retryAfterSeconds: number | null = null) {
    super(detail || slug);
    this.status = status;
    this.slug = slug;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether signing in again would help. */
  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

type Copy = { etag: string; body: unknown };

const MOST_COPIES = 200;
const copies = new Map<string, Copy>();

/** Called whenever the server no longer knows who is signed in. */
export const onSignedOut: { call: () => void } = { call: () => {} };

export const BASE = "/api/v2";

/** Return the address of an operation; a filter without a value is left out. */
export function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value != null && value !== "");
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return BASE + path + (text ? `?${text}` : "");
}

/** Return the address of one run, with the decision of its gate once it has ended. */
export function runAddress(id: string): string {
  return address(`/cloud-posture-runs/${id}`, { include: "decision" });
}

export async function read<T>(url: string, signal?: AbortSignal): Promise<T> {
  const known = copies.get(url);
  const headers: HeadersInit = known ? { "if-none-match": known.etag } : {};
  const response = await send(url, { headers, signal: signal ?? null });
  if (response.status === 304 && known) {
    return known.body as T;
  }
  const body = await bodyOf(response);
  keep(url, response, body);
  return body as T;
}

/** Change what an address has: only if it still is what was read there, so that no update is lost. */
export async function change<T>(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<T> {
  const url = BASE + path;
  const headers: Record<string, string> = { "content-type": "application/json" };
  const known = method === "POST" ? undefined : copies.get(url);
  if (known) {
    headers["if-match"] = known.etag;
  }
  let response: Response;
  try {
    response = await send(url, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  } catch (error) {
    copies.delete(url);
    throw error;
  }
  const made: unknown = response.status === 204 ? undefined : await bodyOf(response);
  if (method !== "POST") {
    keep(url, response, made);
  }
  return made as T;
}

/** Read a row of a list on its own; an error if it no longer is what the list shows. */
export async function readSame(path: string, shown: unknown): Promise<void> {
  const found = await read<unknown>(BASE + path);
  if (JSON.stringify(found) !== JSON.stringify(shown)) {
    throw new ApiError(412, "precondition_failed", "");
  }
}

/** Return what a response holds; a proxy between here and the server may send a page of its own. */
async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") {
      throw error;
    }
    throw new ApiError(502, "unexpected_response", "The response was cut short, or is not one of this server.");
  }
}

function keep(url: string, response: Response, body: unknown): void {
  copies.delete(url);
  const etag = response.headers.get("etag");
  if (etag && body !== undefined) {
    copies.set(url, { etag, body });
    const oldest = copies.keys().next();
    if (copies.size > MOST_COPIES && !oldest.done) {
      copies.delete(oldest.value);
    }
  }
}

/** Forget everything that was read: it belongs to the person who was signed in. */
export function forgetAll(): void {
  copies.clear();
}

/** What a refusal without a text says in its header: which scope is missing. */
function lacking(response: Response): string {
  const scope = /scope="([^"]+)"/.exec(response.headers.get("www-authenticate") ?? "")?.[1];
  return scope ? `The token lacks the scope \`${scope}\`.` : "";
}

async function send(url: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...request, credentials: "same-origin", cache: "no-store" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") {
      throw error;
    }
    throw new ApiError(0, "offline", "The server cannot be reached. What is shown may be old.");
  }
  if (response.ok || response.status === 304) {
    return response;
  }
  // Something other than an object is not an error of this API.
  const problem = Object(await response.json().catch(() => null));
  const wait = response.headers.get("retry-after");
  const error = new ApiError(
    response.status,
    String(problem.error ?? "unexpected_response"),
    String(problem.detail ?? (lacking(response) || (problem.error ? "" : `The response has the status ${response.status}.`))),
    wait ? Number(wait) || null : null,
  );
  if (error.isSignedOut && !url.endsWith("/session")) {
    onSignedOut.call();
  }
  throw error;
}
