// A generated contract file in the program is all that our own client needs to know its routes.

import type { Routes } from "@fastapi-observable-socket/client";

import type * as contract from "./contract.js";
import { same } from "./same.js";

same<keyof Routes, keyof contract.Routes>();
same<Routes["articles/get"], contract.Routes["articles/get"]>();
