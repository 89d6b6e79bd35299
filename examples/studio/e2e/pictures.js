// A generated PNG for uploads: hills in the haze.
import { crc32, deflateSync } from 'node:zlib';

const SKY = [232, 226, 210];
// From back to front: colour, height, amplitude, frequency and phase.
const HILLS = [
  { colour: [178, 196, 178], height: 0.55, swing: 0.1, waves: 2.2, start: 0.4 },
  { colour: [122, 156, 136], height: 0.42, swing: 0.09, waves: 1.6, start: 2.1 },
  { colour: [66, 108, 92], height: 0.24, swing: 0.08, waves: 2.8, start: 4 },
];

function colourAt(x, y) {
  const up = 1 - y;
  const inFront = HILLS.findLast(
    ({ height, swing, waves, start }) => up < height + swing * Math.sin(x * waves * Math.PI + start),
  );
  return inFront?.colour ?? SKY;
}

export function picture({ width = 640, height = 480 } = {}) {
  const rows = Array.from({ length: height }, (_, y) => [
    // PNG filter type: none.
    0,
    ...Array.from({ length: width }, (_, x) => colourAt(x / width, y / height)).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Bit depth 8, RGB.
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
