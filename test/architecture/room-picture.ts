// The README's picture of the rooms, drawn from the import matrix. Print it: node test/architecture/room-picture.ts
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

interface Room {
  rooms: string[];
  typesOf?: string[];
}

const { matrix } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  matrix: Record<string, Room>;
};

const named = (room: string): string => room.split('/').slice(0, 2).at(-1)!.replace('-', '');
const short = (room: string): string => room.replace('src-main/', '').replace('src-', '');

/** Mermaid text: an arrow for each room that another may touch, leaving out what a longer way already says; dotted where types alone cross. */
export function roomPicture(): string {
  const touches = new Map(
    Object.entries(matrix).map(([room, may]) => [
      short(room),
      may.rooms.map((other) => other.split('/')[0]!),
    ]),
  );
  const reaches = (from: string, to: string, without: string | null): boolean =>
    (touches.get(from) ?? []).some(
      (next) => next !== without && (next === to || (next !== from && reaches(next, to, null))),
    );
  const lines = ['flowchart TD'];
  for (const [room, may] of Object.entries(matrix)) {
    const from = short(room);
    for (const other of touches.get(from) ?? []) {
      if (!reaches(from, other, other)) lines.push(`  ${named(from)} --> ${named(other)}`);
    }
    for (const other of may.typesOf ?? []) lines.push(`  ${named(from)} -. types .-> ${named(other)}`);
  }
  return lines.join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${roomPicture()}\n`);
}
