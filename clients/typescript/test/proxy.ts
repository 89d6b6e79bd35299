import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';

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
   * For the next sockets: the number of messages from the server after which each is cut. The
   * response to the handshake is the first one.
   */
  readonly cuts: number[];
  /** Number of opened sockets. */
  readonly sockets: () => number;
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
  let sockets = 0;

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
          if (fault === 'lose') reply.resume().on('end', () => incoming.socket.destroy());
          else reply.pipe(answer.writeHead(reply.statusCode ?? 500, reply.headers));
        },
      );
      forward.on('error', () => incoming.socket.destroy());
      forward.end(body);
    }
  }

  const server = createServer((incoming, answer) => void pass(incoming, answer));
  server.on('upgrade', (incoming: IncomingMessage, client: Socket, head: Buffer) => {
    sockets += 1;
    let left = cuts.shift() ?? Infinity;
    const upstream = connect(port(), '127.0.0.1', () => {
      const lines = incoming.rawHeaders.flatMap((name, index, all) =>
        index % 2 ? [] : [`${name}: ${all[index + 1]}`],
      );
      upstream.write([`GET ${incoming.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      upstream.write(head);
      client.pipe(upstream);
    });
    const split = messages();
    upstream.on('data', (piece) => {
      for (const message of split(piece)) {
        left -= 1;
        if (left < 0) for (const end of [client, upstream]) end.destroy();
        else client.write(message);
      }
    });
    for (const [end, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      end.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  const proxy: Proxy = {
    target,
    url: `http://127.0.0.1:${own}/graphql`,
    seen,
    faults,
    cuts,
    sockets: () => sockets,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/**
 * Splits the bytes of a server into the response to the handshake and frames (RFC 6455, section
 * 5.2): how many of them a chunk has depends on the load of the machine.
 */
function messages(): (piece: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  let shaken = false;

  function lengthOfNext(): number {
    if (!shaken) {
      const end = rest.indexOf('\r\n\r\n');
      return end < 0 ? Infinity : end + 4;
    }
    if (rest.length < 2) return Infinity;
    const short = rest.readUInt8(1) & 127;
    if (short < 126) return 2 + short;
    const header = short === 126 ? 4 : 10;
    if (rest.length < header) return Infinity;
    return header + (short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2)));
  }

  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    const whole: Buffer[] = [];
    for (let length = lengthOfNext(); length <= rest.length; length = lengthOfNext()) {
      whole.push(rest.subarray(0, length));
      rest = rest.subarray(length);
      shaken = true;
    }
    return whole;
  };
}
