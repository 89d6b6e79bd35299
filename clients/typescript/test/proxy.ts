import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A fault that replaces the forwarding of a request.
 *
 * - `refuse`: the connection ends before the server receives the request
 * - `lose`: the server executes the request, and the response is lost
 * - `unavailable`: the response is UNAVAILABLE with a retry time
 * - `page`: the response is an HTML page
 */
export type Fault = 'refuse' | 'lose' | 'unavailable' | 'page';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A proxy between clients and a server that records requests and injects faults. */
export interface Proxy {
  readonly url: string;
  /** URL of the server; null: unreachable. */
  target: string | null;
  readonly seen: Seen[];
  /** Faults of the next requests, one each. */
  readonly faults: Fault[];
  /**
   * For the next streams: the number of messages after which each is cut. A comment is the first one.
   */
  readonly cuts: number[];
  /** Number of opened streams. */
  readonly streams: () => number;
  stop(): Promise<void>;
}

const UNAVAILABLE = {
  errors: [
    {
      message: 'The database is away.',
      extensions: { code: 'UNAVAILABLE', requestId: 'r1', retryAfterSeconds: 0.05 },
    },
  ],
};

export async function proxyTo(target: string): Promise<Proxy> {
  const port = () => (proxy.target === null ? 1 : Number(new URL(proxy.target).port));
  const seen: Seen[] = [];
  const faults: Fault[] = [];
  const cuts: number[] = [];
  let streams = 0;

  async function pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const pieces = (await incoming.toArray()) as Buffer[];
    const body = Buffer.concat(pieces);
    const { method = '', url = '', headers } = incoming;
    seen.push({ method, url, headers, body: body.toString() });
    const fault = faults.shift();
    if (fault === 'refuse') incoming.socket.destroy();
    else if (fault === 'page')
      answer.writeHead(502, { 'retry-after': '0' }).end('<h1>Bad gateway</h1>');
    else if (fault === 'unavailable') answer.writeHead(503).end(JSON.stringify(UNAVAILABLE));
    else {
      const forward = request(
        { port: port(), host: '127.0.0.1', method, path: url, headers },
        (reply) => {
          if (reply.headers['content-type']?.startsWith('text/event-stream')) {
            streams += 1;
            void passMessages(reply, answer, cuts.shift() ?? Infinity);
          } else if (fault === 'lose') reply.resume().on('end', () => incoming.socket.destroy());
          else reply.pipe(answer.writeHead(reply.statusCode ?? 500, reply.headers));
        },
      );
      forward.on('error', () => incoming.socket.destroy());
      forward.end(body);
    }
  }

  const server = createServer((incoming, answer) => void pass(incoming, answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  const proxy: Proxy = {
    target,
    url: `http://127.0.0.1:${own}/graphql`,
    seen,
    faults,
    cuts,
    streams: () => streams,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/**
 * Forward the messages of an event stream one by one, and cut the connection after `count` of them: how
 * many of them a chunk has depends on the load of the machine.
 */
async function passMessages(
  reply: IncomingMessage,
  answer: ServerResponse,
  count: number,
): Promise<void> {
  answer.on('close', () => reply.destroy());
  answer.writeHead(reply.statusCode ?? 500, reply.headers).flushHeaders();
  let left = count;
  let rest = '';
  try {
    for await (const chunk of reply.setEncoding('utf8')) {
      const messages = `${rest}${chunk as string}`.split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) {
        left -= 1;
        if (left < 0) {
          reply.destroy();
          answer.destroy();
          return;
        }
        answer.write(`${message}\n\n`);
      }
    }
    answer.end();
  } catch {
    answer.destroy();
  }
}
