/** Types of requests and responses, from the paths of openapi.yaml. */

import type { paths } from "./schema.js";

export type Method = "get" | "post" | "patch" | "delete";

/** The paths that have an operation with a method. */
export type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;
type Parameters<O, K extends string> = O extends { parameters: { [key in K]?: infer T } }
  ? Exclude<T, undefined>
  : never;
type Content<O> = O extends { requestBody?: { content: infer C } } ? C : never;

/** The body of a request: JSON, or the members of a form. */
export type Body<P extends keyof paths, M extends Method> =
  Content<Operation<P, M>> extends { [type: string]: infer T } ? T : never;

// A member that needs no value may be left out.
type Member<Name extends string, T> = [T] extends [never]
  ? unknown
  : object extends T
    ? { [name in Name]?: T }
    : { [name in Name]: T };

// Of a parameter that takes a list, one value is enough.
type OneOrMore<T> = {
  [K in keyof T]: Exclude<T[K], undefined> extends (infer I)[] ? I | I[] : T[K];
};

/** What a request may have beside its path. */
export type Request<P extends keyof paths, M extends Method> = Member<
  "path",
  Parameters<Operation<P, M>, "path">
> &
  Member<"query", OneOrMore<Parameters<Operation<P, M>, "query">>> &
  Member<"body", Body<P, M>> & {
    /** The version that was read, of `etagOf`: the request is refused if it has changed. */
    ifMatch?: string;
    /** The key of a POST that creates something; without one, a random one is used. */
    idempotencyKey?: string;
    signal?: AbortSignal;
  };

// A change that is only validated has no body; whoever asks for that reads none.
type Good<O> = O extends { parameters: { query?: infer Q } }
  ? "validate_only" extends keyof Exclude<Q, undefined>
    ? 200 | 201 | 202
    : 200 | 201 | 202 | 204
  : 200 | 201 | 202 | 204;
type Json<R> = R extends { content: infer C }
  ? C extends { "application/json": infer T }
    ? T
    : undefined
  : undefined;

/** What a successful response holds; nothing, if the request has `validate_only`. */
export type Success<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? Json<R[Extract<keyof R, Good<Operation<P, M>>>]> : never;

/** The paths of lists. */
export type Pages = {
  [P in PathsWith<"get">]: Success<P, "get"> extends { data: unknown[]; next_cursor?: unknown } ? P : never;
}[PathsWith<"get">];

/** A row of a list. */
export type Row<P extends Pages> = Success<P, "get"> extends { data: (infer T)[] } ? T : never;
