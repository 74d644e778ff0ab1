/** Client: one method for each HTTP method, typed by the path that it is called with. */

import { ApiError, type ErrorBody, NotPostureError, UnreachableError, WaitTimeoutError } from "./errors.js";
import type { Body, Method, Pages, PathsWith, Request, Row, Success } from "./operations.js";
import { Retries } from "./retries.js";
import type { paths, Run } from "./schema.js";

const JSON_TYPE = "application/json";
const FORM_PATHS = new Set<string>(["/api/v2/token-exchange"]);
const GATEWAY_ERRORS = new Set([502, 503, 504]);
const NOT_MODIFIED = 304;
// A token has no Idempotency-Key, because its clear text is not stored.
const ONCE = new Set<string>(["/api/v2/tokens"]);
const WITHOUT_PAGES = new Set<string>([
  "/api/v2/checks",
  "/api/v2/frameworks",
  "/api/v2/frameworks/{framework_id}/controls",
]);
const PAGE = 100;
const HOLD_SECONDS = 20;

export interface ClientOptions {
  /** The base URL of the server, without `/api/v2`. */
  endpoint: string;
  /** The token, or what returns it for each request; without one, none is sent. */
  token?: string | (() => string | Promise<string>);
  /** How long a response may take. */
  timeoutSeconds?: number;
  /** How long one call may wait and retry in total; 0 never retries. */
  patienceSeconds?: number;
  /** About the first pause before a retry; it doubles each time. */
  backoffSeconds?: number;
  /** Headers of every request. */
  headers?: Record<string, string>;
  /** Another implementation of `fetch`. */
  fetch?: typeof globalThis.fetch;
}

export interface WaitOptions {
  timeoutSeconds: number;
  /** Called with the run each time that it has changed. */
  onProgress?: (run: Run) => void;
  signal?: AbortSignal;
}

interface AnyRequest {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  ifMatch?: string;
  ifNoneMatch?: string;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

const etags = new WeakMap<object, string>();

/** Return the version of what an operation returned: send it as `ifMatch`. */
export function etagOf(body: object): string | undefined {
  return etags.get(body);
}

/**
 * A client of one posture server. Every method retries where a retry may help, and throws
 * `ApiError` for a refusal, `UnreachableError` without a response, and `NotPostureError` for a
 * response of another kind of server.
 */
export class Client {
  readonly #options: Required<Omit<ClientOptions, "token">> & Pick<ClientOptions, "token">;

  constructor(options: ClientOptions) {
    const url = new URL(options.endpoint);
    if (!/^https?:$/.test(url.protocol) || url.username || url.search) {
      throw new TypeError("endpoint must be an http:// or https:// URL without credentials or query");
    }
    this.#options = {
      timeoutSeconds: 30,
      patienceSeconds: 30,
      backoffSeconds: 0.2,
      headers: {},
      fetch: (...request) => globalThis.fetch(...request),
      ...options,
      endpoint: options.endpoint.replace(/\/+$/, ""),
    };
  }

  /** Read something. */
  get<P extends PathsWith<"get">>(
    path: P,
    ...[request]: Given<Request<P, "get">>
  ): Promise<Success<P, "get">> {
    return this.#json("get", path, request);
  }

  /** Create or start something; a retry never does it twice. A token is not tried again once it was sent. */
  post<P extends PathsWith<"post">>(
    path: P,
    ...[request]: Given<Request<P, "post">>
  ): Promise<Success<P, "post">> {
    const keyed = { idempotencyKey: crypto.randomUUID(), ...request };
    return this.#json("post", path, keyed);
  }

  /** Change something. */
  patch<P extends PathsWith<"patch">>(
    path: P,
    ...[request]: Given<Request<P, "patch">>
  ): Promise<Success<P, "patch">> {
    return this.#json("patch", path, request);
  }

  /** Delete something. */
  delete<P extends PathsWith<"delete">>(
    path: P,
    ...[request]: Given<Request<P, "delete">>
  ): Promise<Success<P, "delete">> {
    return this.#json("delete", path, request);
  }

  /** Return the response to a GET unread: an export, a stream of events, the document as YAML. */
  open<P extends PathsWith<"get">>(
    path: P,
    ...[request]: Given<Request<P, "get">>
  ): Promise<Response> {
    return this.#retried("get", path, request ?? {}, "*/*");
  }

