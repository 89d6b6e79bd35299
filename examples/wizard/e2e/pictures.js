// A picture as somebody's own: a gradient, as an uncompressed PNG.
import { crc32, deflateSync } from 'node:zlib';

const [WIDTH, HEIGHT] = [640, 480];

export function picture() {
  const rows = Array.from({ length: HEIGHT }, (_, y) => [
    // Filter: none.
    0,
    ...Array.from({ length: WIDTH }, (_, x) => [60 + (x >> 3), 90 + (y >> 2), 70]).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  // Eight bits, RGB.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.from(rows.flat()));
  const buffer = Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return { name: 'herbs.png', mimeType: 'image/png', buffer };
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'ascii'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([length, body, check]);
}
