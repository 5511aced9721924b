/** The one request, as vscode-jsonrpc knows it. */
import { RequestType } from 'vscode-jsonrpc/node';
import type { HeartbeatArgs, HeartbeatReply } from '../api.ts';

export const heartbeat = new RequestType<HeartbeatArgs, HeartbeatReply, void>('heartbeat');
