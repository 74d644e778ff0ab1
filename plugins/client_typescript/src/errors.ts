/** Errors of requests to a posture server; no text has the token. */

import type { ErrorItem, Run } from "./schema.js";

/** The base of all errors of this package. */
export class PostureError extends Error {
  override name = "PostureError";
}

/** No response: the name, the connection, TLS or a timeout failed. */
export class UnreachableError extends PostureError {
  override name = "UnreachableError";
}

/** The response is not from a posture server: a redirect, a page of a proxy, not JSON. */
export class NotPostureError extends PostureError {
  override name = "NotPostureError";
}

/** The run took longer than the caller wanted to wait; it continues on the server. */
export class WaitTimeoutError extends PostureError {
  override name = "WaitTimeoutError";
  readonly run: Run;

  constructor(message: string, run: Run) {
    super(message);
    this.run = run;
  }
}

/** What the body of a refusal may have. */
export interface ErrorBody {
  error: string;
  detail?: string;
  member?: string;
  allowed?: unknown[];
  errors?: ErrorItem[];
  retry_after_seconds?: number;
  [member: string]: unknown;
}

/** The server refused the request. */
export class ApiError extends PostureError {
  override name = "ApiError";
  /** The HTTP status. */
  readonly status: number;
  /** The `error` member, `rate_limited` for instance. */
  readonly slug: string;
  /** The whole body. */
  readonly body: ErrorBody;
  /** The id of this request in the server's logs. */
  readonly requestId: string | null;
  /** When to try again, if the server says so. */
  readonly retryAfterSeconds: number | null;

  constructor(status: number, body: ErrorBody, headers: Headers) {
    const requestId = headers.get("x-request-id");
    const shown = body.detail ? `: ${body.detail}` : "";
    super(`${status} ${body.error}${shown}${requestId ? ` (request ${requestId})` : ""}`);
    this.status = status;
    this.slug = body.error;
    this.body = body;
    this.requestId = requestId;
    this.retryAfterSeconds = seconds(headers.get("retry-after")) ?? body.retry_after_seconds ?? null;
  }
}

function seconds(text: string | null): number | null {
  return text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
