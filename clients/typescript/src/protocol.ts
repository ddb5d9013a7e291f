// The wire. Generated from schema/protocol. Do not edit; run `make generate`.

/** The version of the protocol: counted up when an old peer could no longer talk to a new one. */
export const PROTOCOL_VERSION = 2;

/** The routes that the protocol keeps for itself. */
export const ReservedRoute = {
  /** Are you there? Answered with PONG and the same uuid. */
  PING: "PING",
  /** The answer to PING. */
  PONG: "PONG",
  /** Introduces the client: protocol version, contract digest, credentials, name. */
  HELLO: "HELLO",
  /** Ends the stream or the running request that has the same uuid. */
  CANCEL: "CANCEL",
} as const;

export type ReservedRoute = (typeof ReservedRoute)[keyof typeof ReservedRoute];

/** How a request ended. */
export const Status = {
  /** The request was carried out; the payload is the answer. */
  OK: 200,
  /** The request was carried out and made something new. */
  CREATED: 201,
  /** The request was taken and will be carried out later. */
  ACCEPTED: 202,
  /** The request was carried out and there is nothing to say; the payload is null. */
  NO_CONTENT: 204,
  /** One item of a stream; more answers with the same uuid follow. */
  PARTIAL_CONTENT: 206,
  /** The frame or its payload is not what the protocol or the contract asks for. */
  BAD_REQUEST: 400,
  /** The caller is not known; credentials are missing or have expired. */
  UNAUTHORIZED: 401,
  /** The answer is not ready yet; ask again. */
  PENDING: 402,
  /** The caller is known and may not do this. */
  FORBIDDEN: 403,
  /** There is no such route, or what the request names does not exist. */
  NOT_FOUND: 404,
  /** The route does not do what was asked of it. */
  METHOD_NOT_ALLOWED: 405,
  /** The answer cannot be given in the form that was asked for. */
  NOT_ACCEPTABLE: 406,
  /** The route's deadline passed before there was an answer. */
  REQUEST_TIMEOUT: 408,
  /** The request contradicts what is there, or its uuid is already in flight. */
  CONFLICT: 409,
  /** What the request names existed and never will again. */
  GONE: 410,
  /** The request must say how long its content is. */
  LENGTH_REQUIRED: 411,
  /** A condition that the request states does not hold. */
  PRECONDITION_FAILED: 412,
  /** The payload is larger than the route takes. */
  PAYLOAD_TOO_LARGE: 413,
  /** A name in the request is longer than the receiver takes. */
  URI_TOO_LONG: 414,
  /** The content is in a format that the route does not take. */
  UNSUPPORTED_MEDIA_TYPE: 415,
  /** The range that was asked for does not exist. */
  RANGE_NOT_SATISFIABLE: 416,
  /** An expectation that the request states cannot be met. */
  EXPECTATION_FAILED: 417,
  /** The caller has too many requests in flight or sends them too fast. */
  TOO_MANY_REQUESTS: 429,
  /** The caller cancelled the request before its end. */
  CLIENT_CLOSED_REQUEST: 499,
  /** The receiver failed; its log says why, the answer does not. */
  INTERNAL_SERVER_ERROR: 500,
  /** The receiver knows the route and does not serve it. */
  NOT_IMPLEMENTED: 501,
  /** A system behind the receiver gave an answer that it cannot use. */
  BAD_GATEWAY: 502,
  /** The receiver is shutting down or overloaded; try again elsewhere or later. */
  SERVICE_UNAVAILABLE: 503,
  /** A system behind the receiver did not answer in time. */
  GATEWAY_TIMEOUT: 504,
  /** The version of the protocol that was asked for is not spoken here. */
  HTTP_VERSION_NOT_SUPPORTED: 505,
} as const;

export type Status = (typeof Status)[keyof typeof Status];

/** The statuses that may answer any route, declared by its contract or not. */
export type ImplicitStatus =
  | typeof Status.BAD_REQUEST
  | typeof Status.UNAUTHORIZED
  | typeof Status.FORBIDDEN
  | typeof Status.NOT_FOUND
  | typeof Status.REQUEST_TIMEOUT
  | typeof Status.CONFLICT
  | typeof Status.PAYLOAD_TOO_LARGE
  | typeof Status.TOO_MANY_REQUESTS
  | typeof Status.CLIENT_CLOSED_REQUEST
  | typeof Status.INTERNAL_SERVER_ERROR
  | typeof Status.SERVICE_UNAVAILABLE;

