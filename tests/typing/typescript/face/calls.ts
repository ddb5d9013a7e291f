// The corners of the typed face: headers that must be there, payloads that need not, pushes.

import { Message, ObservableSocket } from "@djanext/observable-socket";

import type { ErrorPayload, Routes, Shape, Ticker } from "./contract.js";
import { typed } from "./contract.js";
import { same } from "../same.js";

const { ObservableSocket: Socket, Message: Call } = typed({ ObservableSocket, Message });

// No payload is declared.
new Call("session/end");
new Call("session/end", null);
new Call("session/end", undefined, { trace: 1 });
// @ts-expect-error
new Call("session/end", {});

// The payload may be null, or anything.
new Call("session/rename");
new Call("session/rename", "ada");
// @ts-expect-error
new Call("session/rename", 1);
new Call("session/log");
new Call("session/log", { any: ["thing"] });

// The headers have a member that must be there.
new Call("session/start", { user: "ada" }, { token: "XYZ" });
// @ts-expect-error
new Call("session/start", { user: "ada" });
// @ts-expect-error
new Call("session/start", { user: "ada" }, {});
// @ts-expect-error
new Call("session/start", { user: "ada" }, { token: 1 });
// @ts-expect-error
new Call("session/start", { user: "ada" }, { token: "XYZ", other: 1 });

const socket = new Socket("face", "wss://example.org/ws", undefined, ({ message }) => {
  if (message.route === "market/tick") {
    same<typeof message.payload, Ticker>();
    same<typeof message.status, 200>();
  } else if (message.route === "market/closed") {
    same<typeof message.payload, null>();
  } else {
    same<typeof message.route, undefined>();
    same<typeof message.payload, unknown>();
  }
  // @ts-expect-error no push of that name
  if (message.route === "market/open") return;
});

// A push is nothing that a client can call.
// @ts-expect-error
new Call("market/tick", { price: 1 });

export async function statuses(): Promise<void> {
  const { message } = await socket.sendAndWait(new Call("session/end"));
  if (message?.status === 204) same<typeof message.payload, null>();
  if (message?.status === 418) same<typeof message.headers.teapot, string>();
  if (message?.status === 403) same<typeof message.payload, string | ErrorPayload>();
}

// A tag tells the members of a union apart; a type may contain itself; optional is not nullable.
export function count(shape: Shape): number {
  switch (shape.kind) {
    case "circle":
      same<typeof shape.radius, number>();
      return 1;
    case "group":
      same<typeof shape.title, string | null | undefined>();
      return shape.shapes.map(count).reduce((sum, each) => sum + each, 0);
    default:
      same<typeof shape, never>();
      return shape;
  }
}

export function radius(shape: Shape): number {
  // @ts-expect-error it may be a group
  return shape.radius;
}

// Each status is a member of its own, also where several share the error payload.
same<Extract<Routes["shapes/get"]["reply"], { status: 404 }>["status"], 404>();
