import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { prepareRun } from '../../../commands/programs/runs/prepare-run.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { newId } from '../../../infra/ids.ts';
import { runs } from '../../support/rows/runs.ts';
import { createTouchpointRow } from '../../support/rows/program-fixture.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { claimTouchpoint } from '../../support/worlds/claims.ts';
import { DunningWorld } from '../../support/worlds/dunning-world.ts';
import {
  createRandomProgram,
  makeMove,
  randomProgram,
  type Ground,
} from '../../support/worlds/random-program.ts';

const api = new DunningWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

/** Who may be written to at a customer, and what is known of them. */
const CONTACTS = ['reached', 'reached', 'nobody', 'suppressed', 'broken', 'nameless', 'silent'] as const;
const randomWorld = fc.record({
  program: randomProgram,
  contacts: fc.array(fc.constantFrom(...CONTACTS), { minLength: 5, maxLength: 5 }),
  /** A touchpoint whose text says something that not everybody has. */
  demanding: fc.option(
    fc.record({ level: fc.constantFrom('account', 'invoice'), delivery: fc.constantFrom('auto', 'review') }),
  ),
});

async function addContact(customerId: string, kind: (typeof CONTACTS)[number]): Promise<void> {
  const at = new Date(api.now);
  const email = { nobody: null, broken: 'no address' }[kind as 'nobody'] ?? `${customerId}@customer.example`;
  await api.db.contact.create({
    data: {
      id: newId('contact'),
      customerId,
      name: kind === 'nameless' ? null : 'Pat Payer',
      email: kind === 'nobody' ? null : email,
      isPrimary: true,
      isActive: kind !== 'silent',
      source: 'test',
      createdAt: at,
      updatedAt: at,
    },
  });
  if (kind === 'suppressed')
    await api.ok('POST', '/v1/suppressions', { body: { address: `${customerId}@customer.example` } });
}

/** All that the dry run says, page by page. */
async function foretold(programId: string): Promise<Json[]> {
  const items: Json[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = `limit=7${cursor && `&cursor=${cursor}`}`;
    const page: Json = await api.ok('POST', `/v1/programs/${programId}/dry-run?${query}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

const lineOf = (row: {
  touchpointId: string;
  subjectId: string;
  status: string | null;
  why: string | null;
  to: readonly string[];
  /** What it asks for, before and after credit counts, of what waits for a person. */
  amounts: readonly (string | null)[];
}): string => {
  const amounts = row.status === 'proposed' ? row.amounts : [];
  return [row.touchpointId, row.subjectId, row.status, row.why, ...row.to, ...amounts].join(' ');
};

/** A run by hand, brought to where people and servers take over. */
async function run(programId: string): Promise<string[]> {
  const { proposals } = await api.ok('POST', `/v1/programs/${programId}/dry-run`);
  const body = proposals.confirmation === null ? {} : { confirmation: proposals.confirmation };
  const { id: runId } = await api.ok('POST', `/v1/programs/${programId}/runs`, { body });
  await generateRun(api.deps, { runId });
  await prepareRun(api.deps, { runId });
  const approved = await api.db.scheduledTouchpoint.findMany({
    where: { runId, status: 'approved' },
    orderBy: { id: 'asc' },
  });
  const claimed = new Map<string, string[]>();
  for (const { id: scheduledTouchpointId } of approved) {
    const claim = await claimTouchpoint(api.engine, { scheduledTouchpointId, programId });
    if (claim.kind === 'claimed')
      claimed.set(
        scheduledTouchpointId,
        claim.mail.recipients.map(({ address }) => address),
      );
  }
  const rows = await api.db.scheduledTouchpoint.findMany({ where: { runId }, orderBy: { id: 'asc' } });
  const shown = new Map<string, Json>();
  for (const batchId of new Set(rows.flatMap((row) => row.batchId ?? []))) {
    const { items } = await api.ok('GET', `/v1/review-batches/${batchId}/items?limit=100`);
    for (const item of items) shown.set(item.id, item);
  }
  return rows.map((row) => {
    const { touchpointId, status, reason, errorCode } = row;
    const { amount = null, credit = null, net = null } = shown.get(row.id) ?? {};
    // Of an account, the invoice that is left out.
    const subjectId = row.invoiceId ?? row.subjectId;
    const written = row.content as { to: string[]; cc: string[]; bcc: string[] } | null;
    const to = claimed.get(row.id) ?? (written ? [...written.to, ...written.cc, ...written.bcc] : []);
    const isOut = status === 'skipped' || status === 'failed';
    const [why, amounts] = [errorCode ?? reason, [amount, credit, net]];
    return lineOf({ touchpointId, subjectId, status, why, to: isOut ? [] : to, amounts });
  });
}

test('P12: what a dry run says is, row by row, what the run then does, whatever the world is like', async () => {
  await fc.assert(
    fc.asyncProperty(randomWorld, async ({ program, contacts, demanding }) => {
      await api.db
        .$executeRaw`TRUNCATE customer, program, program_run, program_enrollment, scheduled_touchpoint, review_batch,
          message, suppression, hold CASCADE`;
      const ground: Ground = {
        deps: api.deps,
        actor: { ...SYSTEM, userId: api.adminId },
        mailboxId: api.world.mailboxId,
        now: api.now,
      };
      const programId = await createRandomProgram(ground, program);
      if (demanding) {
        const level = demanding.level as 'account' | 'invoice';
        const delivery = demanding.delivery as 'auto' | 'review';
        await createTouchpointRow(api.db, {
          now: api.now,
          programId,
          offsetDays: 3,
          level,
          delivery,
          bodyHtml: '<p>Dear {{contact.name}}, please pay.</p>',
        });
      }
      await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perRun: program.perRun } } });
      const customers = await api.db.customer.findMany({ orderBy: { id: 'asc' } });
      for (const [index, { id }] of customers.entries()) await addContact(id, contacts[index % 5]!);
      // A first run, and what happens after it.
      await run(programId);
      for (const move of program.moves[0]!) await makeMove(ground, programId, move);
      const items = await foretold(programId);
      const promised = items
        .filter(({ becomes }) => becomes !== null)
        .map(({ touchpoint, customer, invoice, becomes, reason, recipients, amount, credit, net }) =>
          lineOf({
            amounts: [amount, credit, net],
            touchpointId: touchpoint.id,
            subjectId: invoice?.id ?? customer.id,
            status: becomes,
            why: reason,
            to: recipients.map(({ address }: Json) => address),
          }),
        );
      expect((await run(programId)).sort()).toEqual(promised.sort());
    }),
    runs({ test: 20, proof: 200 }),
  );
}, 120_000);
