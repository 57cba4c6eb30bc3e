import { createServer, type IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";

/** What a client sent, as it came over the wire. */
export interface Arrival {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Starts a server that answers its first request with 503, as the service does
 * while it cannot store, and hands every other one on to the service. The token
 * is added on the way, since the SDK sends none over plain http. It keeps what
 * arrived, and lets the program end.
 */
export async function startFront(service: URL): Promise<{ url: URL; arrivals: Arrival[] }> {
  const arrivals: Arrival[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    arrivals.push({ headers: incoming.headers, body });
    if (arrivals.length === 1) {
      outgoing.writeHead(503, { "Retry-After": "0" }).end();
      return;
    }
    const headers = { ...incoming.headers, host: service.host, authorization: "Bearer any-token" };
    request(new URL(incoming.url ?? "/", service), { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    }).end(body);
  });
  server.on("connection", (socket) => socket.unref());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { url: new URL(service.pathname, `http://127.0.0.1:${port}`), arrivals };
}
