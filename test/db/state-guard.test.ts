import { expect, test } from '@jest/globals';
import { STATE_MACHINES } from '../../tools/testing/state-guard.ts';
import { byHand } from '../support/rows/by-hand.ts';
import { createProgram } from '../support/worlds/program-runs.ts';
import { useSequences } from '../support/worlds/sequence-fixture.ts';

const f = useSequences();

test('every table with declared states is guarded', async () => {
  const guarded = await f.deps.db.$queryRaw<{ name: string }[]>`
    SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'declared_states' ORDER BY 1`;
  expect(guarded.map(({ name }) => name)).toEqual(STATE_MACHINES.map(({ table }) => table).sort());
});

test('a status changes as it was declared, and otherwise only where a test says that it does so by hand', async () => {
  const { db } = f.deps;
  const where = { programId: await createProgram(f) };
  const change = (status: string) => db.programRun.updateMany({ where, data: { status } });
  expect(await change('generating')).toEqual({ count: 1 });
  expect(await change('generating')).toEqual({ count: 1 });
  await expect(change('expected')).rejects.toThrow('program_run: generating -> expected is not declared');
  const back = { where, data: { status: 'expected' } };
  expect(await byHand(db, (tx) => tx.programRun.updateMany(back))).toEqual({ count: 1 });
  await expect(change('open')).rejects.toThrow('program_run: expected -> open is not declared');
});
