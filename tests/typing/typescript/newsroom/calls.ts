// What a front end does with the newsroom; all of it compiles.

import type { ObservableSocket } from "@djanext/observable-socket";

import { Call, Socket } from "./client.js";
import type {
  Article,
  ArticlesCreatePayload,
  ArticlesCreateReply409,
  ErrorPayload,
  RouteAnswer,
  RouteMessage,
  Routes,
} from "./contract.js";
import { digest, typedSocket } from "./contract.js";
import { same } from "../same.js";

const socket = new Socket(
  "newsroom",
  "wss://example.org/ws",
  (name, connected) => {
    same<typeof name, string>();
    same<typeof connected, boolean>();
  },
  ({ message, success }) => {
    same<typeof success, boolean>();
    if (message.route === undefined) {
      same<typeof message.payload, unknown>();
      same<typeof message.status, number>();
    }
  },
  { heartbeatRate: 30_000, globalHeaders: { token: "XYZ" } },
);

export async function readArticle(id: number): Promise<Article | string> {
  const answer = await socket.sendAndWait(new Call("articles/get", { id }));
  same<typeof answer, RouteAnswer<"articles/get">>();
  if (!answer.success) {
    same<typeof answer.message, null>();
    return "not connected";
  }
  const reply = answer.message;
  same<typeof reply, Routes["articles/get"]["reply"]>();
  switch (reply.status) {
    case 200:
      same<typeof reply.payload, Article>();
      return reply.payload;
    case 404:
      same<typeof reply.payload, ErrorPayload>();
      return reply.payload.message;
    case 400:
      return reply.payload.errors?.map((error) => error.pointer).join() ?? "";
    case 401:
    case 403:
    case 408:
    case 409:
    case 413:
    case 429:
    case 499:
    case 500:
    case 503:
      return reply.payload.message;
    default:
      same<typeof reply, never>();
      return reply;
  }
}

export async function writeArticle(article: ArticlesCreatePayload): Promise<void> {
  const { message } = await socket.sendAndWait(new Call("articles/create", article));
  if (message?.status === 201) {
    same<typeof message.payload, Article>();
    same<typeof message.payload.teaser, string | null>();
    same<typeof message.payload.author.homepage, string | undefined>();
  } else if (message?.status === 409) {
    // The protocol's own 409, for a uuid that is still running, has no slug.
    same<typeof message.payload, ArticlesCreateReply409 | ErrorPayload>();
    if ("slug" in message.payload) same<typeof message.payload, ArticlesCreateReply409>();
  }
}

export function add(numbers: number[], done: (sum: number, unit: string | undefined) => void): void {
  const request = new Call("math/sum", numbers, { unit: "apples", "x-trace": "of any kind" });
  same<typeof request, RouteMessage<"math/sum">>();
  socket.onResponse(request, (answer) => {
    if (answer.message?.status === 200) {
      done(answer.message.payload.sum, answer.message.headers.unit);
    }
  });
}

// What has a default, or is optional, may be left out; a literal keeps its type in place.
new Call("articles/list", {});
new Call("articles/list", { access: "PUBLIC", limit: 5 });
new Call("articles/create", {
  slug: "a",
  title: "A",
  body: "...",
  author: { handle: "ada", name: "Ada Lovelace" },
});

// Status and uuid follow, as in the class itself.
new Call("articles/get", { id: 1 }, {}, 200, "a-uuid-of-our-own");
socket.sendMessage(new Call("math/sum", [1, 2, 3]));

// What the contract says nothing about is as the client declares it.
same<typeof socket.socket, { readonly readyState: number } | undefined>();
same<typeof socket.name, string>();
socket.close();

export function adopt(made: ObservableSocket): void {
  typedSocket(made).sendMessage(new Call("articles/get", { id: 1 }));
}

const known: string = digest;
export { known };