  /** Yield the rows of a list, page after page; `limit` is the size of a page. */
  async *rows<P extends Pages>(
    path: P,
    ...[request]: Given<Request<P, "get">>
  ): AsyncGenerator<Row<P>, void, undefined> {
    const given = (request ?? {}) as AnyRequest;
    let cursor: string | null | undefined;
    do {
      const size = WITHOUT_PAGES.has(path) ? {} : { limit: PAGE };
      const query = { ...size, ...given.query, ...(cursor ? { cursor } : {}) };
      const page: { data: Row<P>[]; next_cursor?: string | null } = await this.#json("get", path, {
        ...given,
        query,
      });
      yield* page.data;
      cursor = page.next_cursor;
    } while (cursor);
  }

  /** Wait until a run has ended, with whatever status, and return it. */
  async waitForRun(runId: string, { timeoutSeconds, onProgress, signal }: WaitOptions): Promise<Run> {
    const path = "/api/v2/cloud-posture-runs/{run_id}";
    const until = performance.now() + timeoutSeconds * 1000;
    const request = { path: { run_id: runId }, ...(signal ? { signal } : {}) };
    let run: Run = await this.get(path, request);
    onProgress?.(run);
    while (run.status === "running") {
      const left = (until - performance.now()) / 1000;
      if (left <= 0) {
        throw new WaitTimeoutError(`the run has not ended within ${timeoutSeconds} s`, run);
      }
      const tag = etagOf(run);
      const query = { wait_seconds: Math.ceil(Math.min(left, HOLD_SECONDS)) };
      const held = await this.#retried("get", path, { ...request, query, ...(tag ? { ifNoneMatch: tag } : {}) });
      if (held.status !== NOT_MODIFIED) {
        run = (await this.#parsed(held)) as Run;
        onProgress?.(run);
      }
    }
    return run;
  }

  async #json<T>(method: Method, path: keyof paths, request: object | undefined): Promise<T> {
    const response = await this.#retried(method, path, request ?? {});
    return (await this.#parsed(response)) as T;
  }

  async #parsed(response: Response): Promise<unknown> {
    const text = await response.text();
    if (!text) {
      return undefined;
    }
    const body = object(text);
    if (!body) {
      throw new NotPostureError(`${this.#options.endpoint} answered ${response.status}, but not with a JSON object`);
    }
    const tag = response.headers.get("etag");
    if (tag) {
      etags.set(body, tag);
    }
    return body;
  }

  async #retried(
    method: Method,
    path: keyof paths,
    request: AnyRequest,
    accept = JSON_TYPE,
  ): Promise<Response> {
    const { patienceSeconds, backoffSeconds } = this.#options;
    const repeatable = !(method === "post" && ONCE.has(path));
    const retries = new Retries(patienceSeconds, backoffSeconds, repeatable);
    for (;;) {
      try {
        return await this.#once(method, path, request, accept);
      } catch (error) {
        const seconds = retries.after(error);
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        request.signal?.throwIfAborted();
      }
    }
  }

  async #once(method: Method, path: keyof paths, request: AnyRequest, accept: string): Promise<Response> {
    const { endpoint, timeoutSeconds, fetch } = this.#options;
    const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
    const url = `${endpoint}${filled(path, request.path)}${asked(request.query)}`;
    const [body, type] = sent(path, request.body);
    let response: Response;
    try {
      response = await fetch(url, {
        method: method.toUpperCase(),
        headers: { ...(await this.#headers(request, accept)), ...type },
        redirect: "manual",
        signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      request.signal?.throwIfAborted();
      throw new UnreachableError(`cannot reach ${endpoint}: ${reason(error)}`, { cause: error });
    }
    if (response.ok || response.status === NOT_MODIFIED) {
      return response;
    }
    throw await this.#refusal(response);
  }

  async #headers(request: AnyRequest, accept: string): Promise<Record<string, string>> {
    const { token, headers } = this.#options;
    const bearer = typeof token === "function" ? await token() : token;
    return {
      Accept: accept,
      ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
      ...(request.ifMatch ? { "If-Match": request.ifMatch } : {}),
      ...(request.ifNoneMatch ? { "If-None-Match": request.ifNoneMatch } : {}),
      ...(request.idempotencyKey ? { "Idempotency-Key": request.idempotencyKey } : {}),
      ...headers,
    };
  }

  async #refusal(response: Response): Promise<Error> {
    const body = object(await response.text());
    if (body && typeof body["error"] === "string") {
      return new ApiError(response.status, body as ErrorBody, response.headers);
    }
    if (GATEWAY_ERRORS.has(response.status)) {
      return new ApiError(response.status, { error: "bad_gateway" }, response.headers);
    }
    const { endpoint } = this.#options;
    const what = response.status < 400 ? "redirects" : `answered ${response.status}, but not like a posture server`;
    return new NotPostureError(`${endpoint} ${what}: is the address right?`);
  }
}

type Given<R> = object extends R ? [request?: R] : [request: R];

function filled(path: string, values: Record<string, unknown> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function asked(query: Record<string, unknown> = {}): string {
  const words = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]): [string, string] => [name, Array.isArray(value) ? value.join(",") : String(value)]);
  return words.length > 0 ? `?${new URLSearchParams(words)}` : "";
}

function sent(path: string, body: unknown): [string | URLSearchParams | undefined, Record<string, string>] {
  if (body === undefined) {
    return [undefined, {}];
  }
  if (FORM_PATHS.has(path)) {
    return [new URLSearchParams(body as Record<string, string>), {}];
  }
  return [JSON.stringify(body), { "Content-Type": JSON_TYPE }];
}

function object(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

export type { Body, Request };
