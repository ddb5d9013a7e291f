import { Message, ObservableSocket } from "@djanext/observable-socket";

import { typed } from "./contract.js";

export const { ObservableSocket: Socket, Message: Call } = typed({ ObservableSocket, Message });
