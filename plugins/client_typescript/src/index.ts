/** Client of the posture API: typed by openapi.yaml, over `fetch`, without a dependency. */

export { Client, etagOf, type ClientOptions, type WaitOptions } from "./client.js";
export { ApiError, NotPostureError, PostureError, UnreachableError, WaitTimeoutError } from "./errors.js";
export type { Body, Pages, PathsWith, Request, Row, Success } from "./operations.js";
export type { components, operations, paths } from "./schema.js";
