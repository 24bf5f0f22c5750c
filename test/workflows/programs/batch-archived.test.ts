import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { archiveProgram } from '../../../commands/programs/archive-program.ts';
import { createProgram } from '../../../commands/programs/create-program.ts';
import { deafTo } from '../../support/worlds/deaf-batches.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { ProgramWorld } from '../../support/worlds/program-world.ts';

let engine: Engine;
let world: ProgramWorld;
let isDeaf = false;
beforeAll(async () => {
  engine = await startEngine({
    isOnDevServer: true,
    changeDeps: deafTo(() => isDeaf),
  });
  world = new ProgramWorld(engine);
  await world.open();
  await createProgram(engine.deps, world.actor, { name: 'The one that stays' });
}, ENGINE_START_MS);
afterAll(() => engine?.close());

test('P1: archiving a program ends what it proposed; what was approved in time is delivered', async () => {
  const program = await world.program();
  const debtors = await world.debtors(3, program);
  const batch = await world.run(program);
  isDeaf = true;
  await world.approve(batch);
  await archiveProgram(engine.deps, world.actor, { programId: batch.programId });
  isDeaf = false;
  await engine.deps.lifecycle.wakeBatch(batch);
  await world.delivered(batch);
  expect(engine.mail.mails.flatMap(({ to }) => to).sort()).toEqual(debtors.map(({ email }) => email).sort());
  expect(await world.standing(batch)).toEqual(['completed', 'completed', 'completed']);
});
