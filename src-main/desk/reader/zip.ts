// A plain ZIP archive of a few text files, the same bytes for the same content: no times, no owners. May import node.
import { crc32, deflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const NAMES_ARE_UTF8 = 0x0800;
const DEFLATED = 8;
/** 1 January 1980, the earliest day that the format can say. */
const NO_DAY = 0x21;

/** The archive of the files in their order. Each is under 4 GiB, and there are under 65,536. */
export function zipArchive(files: readonly { name: string; text: string }[]): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.name, 'utf8');
    const plain = Buffer.from(file.text, 'utf8');
    const squeezed = deflateRawSync(plain);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(NAMES_ARE_UTF8, 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(0, 6);
    common.writeUInt16LE(NO_DAY, 8);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(squeezed.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(name.length, 22);
    bodies.push(signature(LOCAL), common, name, squeezed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    entries.push(signature(CENTRAL), Buffer.from([VERSION, 0]), common, place, name);
    offset += 4 + common.length + name.length + squeezed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, directory, signature(END), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
