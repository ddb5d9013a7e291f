// A session with the newsroom, as a browser would have it. What happens is printed, one JSON value
// per line, for the test that runs this against the server.

import { Call, Socket } from "./client.js";

declare const process: { argv: string[] };
declare const console: { log(text: string): void };

const tell = (what: string, value: unknown): void => console.log(JSON.stringify([what, value]));

let opened: () => void;
const open = new Promise<void>((resolve) => (opened = resolve));

/** Have the whole conversation. */
export async function talk(): Promise<void> {
  await open;
  for (const id of [1, 404]) {
    const { message } = await socket.sendAndWait(new Call("articles/get", { id }));
    tell("articles/get", message);
  }
  const { message } = await socket.sendAndWait(new Call("math/sum", [1, 2, 3], { unit: "apples" }));
  if (message?.status === 200) {
    tell("math/sum", message.payload.sum);
    tell("unit", message.headers.unit);
  }
}

export const socket = new Socket(
  "newsroom",
  process.argv[2] ?? "",
  (name, connected) => {
    tell("connected", [name, connected]);
    if (connected) opened();
  },
  ({ message, success }) => tell("received", [message.status, success]),
  { heartbeatRate: 50, heartbeatTimeoutDuration: 30_000, maxReconnectAttempts: 0 },
);
