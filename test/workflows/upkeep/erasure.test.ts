import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eraseContact } from '../../../commands/upkeep/erase-contact.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { Story } from '../../support/worlds/story.ts';
import { whereItStands } from '../../support/worlds/whole-database.ts';

let engine: Engine;
let story: Story;
beforeAll(async () => {
  engine = await startEngine();
  story = new Story(engine);
}, ENGINE_START_MS);
afterAll(() => engine?.close());

const EMAIL = 'wanda.weg@forgotten.example';
const TRACES = [EMAIL, 'wanda', 'weg@'];

it('U5: a person of a running enrollment stands nowhere any more, neither in the database nor in the history, and the next step goes to the next contact', async () => {
  const { db } = engine.database;
  const walk = await story.walk({
    steps: [
      { timing: onDay(0), subject: 'Hello {{contact.name}}', body: '<p>Dear {{contact.name}}</p>' },
      { timing: onDay(3), subject: 'Again {{contact.name}}', body: '<p>Dear {{contact.name}}</p>' },
    ],
    customer: { email: EMAIL },
  });
  const { customerId } = await db.enrollment.findUniqueOrThrow({ where: { id: walk.enrollmentId } });
  const contact = await db.contact.findFirstOrThrow({ where: { customerId } });
  await db.contact.update({ where: { id: contact.id }, data: { name: 'Wanda Weg' } });
  const at = new Date(await engine.now());
  await db.contact.create({
    data: {
      id: engine.deps.newId('contact'),
      customerId,
      name: 'Nora Next',
      email: 'nora@forgotten.example',
      isPrimary: false,
      isActive: true,
      source: 'test',
      createdAt: at,
      updatedAt: at,
    },
  });
  await story.passUntil('2099-11-30T12:00Z');
  expect(await story.left(walk.enrollmentId)).toHaveLength(1);
  const { erasure } = await eraseContact(engine.deps, story.actor, {
    contactId: contact.id,
    dryRun: false,
  });
  expect(erasure).toMatchObject({ status: 'done' });
  await story.passUntil('2099-12-04T12:00Z');
  await reconcile(engine.deps);
  expect(await story.left(walk.enrollmentId)).toHaveLength(2);
  const last = await db.messageRecipient.findFirstOrThrow({
    where: { address: 'nora@forgotten.example' },
    orderBy: { messageId: 'asc' },
  });
  expect(last.status).toBe('accepted');

  expect(await whereItStands(db, TRACES)).toEqual([]);
  const workflow = engine.client.workflow.getHandle(enrollmentWorkflowId(walk.enrollmentId));
  const history = Buffer.from(JSON.stringify(await workflow.fetchHistory())).toString();
  const payloads = [...history.matchAll(/"data":\{"type":"Buffer","data":\[([\d,]*)\]\}/g)].map(
    ([, bytes = '']) => Buffer.from(bytes.split(',').map(Number)).toString(),
  );
  const words = `${history} ${payloads.join(' ')}`.toLowerCase();
  for (const trace of TRACES) expect(words).not.toContain(trace);
});
