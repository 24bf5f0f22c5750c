import { newId } from '../../../infra/ids.ts';
import type { Database } from '../../../infra/db/client.ts';
import { automationRow } from './automation-rows.ts';

const KEY = 'tell';

/** A paused automation that writes to everybody, with a pass of its own that is done; ids by prefix. */
export async function createAutomationRows(
  db: Database,
  { now, userId }: { now: number; userId: string },
): Promise<{ aut: string; aps: string }> {
  const [aut, aps] = [newId('automation'), newId('automationPass')];
  const words = { subject: 'Hello', bodyHtml: '<p>Hello</p>', bodyText: null };
  await db.automation.create({
    data: {
      ...automationRow({
        id: aut,
        audience: { kind: 'all', nodes: [{ kind: 'field', field: 'name', op: 'is_set' }] },
        actions: [
          { kind: 'email', key: KEY, words, contactTypes: [], purpose: 'collections', mailboxId: null },
        ],
        now,
        userId,
        status: 'inactive',
      }),
      // What it is called does not tell one world from another.
      name: 'Automation',
      nameKey: 'automation',
    },
  });
  const at = new Date(now);
  const times = { nominalAt: at, startedAt: at, finishedAt: at, createdAt: at };
  await db.automationPass.create({
    data: { id: aps, automationId: aut, kind: 'manual', runNo: 1, status: 'done', isFilled: true, ...times },
  });
  return { aut, aps };
}

/** A customer in the pass, to whom it says something that has not left; the id of the message. */
export async function createSaidRow(
  db: Database,
  {
    automationId,
    passId,
    customerId,
    mark,
    now,
  }: { automationId: string; passId: string; customerId: string; mark: string; now: number },
): Promise<string> {
  const [id, effectId, at] = [newId('automationMessage'), newId('automationEffect'), new Date(now)];
  const of = { automationId, passId, customerId };
  await db.automationRecord.create({ data: { ...of, status: 'done', depth: 1, createdAt: at } });
  const effect = { actionKey: KEY, ordinal: 0, kind: 'email', status: 'waiting', at };
  await db.automationEffect.create({ data: { id: effectId, ...of, ...effect } });
  await db.automationMessage.create({
    data: {
      id,
      ...of,
      effectId,
      actionKey: KEY,
      recipient: 'contact',
      channel: 'email',
      purpose: 'collections',
      content: { words: { subject: mark, bodyHtml: mark, bodyText: null }, body: null, contactTypes: [] },
      leavesNow: false,
      sendStatus: 'requested',
      requestedAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
  return id;
}
