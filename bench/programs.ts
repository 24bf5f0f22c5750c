import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { CommandDeps } from '../commands/deps.ts';
import { generateRun } from '../commands/programs/runs/generate-run.ts';
import { planProgram } from '../commands/programs/plan-program.ts';
import { rescheduleRuns } from '../commands/programs/reschedule-runs.ts';
import { close, createDatabase } from '../infra/db/client.ts';
import { applyMigrations } from '../infra/db/migrate.ts';
import { hooks } from '../commands/hooks.ts';
import { store } from '../infra/db/store.ts';
import { hashOf } from '../infra/hash.ts';
import { newId } from '../infra/ids.ts';
import { NO_PROVIDER } from '../infra/llm/no-provider.ts';
import { createLinks } from '../infra/mail/links.ts';
import { openImap } from '../infra/inbox/imap-session.ts';
import { verifyMailbox } from '../infra/mail/verify-mailbox.ts';
import { createSecretBox } from '../infra/secrets.ts';
import { createTemporalClient } from '../infra/temporal/connection.ts';
import { createLifecycle } from '../infra/temporal/lifecycle.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { seedProgram, START } from './program-rows.ts';
import type { Row } from './table.ts';

/** What is written, beside an insert of the same rows. */
interface ProgramRig {
  client: Client;
  deps: CommandDeps;
  programId: string;
  clock: { now: number };
}

/**
 * Plans a program of six account-level and two invoice-level touchpoints from nothing, after its send day moved, and
 * when nothing changed; and generates one run (P6, P10). Each beside bare SQL that writes the same rows, from a table
 * of the finished rows into one with the same columns and indexes. `size` customers, each with ten invoices.
 */
export async function measurePrograms({ size }: { size: number }): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-bench-'));
  // PostgreSQL runs under another account when we are root.
  chmodSync(folder, 0o755);
  const server = await startPostgres({ folder: join(folder, 'postgres') });
  try {
    await applyMigrations(server.url);
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const programId = await seedProgram(client, { customers: size });
    const { deps, clock, end } = openDeps(server.url);
    const rows = await measure({ client, deps, programId, clock });
    await Promise.all([end(), client.end()]);
    return rows;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function openDeps(url: string) {
  const db = createDatabase(url, { pool: 2 });
  // Connects when it is first used, which it is not: nothing leaves by itself.
  const { client, connection } = createTemporalClient({
    temporal: { address: '127.0.0.1:1', namespace: 'default', tls: null },
  });
  const secretKey = randomBytes(32).toString('base64');
  const clock = { now: START };
  const deps: CommandDeps = {
    db,
    store,
    hooks,
    newId,
    hash: hashOf,
    now: () => Promise.resolve(clock.now),
    lifecycle: createLifecycle(client),
    secrets: createSecretBox(secretKey),
    links: createLinks({ publicUrl: 'https://followthrough.example', secretKey }),
    verifyMailbox,
    openImap,
    writer: NO_PROVIDER,
    uncertainRetryAfterMs: 0,
  };
  return { deps, clock, end: () => Promise.all([close(db), connection.close()]) };
}

async function measure(rig: ProgramRig): Promise<Row[]> {
  const { deps, programId, clock } = rig;
  await deps.db.$transaction((tx) => rescheduleRuns(deps, tx, { programId, now: clock.now }));
  const rows = [await measureOne(rig, 'plan, all new', () => plan(rig))];
  await moveSendDay(rig);
  rows.push(await measureOne(rig, 'plan, send day moved', () => plan(rig)));
  rows.push(await measureOne(rig, 'plan, nothing changed', () => plan(rig)));
  await beginRun(rig);
  rows.push(await measureOne(rig, 'generation of a run', () => generate(rig)));
  return rows;
}

async function plan({ deps, programId }: ProgramRig): Promise<void> {
  const { planVersion } = await deps.db.program.update({
    where: { id: programId },
    data: { planVersion: { increment: 1 } },
  });
  await planProgram(deps, { programId, planVersion });
}

async function moveSendDay({ deps, programId, clock }: ProgramRig): Promise<void> {
  await deps.db.program.update({ where: { id: programId }, data: { sendDays: [2] } });
  await deps.db.$transaction((tx) => rescheduleRuns(deps, tx, { programId, now: clock.now }));
}

/** The next run is due: what the tick does. */
async function beginRun({ deps, programId, clock }: ProgramRig): Promise<void> {
  const { store: stored, db } = deps;
  const expected = await stored.programRuns.findExpected(db, programId);
  if (!expected) throw new Error('no run is expected');
  clock.now = expected.nominalAt;
  await stored.programRuns.begin(db, { runId: expected.runId, now: clock.now });
  await stored.programRuns.setCurrent(db, { runId: expected.runId, programId });
}

async function generate({ deps, programId }: ProgramRig): Promise<void> {
  const { currentRunId } = await deps.db.program.findUniqueOrThrow({ where: { id: programId } });
  await generateRun(deps, { runId: currentRunId! });
}

/** What a plan or a run changes about a row that is there. */
const CHANGED = `status, reason, decision, decided_by_id, decided_at, wake_at, ended_at, planned_on, planned_at, plan_version,
  run_id, batch_id, days_overdue, rank, history, updated_at`;

/**
 * Times a piece of work, and then bare SQL that writes the same rows, into copies of the table with its indexes: rows
 * that were there are updated and the others inserted, as the work did; and all of them inserted into an empty one.
 */
async function measureOne(
  { client, clock }: ProgramRig,
  name: string,
  work: () => Promise<void>,
): Promise<Row> {
  const time = async (run: () => Promise<unknown>): Promise<number> => {
    await client.query('CHECKPOINT');
    const startedAt = performance.now();
    await run();
    return (performance.now() - startedAt) / 1000;
  };
  await client.query(`DROP TABLE IF EXISTS finished, bare, empty;
    CREATE TABLE bare (LIKE scheduled_touchpoint INCLUDING ALL);
    CREATE TABLE empty (LIKE scheduled_touchpoint INCLUDING ALL);
    CREATE TABLE finished (LIKE scheduled_touchpoint);
    INSERT INTO bare SELECT * FROM scheduled_touchpoint`);
  clock.now += 1_000;
  const seconds = await time(work);
  const at = new Date(clock.now);
  await client.query('INSERT INTO finished SELECT * FROM scheduled_touchpoint WHERE updated_at = $1', [at]);
  await client.query('VACUUM ANALYZE finished, bare');
  const columns = (alias: string) => CHANGED.replace(/\w+/g, (column) => `${alias}.${column}`);
  const writing = `BEGIN;
    UPDATE bare b SET (${CHANGED}) = ROW(${columns('f')}) FROM finished f WHERE f.id = b.id AND f.created_at < f.updated_at;
    INSERT INTO bare SELECT * FROM finished WHERE created_at = updated_at;
    COMMIT`;
  const bare = await time(() => client.query(writing));
  const inserted = await time(() => client.query('INSERT INTO empty SELECT * FROM finished'));
  const { rowCount } = await client.query('SELECT 1 FROM finished');
  const rows = rowCount ?? 0;
  return {
    programs: name,
    'rows written': rows,
    seconds,
    ...(rows > 0 && {
      'bare SQL, s': bare,
      ratio: seconds / bare,
      'bare insert, s': inserted,
      'ratio to it': seconds / inserted,
    }),
  };
}
