// ZIP archives through fflate: written so that equal parts make equal bytes, read within bounds and against their checksums.
import { crc32 } from 'node:zlib';
// The build without Node's workers: the other declares a `require` of its own, which a bundle has already.
import { unzipSync, type Zippable, zipSync } from 'fflate/browser';

/** The earliest day that the format can say. Written from local fields, so it is the same in every time zone. */
const fixedDay = new Date(1980, 0, 1);

/** The archive of the parts, in the order given. */
export function zipOf(parts: readonly { path: string; content: Uint8Array }[]): Uint8Array {
  const files: Zippable = {};
  for (const { path, content } of parts) files[path] = content;
  return zipSync(files, { level: 6, mtime: fixedDay });
}

export interface ZipBounds {
  mostParts: number;
  /** Of all parts, unpacked. */
  mostBytes: number;
  /** Whether a part of this name may be there; one that may not refuses the archive before anything is unpacked. */
  known: (name: string) => boolean;
}

/**
 * The parts of an archive. Nothing is written anywhere, and no more memory is taken than the bounds say.
 * @throws RangeError with the reason when the archive is broken, or holds more or something else than the bounds allow
 */
export function unzipped(archive: Uint8Array, bounds: ZipBounds): { name: string; content: Uint8Array }[] {
  const names = new Set<string>();
  let bytes = 0;
  const content = unzipSyncOrRefuse(archive, ({ name, originalSize }) => {
    if (!bounds.known(name)) throw new RangeError(`it holds “${name.slice(0, 60)}”`);
    if (names.has(name)) throw new RangeError(`it holds “${name}” twice`);
    names.add(name);
    bytes += originalSize;
    if (names.size > bounds.mostParts) throw new RangeError(`it holds more than ${bounds.mostParts} files`);
    if (bytes > bounds.mostBytes) throw new RangeError(`it unpacks to more than ${bounds.mostBytes} bytes`);
    return true;
  });
  const checksums = checksumsOf(archive);
  return [...names].map((name) => {
    const part = content[name] ?? new Uint8Array();
    if (checksums.get(name) !== crc32(part)) throw new RangeError(`“${name}” in it is damaged`);
    return { name, content: part };
  });
}

function unzipSyncOrRefuse(
  archive: Uint8Array,
  filter: (file: { name: string; originalSize: number }) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(archive, { filter });
  } catch (thrown) {
    if (thrown instanceof RangeError) throw thrown;
    throw new RangeError(`it is damaged (${thrown instanceof Error ? thrown.message : String(thrown)})`);
  }
}

/** Each part's checksum from the archive's directory: fflate passes over it. */
function checksumsOf(archive: Uint8Array): Map<string, number> {
  const view = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = view.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  const checksums = new Map<string, number>();
  if (end < 0 || end + 20 > view.length) return checksums;
  let at = view.readUInt32LE(end + 16);
  for (let left = view.readUInt16LE(end + 10); left > 0 && at + 46 <= view.length; left--) {
    const nameLength = view.readUInt16LE(at + 28);
    checksums.set(view.toString('utf8', at + 46, at + 46 + nameLength), view.readUInt32LE(at + 16));
    at += 46 + nameLength + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  return checksums;
}
