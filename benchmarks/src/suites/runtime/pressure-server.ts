/** The server of the pressure test, a process of its own: tells its port, and answers. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const BODY = Buffer.alloc(512, 'x');

const server = createServer((_, response) => response.end(BODY));
server.listen({ port: 0, host: '127.0.0.1', backlog: 65_535 }, () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on('disconnect', () => process.exit(0));
