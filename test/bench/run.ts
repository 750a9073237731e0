// Runs every *.bench.ts of this folder, one after the other, each in its own process, so that none meets another's heap.
// Arguments are handed on; a name chooses: `npm run bench -- valuation --quick`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('./', import.meta.url);
const self = fileURLToPath(import.meta.url);
const ONE = '--in-this-process=';
const one = process.argv.find((argument) => argument.startsWith(ONE))?.slice(ONE.length);

if (one === undefined) runAll();
else {
  const { default: bench } = (await import(new URL(one, folder).href)) as {
    default: (say: (line: string) => void) => Promise<void>;
  };
  await bench((line) => console.log(`  ${line}`));
}

function runAll(): void {
  const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.bench.ts'))
    .filter((file) => named.length === 0 || named.some((name) => file === `${name}.bench.ts`))
    .sort();
  if (files.length === 0) {
    console.error(`No benchmark is named ${named.join(', ')}.`);
    process.exit(2);
  }
  let failures = 0;
  for (const file of files) {
    console.log(`\n${file}`);
    const made = spawnSync(process.execPath, [self, `${ONE}${file}`, ...options], {
      stdio: 'inherit',
      cwd: fileURLToPath(new URL('../../', folder)),
    });
    if (made.status !== 0) failures += 1;
  }
  if (failures > 0) console.error(`\n${failures} of ${files.length} benchmarks failed.`);
  process.exit(failures > 0 ? 1 : 0);
}
