import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { programPlanWorkflowId } from '../../../workflows/programs/program-plan.messages.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { rowsOf } from '../../support/worlds/generated-rows.ts';
import { createDebtor, createProgramRow, createTouchpointRow } from '../../support/rows/program-fixture.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ isOnDevServer: true });
}, ENGINE_START_MS);
afterAll(() => engine?.close());

test('P10: the plan of a program is made by a workflow a version, once', async () => {
  const { db } = engine.database;
  const now = await engine.deps.now();
  const everyDay = [1, 2, 3, 4, 5, 6, 7];
  const programId = await createProgramRow(db, { now, authorId: engine.world.userId, sendDays: everyDay });
  await createTouchpointRow(db, { now, programId, offsetDays: 7 });
  await createDebtor(db, { now, name: 'Acme', invoices: [{ daysOverdue: 10 }] });
  await db.program.update({ where: { id: programId }, data: { planVersion: 2 } });
  await engine.deps.lifecycle.startProgramPlan(programId, 2);
  await engine.deps.lifecycle.startProgramPlan(programId, 2);
  const plan = engine.client.workflow.getHandle(programPlanWorkflowId(programId, 2));
  await plan.result();
  expect(await rowsOf(db, programId)).toEqual([expect.stringMatching(/^7 account Acme scheduled /)]);
  const program = await db.program.findUniqueOrThrow({ where: { id: programId } });
  expect(program.plannedVersion).toBe(2);
});