/** Why a connection ended. */
export const CloseCode = {
  /** The connection has done its work. */
  NORMAL_CLOSURE: 1000,
  /** The peer leaves: a server that stops or a page that is left. */
  GOING_AWAY: 1001,
  /** The peer broke the WebSocket protocol. */
  PROTOCOL_ERROR: 1002,
  /** The peer sent a type of data that is not taken. */
  UNSUPPORTED_DATA: 1003,
  /** The peer closed and gave no code. */
  NO_STATUS_RECEIVED: 1005,
  /** The connection was lost without a closing handshake. */
  ABNORMAL_CLOSURE: 1006,
  /** A text message was not valid UTF-8. */
  INVALID_PAYLOAD: 1007,
  /** The connection is refused, or the peer did not heed a refusal. */
  POLICY_VIOLATION: 1008,
  /** A message was larger than the limit `message_bytes`; come back, and do not send it again. */
  MESSAGE_TOO_BIG: 1009,
  /** The server failed in a way that it cannot continue from. */
  INTERNAL_ERROR: 1011,
  /** The server restarts; come back after a pause of random length. */
  SERVICE_RESTART: 1012,
  /** The server is overloaded; come back after a pause. */
  TRY_AGAIN_LATER: 1013,
  /** The credentials have expired; come back with fresh ones. */
  CREDENTIALS_EXPIRED: 4401,
  /** The server demands HELLO and none came in time. */
  HELLO_TIMEOUT: 4408,
  /** The peer did not read fast enough to be kept. */
  SLOW_CONSUMER: 4429,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** Whether a client may connect again by itself; after a code that is not listed it may. */
export const RETRYABLE: Readonly<Record<CloseCode, boolean>> = {
  [CloseCode.NORMAL_CLOSURE]: false,
  [CloseCode.GOING_AWAY]: true,
  [CloseCode.PROTOCOL_ERROR]: false,
  [CloseCode.UNSUPPORTED_DATA]: false,
  [CloseCode.NO_STATUS_RECEIVED]: true,
  [CloseCode.ABNORMAL_CLOSURE]: true,
  [CloseCode.INVALID_PAYLOAD]: false,
  [CloseCode.POLICY_VIOLATION]: false,
  [CloseCode.MESSAGE_TOO_BIG]: true,
  [CloseCode.INTERNAL_ERROR]: true,
  [CloseCode.SERVICE_RESTART]: true,
  [CloseCode.TRY_AGAIN_LATER]: true,
  [CloseCode.CREDENTIALS_EXPIRED]: true,
  [CloseCode.HELLO_TIMEOUT]: true,
  [CloseCode.SLOW_CONSUMER]: true,
};

/** What one connection may ask of its peer. */
export interface Limits {
  /** Bytes of the largest message that is taken; a larger one closes with 1009. */
  readonly message_bytes: number;
  /** Levels of arrays and objects within the payload or the headers; more is 400. */
  readonly depth: number;
  /** Digits of the longest integer in a frame, a minus sign counted as one; more is 400. */
  readonly integer_digits: number;
  /** Characters of the longest uuid, digits and sign if it is an integer; more is 400. */
  readonly uuid_length: number;
  /** Characters of the longest route name; more is 400. */
  readonly route_length: number;
  /** Members of the headers; more is 400. */
  readonly headers_count: number;
  /** Requests of one connection that run side by side; one more is 429. */
  readonly max_in_flight: number;
  /** Entries of `errors` in one error payload; what is found beyond them is left out. */
  readonly errors_reported: number;
  /** Bytes that may wait to be written to one connection. */
  readonly writer_bytes: number;
  /** Seconds that a write may wait for a peer that does not read, before it is cut. */
  readonly write_timeout: number;
  /** Seconds that running requests get to finish at shut-down. */
  readonly drain_timeout: number;
  /** Seconds to wait for HELLO where the server demands it; then it closes with 4408. */
  readonly hello_timeout: number;
}

/** The limits of a server that says nothing else. */
export const DEFAULT_LIMITS: Limits = {
  message_bytes: 1048576,
  depth: 200,
  integer_digits: 4300,
  uuid_length: 128,
  route_length: 256,
  headers_count: 64,
  max_in_flight: 64,
  errors_reported: 32,
  writer_bytes: 262144,
  write_timeout: 10,
  drain_timeout: 10,
  hello_timeout: 10,
};

/** What can be wrong with a frame and is no keyword of JSON Schema. */
export const ErrorCode = {
  /** The message is not one JSON text (RFC 8259): bad syntax, trailing text, NaN, Infinity. */
  MALFORMED_JSON: "malformed_json",
  /** The message is a binary frame; only text frames carry requests. */
  BINARY_FRAME: "binary_frame",
  /** Arrays and objects are nested deeper than the limit `depth`. */
  NESTING: "nesting",
  /** An integer has more digits than the limit `integer_digits`. */
  INTEGER_DIGITS: "integer_digits",
  /** A number is too large for a 64-bit float, such as 1e400. */
  NUMBER_RANGE: "number_range",
  /** A string contains half of a surrogate pair, which no text encoding can carry. */
  LONE_SURROGATE: "lone_surrogate",
} as const;

export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** Asks for something. Members that are not named here are ignored. */
export interface RequestFrame {
  /**
   * What the sender correlates by; given back exactly as it came. An integer is written without
   * fraction and exponent.
   */
  readonly uuid: string | number;
  /**
   * The name of what is asked for, such as `articles/get`. Names in upper case are kept for the
   * protocol.
   */
  readonly route: string;
  /**
   * What concerns the exchange and not the matter itself. Left out and null both mean an empty
   * object.
   */
  readonly headers?: Readonly<Record<string, unknown>> | null;
  /** The matter itself: any JSON value. Left out means null. */
  readonly payload?: unknown;
}

/** Answers a request. The sender writes all four members; the reader ignores others. */
export interface ResponseFrame {
  /** The uuid of the request, exactly as it came; null if it could not be read. */
  readonly uuid: string | number | null;
  /** How the request ended; one of the statuses of status.json. */
  readonly status: number;
  /** What concerns the exchange and not the matter itself; an empty object if there is nothing. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** The answer itself: any JSON value. */
  readonly payload: unknown;
}

/** Sent by the server unasked; nobody answers it. */
export interface PushFrame {
  /** Names this push; no request of the client has it. */
  readonly uuid: string | number;
  /** A route of kind `push`. */
  readonly route: string;
  /** Always 200, for clients that look at it. */
  readonly status: 200;
  /** What concerns the exchange and not the matter itself; an empty object if there is nothing. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** The matter itself: any JSON value. */
  readonly payload: unknown;
}

/** PING, sent by either side at any time, and PONG, which answers it with the same uuid. */
export interface HeartbeatFrame {
  /**
   * Chosen by the sender of PING and given back in PONG; null in a PONG if it could not be read.
   */
  readonly uuid: string | number | null;
  /** Which of the two this is. */
  readonly route: "PING" | "PONG";
  /** Not looked at in a PING; an empty object in a PONG. */
  readonly headers?: unknown;
  /** Not looked at in a PING; null in a PONG. */
  readonly payload?: unknown;
}

/** The payload of a HELLO request: who the client is and what it was built for. */
export interface Hello {
  /** The version of the protocol that the client speaks; see protocol.json. */
  readonly protocol: number;
  /** The digest of the contract that the client was generated from. */
  readonly digest?: string;
  /** Whatever the server's authentication asks for. Never logged. */
  readonly credentials?: unknown;
  /** Name and version of the client program, for the server's log. */
  readonly client?: string;
}

/** The payload of the answer to HELLO. */
export interface Welcome {
  /** The version of the protocol that the server speaks. */
  readonly protocol: number;
  /** The digest of the contract that the server was generated from. */
  readonly digest?: string;
  /** Whether the two digests are equal; absent if either side has none. */
  readonly digest_matches?: boolean;
  /** Names this connection in the server's log. */
  readonly connection: string;
  /** The limits in force, by their names in limits.json. */
  readonly limits: Readonly<Record<string, number>>;
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
