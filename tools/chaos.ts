import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applyMigrations } from '../infra/db/migrate.ts';
import { planRounds, runChaos } from './chaos/run.ts';
import { complaintsAbout, describeResult } from './chaos/verdict.ts';
import { startPostgres } from './stack/postgres.ts';
import { say, withProgress } from './stack/progress.ts';
import { Shutdown } from './stack/shutdown.ts';
import { startDevServer } from './stack/temporal-server.ts';

/** A failing mailbox is tried every five minutes at least. */
const SETTLE_MS = 360_000;

const { values } = parseArgs({
  options: {
    enrollments: { type: 'string', default: '300' },
    kills: { type: 'string', default: '23' },
    cuts: { type: 'string', default: '6' },
  },
});
const enrollments = Number(values.enrollments);
const demands = { kills: Number(values.kills), cuts: Number(values.cuts) };

const folder = join(tmpdir(), `followthrough-chaos-${process.pid}`);
const shutdown = new Shutdown();
shutdown.listen();

/** Own servers, empty and thrown away; PostgreSQL with the settings of production, fsync on. */
async function main(): Promise<string[]> {
  mkdirSync(folder, { mode: 0o755 });
  shutdown.add({
    name: 'folder',
    stop: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    pid: () => null,
  });
  const postgres = await withProgress('starting PostgreSQL', () =>
    startPostgres({ folder: join(folder, 'postgres') }),
  );
  shutdown.add({ name: 'PostgreSQL', stop: postgres.stop, pid: () => postgres.pid });
  await applyMigrations(postgres.url);
  const temporal = await startDevServer({
    home: resolve(process.env['FOLLOWTHROUGH_HOME'] || '.followthrough'),
  });
  shutdown.add({ name: 'Temporal', stop: temporal.stop, pid: () => temporal.pid });
  say(
    `chaos: ${enrollments} enrollments of three steps, ${demands.kills} kills, ${demands.cuts} cuts of each kind`,
  );
  const { url: databaseUrl } = postgres;
  const { address: temporalAddress, namespace } = temporal;
  const result = await runChaos(
    { databaseUrl, temporalAddress, namespace },
    {
      enrollments,
      mailboxes: 6,
      delays: [0, 1, 0],
      rounds: planRounds(demands),
      standing: 8,
      settleMs: SETTLE_MS,
      say,
    },
  );
  for (const line of describeResult(result)) say(line);
  for (const words of new Set(result.refusedAnswers)) say(`an answer was refused: ${words}`);
  return complaintsAbout(result, demands);
}

const complaints = await main().catch((error: unknown) => [
  error instanceof Error ? error.message : String(error),
]);
await shutdown.run();
for (const complaint of complaints) say(`FAILED: ${complaint}`);
if (complaints.length === 0) say('every recipient of a step has exactly one mail');
process.exit(complaints.length === 0 ? 0 : 1);
