// -- frames ---------------------------------------------------------------------------------------

/** Headers that the contract does not describe. */
export interface FrameHeaders {
  [name: string]: unknown;
}

/** The payload of a response whose status is 400 or more. Nothing of an exception is in it. */
export interface ErrorPayload {
  /** What went wrong, in one sentence for a person. */
  readonly message: string;
  /** What exactly is wrong with the frame, one entry for each finding. */
  readonly errors?: readonly FieldError[];
  /** Seconds to wait before asking again; with 429 and 503. */
  readonly retry_after?: number;
}

/** One thing that is wrong with one place in a frame. */
export interface FieldError {
  /**
   * Where: a JSON Pointer (RFC 6901) into the frame, such as `/payload/title`; empty for the frame
   * as a whole.
   */
  readonly pointer: string;
  /**
   * What: the JSON Schema keyword that does not hold, such as `maxLength`, or a code of
   * error-codes.json.
   */
  readonly code: string;
  /** The same in words, for a person. */
  readonly message: string;
}

/** A reply; `status` tells which payload and headers it carries. */
export interface ReplyFrame<Status extends number, Payload, Headers = FrameHeaders> {
  uuid: string;
  status: Status;
  headers: Headers;
  payload: Payload;
}

/** One reply for each of some statuses, with the protocol's error payload. */
export type ErrorReply<Status extends number> = Status extends number
  ? ReplyFrame<Status, ErrorPayload>
  : never;

/** A message that the server sent unasked. */
export interface PushFrame<Route extends keyof Pushes & string> {
  uuid: string;
  route: Route;
  status: 200;
  headers: Pushes[Route]["headers"];
  payload: Pushes[Route]["payload"];
}

/** A reply seen apart from its request, so that nothing is known of it but that it is one. */
export interface ReceivedReply {
  uuid: string | null;
  route?: never;
  status: number;
  headers: FrameHeaders;
  payload: unknown;
}

/** Whatever arrives: `route` tells a push from a reply. */
export type ReceivedFrame =
  | { [Route in keyof Pushes & string]: PushFrame<Route> }[keyof Pushes & string]
  | ReceivedReply;

// -- a typed face for the ObservableSocket client -------------------------------------------------

/** A message of one route; made by the `Message` class that `typed` returns. */
export interface RouteMessage<Route extends keyof Routes & string> {
  route: Route;
  payload: Routes[Route]["payload"];
  headers: Routes[Route]["headers"];
  status: number;
  uuid: string;
}

/** What a call comes to: a reply, or none because the connection closed or the time was up. */
export type RouteAnswer<Route extends keyof Routes & string> =
  | { success: true; message: Routes[Route]["reply"] }
  | { success: false; message: null };

/** What follows the route in `new Message(route, ...)`: what may be empty may be left out. */
export type RouteArguments<Route extends keyof Routes & string> =
  {} extends Routes[Route]["headers"]
    ? null extends Routes[Route]["payload"]
      ? [
          payload?: Routes[Route]["payload"],
          headers?: Routes[Route]["headers"],
          status?: number,
          uuid?: string,
        ]
      : [
          payload: Routes[Route]["payload"],
          headers?: Routes[Route]["headers"],
          status?: number,
          uuid?: string,
        ]
    : [
        payload: Routes[Route]["payload"],
        headers: Routes[Route]["headers"],
        status?: number,
        uuid?: string,
      ];

/** The calls of a socket whose types depend on the route. */
export interface SocketCalls {
  sendMessage<Route extends keyof Routes & string>(message: RouteMessage<Route>): void;
  sendAndWait: <Route extends keyof Routes & string>(
    message: RouteMessage<Route>,
  ) => globalThis.Promise<RouteAnswer<Route>>;
  onResponse<Route extends keyof Routes & string>(
    request: RouteMessage<Route>,
    callback: (response: RouteAnswer<Route>) => void,
  ): void;
}

/** A socket with typed calls; everything else is as the client declares it. */
export type RouteSocket<Socket> = globalThis.Omit<Socket, keyof SocketCalls> & SocketCalls;

/** How the client connects; times in milliseconds. */
export interface SocketConfig {
  requestTimeout?: number;
  queManager?: boolean;
  queRunTimeout?: number;
  maxReconnectAttempts?: number;
  heartbeatRate?: number;
  heartbeatTimeoutDuration?: number;
  globalHeaders?: FrameHeaders;
}

export type RouteSocketClass<Socket> = new (
  name: string,
  url: string,
  onSocketConnectChanged?: (name: string, connected: boolean) => void,
  onMessageReceived?: (response: { message: ReceivedFrame; success: boolean }) => void,
  config?: SocketConfig,
) => RouteSocket<Socket>;

export type RouteMessageClass = new <Route extends keyof Routes & string>(
  route: Route,
  ...rest: RouteArguments<Route>
) => RouteMessage<Route>;

/**
 * Give the classes of `@djanext/observable-socket` the types of this contract. They are returned
 * as they came: only the compiler sees a difference.
 *
 * @example
 * const { ObservableSocket: Socket, Message: Call } = typed({ ObservableSocket, Message });
 */
export function typed<
  Socket extends { [Call in keyof SocketCalls]: unknown },
  Message extends { route: unknown; payload: unknown },
>(classes: {
  ObservableSocket: abstract new (...args: never) => Socket;
  Message: abstract new (...args: never) => Message;
}): { ObservableSocket: RouteSocketClass<Socket>; Message: RouteMessageClass } {
  return classes as never;
}

/** Give a socket made elsewhere (such as one from `getSocket`) the types of this contract. */
export function typedSocket<Socket extends { [Call in keyof SocketCalls]: unknown }>(
  socket: Socket,
): RouteSocket<Socket> {
  return socket as never;
}

// Our own client finds the routes here; the comment keeps projects without it compiling.
type RoutesOfThisContract = Routes;
// @ts-ignore
declare module "@fastapi-observable-socket/client" {
  interface Register extends RoutesOfThisContract {}
}
