import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AUTOMATION_SCENARIOS } from './record-histories/automation-scenarios.ts';
import { FAILURE_SCENARIOS } from './record-histories/failure-scenarios.ts';
import { DRAIN_SCENARIOS } from './record-histories/drain-scenarios.ts';
import { INBOX_SCENARIOS } from './record-histories/inbox-scenarios.ts';
import { PROGRAM_SCENARIOS } from './record-histories/program-scenarios.ts';
import { Recorder, type RecordedRun } from './record-histories/recorder.ts';
import { SCENARIOS } from './record-histories/scenarios.ts';
import { say } from './stack/progress.ts';
import { resolveTimeSkippingServer } from './stack/time-skipping-server.ts';

const FOLDER = fileURLToPath(new URL('../test/replay/histories', import.meta.url));

/** Writes one run; the process and machine that recorded it are nobody's business. */
function write(name: string, run: RecordedRun): void {
  const json = JSON.stringify(run, (key, value: unknown) => (key === 'identity' ? 'recorder' : value), 1);
  // Traces name files from the root of the repository, wherever that lies.
  writeFileSync(join(FOLDER, `${name}.json`), `${json.replaceAll(`${process.cwd()}/`, '')}\n`);
  say(`  ${name}`);
}

const scenarios = {
  ...SCENARIOS,
  ...FAILURE_SCENARIOS,
  ...PROGRAM_SCENARIOS,
  ...AUTOMATION_SCENARIOS,
  ...DRAIN_SCENARIOS,
  ...INBOX_SCENARIOS,
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in scenarios));
if (unknown.length > 0) throw new Error(`no such scenario: ${unknown.join(', ')}`);
const names = asked.length > 0 ? asked : Object.keys(scenarios);

/** Takes away what was recorded of a scenario: one file, or one a run. */
function clear(name: string): void {
  const files = readdirSync(FOLDER).filter((file) => file.replace(/(-\d+)?\.json$/, '') === name);
  for (const file of files) rmSync(join(FOLDER, file));
}

const recorder = await Recorder.start(
  await resolveTimeSkippingServer(resolve(process.env['FOLLOWTHROUGH_HOME'] || '.followthrough')),
);
try {
  if (asked.length === 0) rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const name of names) {
    const runs = await recorder.record(await scenarios[name]!(recorder));
    clear(name);
    for (const [index, run] of runs.entries()) write(runs.length > 1 ? `${name}-${index + 1}` : name, run);
  }
} finally {
  await recorder.close();
}
