// Runs a session against a real server: node run_session.js <url> <folder in which to find ws>

import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

const { WebSocket } = createRequire(join(process.argv[3], "anything.js"))("ws");

const tell = (what, value) => console.log(JSON.stringify([what, value]));

let ponged;
const pong = new Promise((resolve) => (ponged = resolve));

// The frames as they are, which the client keeps to itself.
globalThis.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    this.on("message", (data) => this.#arrived(JSON.parse(data)));
    this.on("close", (code) => tell("closed", code));
  }

  send(text) {
    const frame = JSON.parse(text);
    tell(frame.route === "PING" ? "ping" : "sent", frame);
    super.send(text);
  }

  #arrived(frame) {
    if (frame.route !== "PONG") return;
    tell("pong", frame);
    ponged();
  }
};

const { socket, talk } = await import("./session.js");
await talk();
await pong;
socket.close();
