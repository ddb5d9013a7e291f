// Stand-in for the original client, for tests only: written from a description of the frames it
// sends and of what it does with those that it gets. Like a browser it takes `WebSocket` from the
// global scope.

import { randomUUID } from "node:crypto";

const FINAL_CLOSE_CODES = new Set([1008, 1011]);
const OPEN = 1;

export const StatusCodes = {
  OK: 200,
  BAD_REQUEST: 400,
  PENDING: 402,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INTERNAL_SERVER_ERROR: 500,
};

export class Message {
  constructor(route, payload, headers = {}, status = 200, uuid = randomUUID()) {
    this.headers = headers;
    this.uuid = uuid;
    this.route = route;
    this.payload = payload;
    this.status = status;
  }
}

export class ObservableSocket {
  #url;
  #onConnect;
  #onMessage;
  #config;
  #pending = new Map();
  #heartbeat;
  #pongWait;
  #attempts = 0;
  #closed = false;

  constructor(name, url, onSocketConnectChanged, onMessageReceived, config = {}) {
    this.name = name;
    this.#url = url;
    this.#onConnect = onSocketConnectChanged;
    this.#onMessage = onMessageReceived;
    this.#config = {
      maxReconnectAttempts: 5,
      heartbeatRate: 60_000,
      heartbeatTimeoutDuration: 59_000,
      globalHeaders: {},
      ...config,
    };
    this.#connect();
  }

  sendMessage(message) {
    const headers = { ...this.#config.globalHeaders, ...message.headers };
    this.socket.send(JSON.stringify({ ...message, headers }));
  }

  sendAndWait = (message) =>
    new Promise((resolve, reject) => {
      if (this.socket.readyState !== OPEN) {
        reject(new Error("not connected"));
        return;
      }
      this.onResponse(message, resolve);
    });

  onResponse(request, callback) {
    this.#pending.set(request.uuid, callback);
    this.sendMessage(request);
  }

  close() {
    this.#closed = true;
    this.socket.close(1000);
  }

  #connect() {
    this.socket = new WebSocket(this.#url);
    this.socket.onopen = () => this.#opened();
    this.socket.onmessage = (event) => this.#received(JSON.parse(event.data));
    this.socket.onclose = (event) => this.#ended(event.code);
    this.socket.onerror = () => {};
  }

  #opened() {
    this.#attempts = 0;
    this.#heartbeat = setInterval(() => this.#beat(), this.#config.heartbeatRate);
    this.#onConnect?.(this.name, true);
  }

  #beat() {
    this.sendMessage(new Message("PING", {}));
    clearTimeout(this.#pongWait);
    this.#pongWait = setTimeout(() => this.socket.close(), this.#config.heartbeatTimeoutDuration);
  }

  #received(frame) {
    if (frame.route === "PONG") {
      clearTimeout(this.#pongWait);
      return;
    }
    this.#onMessage?.({ message: frame, success: true });
    const callback = this.#pending.get(frame.uuid);
    this.#pending.delete(frame.uuid);
    callback?.({ message: frame, success: true });
  }

  #ended(code) {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#pongWait);
    this.#onConnect?.(this.name, false);
    this.#pending.forEach((callback) => callback({ message: null, success: false }));
    this.#pending.clear();
    if (this.#closed || FINAL_CLOSE_CODES.has(code)) return;
    if (this.#attempts >= this.#config.maxReconnectAttempts) return;
    const wait = Math.min(15_000, 1_000 * 2 ** this.#attempts++) + Math.random() * 300;
    setTimeout(() => this.#connect(), wait);
  }
}
