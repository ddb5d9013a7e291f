/**
 * Typed messages over one WebSocket.
 *
 * The types of the wire are here; the types of the routes come with a contract file that
 * `observable-socket generate` writes. Such a file names itself in `Register`.
 */

export * from "./protocol.js";

/**
 * The routes of the program's contract. Generated contract files extend this interface; nobody
 * else needs to.
 */
export interface Register {}

/** A route as generated contract files describe it. */
export interface AnyRoute {
  payload: unknown;
  headers: unknown;
  reply: { status: number; headers: unknown; payload: unknown };
}

/** The routes of the program's contract; without one, any route with any payload. */
export type Routes = keyof Register extends never ? Record<string, AnyRoute> : Register;
