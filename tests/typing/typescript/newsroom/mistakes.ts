// What a front end may get wrong with the newsroom; none of it compiles.

import { Message } from "@djanext/observable-socket";

import { Call, Socket } from "./client.js";
import type { Access, Article, ErrorPayload } from "./contract.js";
import { typed } from "./contract.js";

const socket = new Socket("newsroom", "wss://example.org/ws");
const author = { handle: "ada", name: "Ada Lovelace" };
const draft = { slug: "a", title: "A", body: "...", author };

// -- a wrong route
// @ts-expect-error
new Call("articles/gets", { id: 1 });
// @ts-expect-error
new Call("PING", {});
// @ts-expect-error
new Call("articles/get" as string, { id: 1 });

// -- a wrong payload
// @ts-expect-error
new Call("articles/get");
// @ts-expect-error
new Call("articles/get", null);
// @ts-expect-error
new Call("articles/get", {});
// @ts-expect-error
new Call("articles/get", { id: "1" });
// @ts-expect-error
new Call("articles/get", { id: 1, verbose: true });
// @ts-expect-error
new Call("articles/create", { ...draft, author: { handle: "ada" } });
// @ts-expect-error
new Call("articles/create", { ...draft, teaser: null });
// @ts-expect-error
new Call("articles/create", { ...draft, teaser: undefined });
// @ts-expect-error
new Call("articles/create", { ...draft, access: "SECRET" });
// @ts-expect-error
new Call("articles/create", { ...draft, tags: ["a", 1] });
// @ts-expect-error
new Call("math/sum", ["1"]);
// @ts-expect-error
new Call("math/sum", { numbers: [1] });

// -- wrong headers
// @ts-expect-error
new Call("math/sum", [1], { unit: 1 });
// @ts-expect-error
new Call("math/sum", [1], { unit: null });
// @ts-expect-error
new Call("math/sum", [1], "apples");

// -- a message that no contract knows
// @ts-expect-error
socket.sendMessage(new Message("articles/get", { id: 1 }));
// @ts-expect-error
void socket.sendAndWait({ route: "articles/get" });

export async function handleStatusWrongly(): Promise<void> {
  const answer = await socket.sendAndWait(new Call("articles/get", { id: 1 }));
  // @ts-expect-error there may be no reply
  answer.message.status;
  if (!answer.success) return;
  const reply = answer.message;
  // @ts-expect-error it may be an error
  reply.payload.title;
  // @ts-expect-error 201 is not declared
  if (reply.status === 201) return;
  if (reply.status === 200) {
    // @ts-expect-error an article has no message
    reply.payload.message;
    // @ts-expect-error
    const error: ErrorPayload = reply.payload;
    void error;
  }
  if (reply.status === 404) {
    // @ts-expect-error an error is no article
    const article: Article = reply.payload;
    void article;
  }
  if (reply.status >= 400) {
    // @ts-expect-error a comparison does not narrow
    reply.payload.errors;
  }
  // @ts-expect-error the text of a status is no status
  if (reply.status === "200") return;
}

export async function forgetToWait(): Promise<void> {
  // @ts-expect-error a promise has no message
  socket.sendAndWait(new Call("articles/get", { id: 1 })).message;
}

socket.onResponse(new Call("math/sum", [1]), (answer) => {
  // @ts-expect-error
  answer.message?.payload.sum;
});

// -- a wrong name, a wrong configuration, a wrong class
// @ts-expect-error
const access: Access = "public";
// @ts-expect-error
new Socket("newsroom");
// @ts-expect-error
new Socket("newsroom", "wss://example.org/ws", undefined, undefined, { heartbeat: 1 });
// @ts-expect-error
typed({ ObservableSocket: Message, Message });
// @ts-expect-error
typed({ Message });

export { access };
