// Mistakes whose error must name the choices; see the test of the same name.

import { Call, Socket } from "./client.js";

const socket = new Socket("newsroom", "wss://example.org/ws");

new Call("articles/gets", { id: 1 });

export async function compare(): Promise<boolean> {
  const { message } = await socket.sendAndWait(new Call("articles/get", { id: 1 }));
  return message?.status === 201;
}
