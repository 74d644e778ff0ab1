/** Retries: which error is worth another attempt, and after how long. */

import { ApiError, UnreachableError } from "./errors.js";

const LARGEST_BACKOFF_SECONDS = 5;
const TOO_MANY_REQUESTS = 429;
const FIRST_SERVER_ERROR = 500;

/** The attempts of one call. */
export class Retries {
  readonly #until: number;
  #pause: number;

  /** Without `repeatable`, only a refusal that has certainly done nothing is worth another attempt. */
  constructor(
    patienceSeconds: number,
    backoffSeconds: number,
    private readonly repeatable = true,
  ) {
    this.#until = performance.now() + patienceSeconds * 1000;
    this.#pause = backoffSeconds;
  }

  /** Return the seconds until the next attempt, or throw the error if there is none. */
  after(error: unknown): number {
    if (!passing(error) || !(this.repeatable || untouched(error))) {
      throw error;
    }
    // Half of a pause is random, so that callers that failed together do not retry together.
    let wait = this.#pause * (1 - Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LARGEST_BACKOFF_SECONDS);
    if (error instanceof ApiError && error.retryAfterSeconds !== null) {
      wait = error.retryAfterSeconds;
    }
    if (performance.now() + wait * 1000 > this.#until) {
      throw error;
    }
    return wait;
  }
}

function untouched(error: unknown): boolean {
  return error instanceof ApiError && error.status === TOO_MANY_REQUESTS;
}

function passing(error: unknown): boolean {
  if (error instanceof ApiError) {
    return error.status === TOO_MANY_REQUESTS || error.status >= FIRST_SERVER_ERROR;
  }
  return error instanceof UnreachableError;
}
