import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applyMigrations } from '../infra/db/migrate.ts';
import { compilePrograms, writeWorkflows } from './build/compile.ts';
import { runCrowd, stopsOf, type CrowdPlan } from './chaos/crowd/run.ts';
import { complaintsAboutCrowd, describeCrowd } from './chaos/crowd/verdict.ts';
import type { ChaosStack } from './chaos/rig.ts';
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
    workers: { type: 'string' },
    apis: { type: 'string', default: '2' },
    explain: { type: 'boolean', default: false },
    'without-comparison': { type: 'boolean', default: false },
  },
});
const enrollments = Number(values.enrollments);
const demands = { kills: Number(values.kills), cuts: Number(values.cuts) };

/** Own servers, empty and thrown away; PostgreSQL with the settings of production, fsync on. */
async function onServers<T>(work: (stack: ChaosStack) => Promise<T>): Promise<T> {
  servers += 1;
  const folder = join(tmpdir(), `followthrough-chaos-${process.pid}-${servers}`);
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
  const { url: databaseUrl } = postgres;
  const { address: temporalAddress, namespace } = temporal;
  return work({ databaseUrl, temporalAddress, namespace });
}

let servers = 0;
const shutdown = new Shutdown();
shutdown.listen();

/** What is killed is compiled once, so that it starts again at once. */
async function compile(): Promise<void> {
  const folder = join(tmpdir(), `followthrough-chaos-${process.pid}-programs`);
  shutdown.add({
    name: 'programs',
    stop: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    pid: () => null,
  });
  await withProgress('compiling the programs', () =>
    Promise.all([compilePrograms(folder), writeWorkflows(folder, [false])]),
  );
  process.env['COMPILED_PROGRAMS'] = folder;
}

/** One worker, killed in every phase of a send. */
async function alone(): Promise<string[]> {
  say(
    `chaos: ${enrollments} enrollments of three steps, ${demands.kills} kills, ${demands.cuts} cuts of each kind`,
  );
  const result = await onServers((stack) =>
    runChaos(stack, {
      enrollments,
      mailboxes: 6,
      delays: [0, 1, 0],
      rounds: planRounds(demands),
      standing: 8,
      settleMs: SETTLE_MS,
      say,
    }),
  );
  for (const line of describeResult(result)) say(line);
  for (const words of new Set(result.refusedAnswers)) say(`an answer was refused: ${words}`);
  return complaintsAbout(result, demands);
}

/** Many workers and APIs, killed in turn; then the same without kills, for its time. */
async function crowd(workers: number): Promise<string[]> {
  const plan: CrowdPlan = {
    workers,
    apis: Number(values.apis),
    enrollments,
    mailboxes: 8,
    delays: [0, 1, 0, 2],
    kills: demands.kills,
    settleMs: SETTLE_MS,
    isExplained: values.explain,
    say,
  };
  say(
    `chaos: ${enrollments} enrollments of three steps, ${workers} workers, ${plan.apis} APIs, ${plan.kills} kills`,
  );
  const result = await onServers((stack) => runCrowd(stack, plan));
  const isCompared = !values['without-comparison'];
  if (isCompared) say('the same without kills');
  const quiet = isCompared ? await onServers((stack) => runCrowd(stack, { ...plan, kills: 0 })) : null;
  for (const line of describeCrowd(result, quiet)) say(line);
  for (const words of new Set(result.refusedAnswers)) say(`an answer was refused: ${words}`);
  return complaintsAboutCrowd(result, { kills: plan.kills, stops: stopsOf(enrollments) });
}

const complaints = await compile()
  .then(() => (values.workers === undefined ? alone() : crowd(Number(values.workers))))
  .catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
await shutdown.run();
for (const complaint of complaints) say(`FAILED: ${complaint}`);
if (complaints.length === 0) say('every recipient of a step has exactly one mail');
process.exit(complaints.length === 0 ? 0 : 1);
