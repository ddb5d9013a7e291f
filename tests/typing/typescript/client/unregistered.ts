// Without a contract file any route will do.

import type { AnyRoute, Routes } from "@fastapi-observable-socket/client";

import { same } from "./same.js";

same<keyof Routes, string>();
same<Routes["whatever"], AnyRoute>();
