/** Types of the original client as its users know them: nothing depends on the route. */

export declare const StatusCodes: Record<string, number>;

export interface SocketResponse {
  message: any;
  success: boolean;
}

export interface ObservableSocketConfig {
  requestTimeout?: number;
  queManager?: boolean;
  queRunTimeout?: number;
  maxReconnectAttempts?: number;
  heartbeatRate?: number;
  heartbeatTimeoutDuration?: number;
  globalHeaders?: Record<string, never>;
}

export declare class Message {
  headers: Record<string, any>;
  uuid: string;
  route: string;
  payload: any;
  status: number;
  constructor(
    route: string,
    payload: any,
    headers?: Record<string, any>,
    status?: number,
    uuid?: string,
  );
}

export declare class ObservableSocket {
  private pending;
  readonly name: string;
  constructor(
    name: string,
    url: string,
    onSocketConnectChanged?: (name: string, connected: boolean) => void,
    onMessageReceived?: (response: SocketResponse) => void,
    config?: ObservableSocketConfig,
  );
  get socket(): { readonly readyState: number } | undefined;
  sendMessage(message: Message): void;
  sendAndWait: (message: Message) => Promise<SocketResponse>;
  onResponse(request: Message, callback: (response: SocketResponse) => void): void;
  close(): void;
}
