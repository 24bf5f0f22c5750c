import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Recorder, type RecordedRun } from './record-histories/recorder.ts';
import { SCENARIOS } from './record-histories/scenarios.ts';
import { say } from './stack/progress.ts';
import { resolveTimeSkippingServer } from './stack/time-skipping-server.ts';

const FOLDER = fileURLToPath(new URL('../test/replay/histories', import.meta.url));

/** Writes one run; the process and machine that recorded it are nobody's business. */
function write(name: string, run: RecordedRun): void {
  const json = JSON.stringify(run, (key, value: unknown) => (key === 'identity' ? 'recorder' : value), 1);
  writeFileSync(join(FOLDER, `${name}.json`), `${json}\n`);
  say(`  ${name}`);
}

const recorder = await Recorder.start(
  await resolveTimeSkippingServer(resolve(process.env['FOLLOWTHROUGH_HOME'] || '.followthrough')),
);
try {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, play] of Object.entries(SCENARIOS)) {
    const runs = await recorder.record(await play(recorder));
    for (const [index, run] of runs.entries()) write(runs.length > 1 ? `${name}-${index + 1}` : name, run);
  }
} finally {
  await recorder.close();
}
