import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import type { ReviewBatch } from '../../contracts/programs/review-batches.ts';
import { newId } from '../../infra/ids.ts';
import { RETRY_AFTER_SECONDS, type ChaosRig } from '../../tools/chaos/rig.ts';
import { createProgramRow, createTouchpointRow } from '../support/rows/program-fixture.ts';
import { countOf } from '../support/rows/runs.ts';
import { openKillRig, untilOf } from '../support/worlds/kill-rig.ts';

/** Enough that a worker dies in the middle; the heartbeat that finds it dead is what takes the time. */
const MAILS = countOf({ test: 120, proof: 300 });
/** Sessions that stand with an accepted, unanswered message when the worker dies. */
const UNANSWERED = 3;
const TIMEOUT_MS = 180_000;

describe('a worker process that is killed in the middle of a delivery', () => {
  let rig: ChaosRig;
  beforeAll(async () => {
    rig = await openKillRig();
  }, TIMEOUT_MS);
  afterAll(() => rig?.close());

  const until = (condition: () => Promise<boolean>, what: string): Promise<void> =>
    untilOf(rig, { condition, what, patienceMs: TIMEOUT_MS / 2 });

  /** A program whose run writes one message to each of so many customers. */
  async function createProgram(): Promise<string> {
    const smtp = { host: '127.0.0.1', port: rig.smtp.port, security: 'none' };
    const sender = { fromAddress: 'ar@acme.example', fromName: 'Acme', zone: 'UTC' };
    const { id: mailboxId } = await rig.api.call.post<Mailbox>('/v1/mailboxes', {
      json: { name: 'AR', ...sender, smtp },
    });
    await rig.api.call.post(`/v1/mailboxes/${mailboxId}/verify`);
    const { id: authorId } = await rig.db.user.findFirstOrThrow();
    const now = Date.now();
    const programId = await createProgramRow(rig.db, { now, authorId, mailboxId });
    await createTouchpointRow(rig.db, { now, programId, offsetDays: 1 });
    const numbers = Array.from({ length: MAILS }, (_, index) => index);
    const load = (kind: string, header: string, row: (n: number) => string) =>
      rig.api.call.post(`/v1/imports?kind=${kind}&relativeDates=true`, {
        csv: [header, ...numbers.map(row), ''].join('\n'),
      });
    await load('customers', 'external_id,name,status,currency', (n) => `C${n},Customer ${n},active,USD`);
    const contact = (n: number): string => `C${n},Pat ${n},ap${n}@customer.example,ap_manager,true`;
    await load('contacts', 'customer_external_id,name,email,type,primary', contact);
    const invoice = (n: number): string => `C${n},INV-${n},today-40,today-10,100.00,100.00,USD,open`;
    const columns = 'customer_external_id,number,issued_on,due_on,amount,balance,currency,status';
    await load('invoices', columns, invoice);
    return programId;
  }

  it(
    'D1: each address gets its mail exactly once and none is lost; what nobody can know waits for a person',
    async () => {
      const programId = await createProgram();
      await rig.worker.start();
      await rig.api.call.post(`/v1/programs/${programId}/runs`, {
        json: {},
        idempotencyKey: newId('message'),
      });
      await until(
        async () => (await rig.db.reviewBatch.count({ where: { status: 'proposed' } })) === 1,
        'a batch',
      );
      const { id: batchId } = await rig.db.reviewBatch.findFirstOrThrow();
      const items = () => rig.db.scheduledTouchpoint.findMany({ where: { batchId }, orderBy: { id: 'asc' } });
      const counted = async (status: string) => (await items()).filter((item) => item.status === status);
      const { contentHash } = await rig.api.call.get<ReviewBatch>(`/v1/review-batches/${batchId}`);

      let drop = (_answer: 'drop'): void => undefined;
      const dead = new Promise<'drop'>((resolve) => (drop = resolve));
      let standing = 0;
      rig.smtp.atMoment = (moment) => {
        if (moment !== 'accepted' || rig.smtp.total < MAILS / 4 || standing === UNANSWERED) return undefined;
        standing += 1;
        return dead;
      };
      await rig.api.call.post(`/v1/review-batches/${batchId}/approve`, { json: { contentHash } });
      await until(() => Promise.resolve(standing === UNANSWERED), 'messages that are not answered');
      await rig.worker.kill();
      drop('drop');
      rig.smtp.atMoment = () => undefined;
      expect((await counted('approved')).length).toBeGreaterThan(0);

      await rig.worker.start();
      await until(async () => (await counted('approved')).length === 0, 'the end of the delivery');
      const uncertain = await counted('uncertain');
      expect(uncertain.length).toBeGreaterThanOrEqual(UNANSWERED);
      expect(await counted('completed')).toHaveLength(MAILS - uncertain.length);
      expect(Math.max(...rig.smtp.accepted.values())).toBe(1);

      // A person finds out with the recipients, and says so.
      await sleep(RETRY_AFTER_SECONDS * 1000);
      for (const { id, messageId } of uncertain) {
        const arrived = rig.smtp.accepted.has(messageId!);
        await rig.api.call.post(`/v1/scheduled-touchpoints/${id}/${arrived ? 'mark-sent' : 'retry'}`, {
          json: {},
        });
      }
      await until(async () => (await counted('completed')).length === MAILS, 'all of them');
      expect([...rig.smtp.accepted.values()]).toEqual(Array.from({ length: MAILS }, () => 1));
    },
    TIMEOUT_MS,
  );
});
