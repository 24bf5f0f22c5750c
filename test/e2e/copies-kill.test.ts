import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../contracts/sending/messages.ts';
import { copyAddress, enrol, populate, STEPS } from '../../tools/chaos/population.ts';
import type { SmtpMoment } from '../../tools/chaos/recording-smtp.ts';
import { RETRY_AFTER_SECONDS, type ChaosRig } from '../../tools/chaos/rig.ts';
import { openKillRig, untilOf } from '../support/worlds/kill-rig.ts';

/** Starts of workers, heartbeat timeouts, and the time that a person has to wait. */
const TIMEOUT_MS = 180_000;
/** Of the copies of these customers, by number; the first one dies with its main copy. */
const [MAIN_TAKEN, NOT_BEGUN, COPY_TAKEN, COPY_SEEN] = [0, 1, 2, 3];
const CUSTOMERS = 4;

describe('a worker process that is killed while a message and its copy leave', () => {
  let rig: ChaosRig;
  let messageIds: string[];
  /** Its copy is taken up again, and stands once more. */
  let again: ReturnType<typeof hold>;

  beforeAll(async () => {
    rig = await openKillRig();
    const size = { customers: CUSTOMERS, mailboxes: CUSTOMERS, delays: [0], copiedStep: 0 };
    const population = await populate(rig, size);
    const [firstId] = population.customerIds;
    const { email } = await rig.db.contact.findFirstOrThrow({ where: { customerId: firstId! } });
    const held = hold({
      [email!]: 'accepted',
      [copyAddress(NOT_BEGUN)]: 'data',
      [copyAddress(COPY_TAKEN)]: 'accepted',
      [copyAddress(COPY_SEEN)]: 'dot',
    });
    await rig.worker.start();
    await enrol(rig, population, population.customerIds);
    await held.standing(CUSTOMERS);
    const messages = await rig.db.message.findMany({ orderBy: { id: 'asc' } });
    messageIds = population.customerIds.map((id) => messages.find(({ customerId }) => customerId === id)!.id);
    await rig.worker.kill();
    held.drop();
    again = hold({ [copyAddress(NOT_BEGUN)]: 'data' });
    await rig.worker.start();
  }, TIMEOUT_MS);
  afterAll(() => rig?.close());

  /** Lets the next session to each address stand still at a moment, until it is dropped. */
  function hold(moments: Record<string, SmtpMoment>) {
    const standing = new Set<string>();
    let drop = (_answer: 'drop'): void => undefined;
    const told = new Promise<'drop'>((resolve) => (drop = resolve));
    rig.smtp.atMoment = (moment, { recipient }) => {
      if (moments[recipient] !== moment || standing.has(recipient)) return undefined;
      standing.add(recipient);
      return told;
    };
    return {
      standing: (count: number) => until(() => Promise.resolve(standing.size === count), `${count} sessions`),
      drop: () => {
        rig.smtp.atMoment = () => undefined;
        drop('drop');
      },
    };
  }

  const until = (condition: () => Promise<boolean>, what: string): Promise<void> =>
    untilOf(rig, { condition, what, patienceMs: TIMEOUT_MS / 2 });

  const shown = (customer: number) => rig.api.call.get<Message>(`/v1/messages/${messageIds[customer]!}`);
  const standing = async (customer: number) => (await shown(customer)).copies.map(({ status }) => status);
  const becomes = (customer: number, status: string) =>
    until(async () => (await standing(customer))[1] === status, `a copy that is ${status}`);
  const answer = (customer: number, verb: 'retry' | 'mark-sent') =>
    rig.api.call.post(`/v1/messages/${messageIds[customer]!}/copies/2/${verb}`, { json: {} });
  const ends = (): Promise<void> =>
    until(
      async () => (await rig.db.enrollment.count({ where: { status: 'completed' } })) === CUSTOMERS,
      'the end of all enrollments',
    );
  /** How often the server took the main copy and the other. */
  const taken = (customer: number) => {
    const id = messageIds[customer]!;
    return [id, `${id}.2`].map((name) => rig.smtp.accepted.get(name) ?? 0);
  };

  it(
    'D1: main accepted and not settled: uncertain, no copy leaves; marked as sent, the copy follows',
    async () => {
      await until(async () => (await standing(MAIN_TAKEN))[0] === 'uncertain', 'a main copy in doubt');
      expect([await standing(MAIN_TAKEN), taken(MAIN_TAKEN)]).toEqual([
        ['uncertain', 'waiting'],
        [1, 0],
      ]);
      const { sourceId } = await shown(MAIN_TAKEN);
      await rig.api.call.post(`/v1/queue/${sourceId}/mark-sent`, { json: {} });
      await becomes(MAIN_TAKEN, 'accepted');
      expect(taken(MAIN_TAKEN)).toEqual([1, 1]);
    },
    TIMEOUT_MS,
  );

  it(
    'D1: settled, no copy’s fence passed, and killed again in the workflow that takes it up: it leaves once, and waits for no lease',
    async () => {
      await again.standing(1);
      expect([await standing(NOT_BEGUN), taken(NOT_BEGUN)]).toEqual([
        ['accepted', 'claimed'],
        [1, 0],
      ]);
      // The next kill meets this copy alone: no later message is in hand, to be in doubt by it.
      await ends();
      await rig.worker.kill();
      again.drop();
      await rig.worker.start();
      await becomes(NOT_BEGUN, 'accepted');
      expect(taken(NOT_BEGUN)).toEqual([1, 1]);
    },
    TIMEOUT_MS,
  );

  it(
    'D1: behind a copy’s fence: that copy alone is uncertain, shown when its send is tried again, is not sent again, and a person answers it',
    async () => {
      for (const customer of [COPY_TAKEN, COPY_SEEN]) {
        await becomes(customer, 'uncertain');
        expect((await standing(customer))[0]).toBe('accepted');
      }
      expect([taken(COPY_TAKEN), taken(COPY_SEEN)]).toEqual([
        [1, 1],
        [1, 0],
      ]);
      await sleep(RETRY_AFTER_SECONDS * 1_000);
      await answer(COPY_TAKEN, 'mark-sent');
      await answer(COPY_SEEN, 'retry');
      for (const customer of [COPY_TAKEN, COPY_SEEN]) {
        await becomes(customer, 'accepted');
        expect(taken(customer)).toEqual([1, 1]);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'D1: at the end every address has each of its mails once, and no enrollment was held by a copy',
    async () => {
      await ends();
      expect([...rig.smtp.accepted.values()]).toEqual(
        Array.from({ length: CUSTOMERS * (STEPS + 1) }, () => 1),
      );
      expect(await rig.db.messageRecipient.count({ where: { status: { not: 'accepted' } } })).toBe(0);
    },
    TIMEOUT_MS,
  );
});
