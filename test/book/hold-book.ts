// A process that opens a book for writing and holds it until it is ended.
import { isWriter, openBook } from '../../src-main/book/open.ts';

const path = process.argv[2] as string;
const book = await openBook(path, { user: 'child', wanted: 'write' });
process.stdout.write(isWriter(book) ? 'writing\n' : `${book.status().readOnlyReason}\n`);
setInterval(() => undefined, 1000);
