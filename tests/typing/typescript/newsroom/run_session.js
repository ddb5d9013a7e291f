// Runs a session against a real server: node run_session.js <url> <where to find ws>

import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

const { WebSocket } = createRequire(join(process.argv[3], "x.js"))("ws");

let ponged;
const pong = new Promise((resolve) => (ponged = resolve));

// What the client keeps to itself: the raw frames.
globalThis.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    this.on("message", (data) => JSON.parse(data).route === "PONG" && ponged(JSON.parse(data)));
  }
};

const { socket, talk } = await import("./session.js");
await talk();
console.log(JSON.stringify(["heartbeat", await pong]));
socket.close();
