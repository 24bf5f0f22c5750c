import { describe, expect, test } from '@jest/globals';
import { isSenderOf, type MailboxOwner, stepsWithForeignSender } from '../../../domain/sequences/senders.ts';
import { newStepContent } from '../../../domain/sequences/new-step.ts';
import { definition } from '../../support/rows/definition.ts';

const OWN = 'ar@acme.example';
const [ADA, BO] = ['ada@acme.example', 'bo@acme.example'];
const sending = (owners: MailboxOwner[]) => ({ ownAddress: OWN, addresses: new Set([OWN, ADA, BO]), owners });
const shared = sending([
  { userId: 'ada', address: ADA },
  { userId: 'bo', address: BO },
]);

describe('S18, M1: whose a sender is', () => {
  test('of a mailbox that both have, each has the alias that is theirs, in any case, and both what is nobody’s', () => {
    expect([ADA, 'Ada@ACME.example', BO, null].map((from) => isSenderOf('ada', shared, from))).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  test('nothing of a mailbox that is not theirs; of one that both send from, its own address is of both', () => {
    expect(isSenderOf('cy', shared, null)).toBe(false);
    expect(isSenderOf(null, shared, null)).toBe(false);
    const both = sending(['ada', 'bo'].map((userId) => ({ userId, address: OWN })));
    expect(['ada', 'bo'].map((userId) => isSenderOf(userId, both, null))).toEqual([true, true]);
  });

  test('S24: an alias that the successor of a mailbox does not have is its own address', () => {
    expect(isSenderOf('ada', shared, 'gone@acme.example')).toBe(true);
    expect(isSenderOf('ada', sending([{ userId: 'bo', address: OWN }]), 'gone@acme.example')).toBe(false);
  });
});

describe('S7: steps with another sender', () => {
  const step = (position: number, sender: { mailboxId?: string; fromAddress?: string }) => ({
    ...newStepContent(
      { type: 'email', label: 'Mail', timing: { kind: 'offset', days: position }, ...sender },
      'automatic',
    ),
    id: `stp_${position}`,
    sequenceId: 'seq_1',
    branchId: 'brn_1',
    position,
    timingEditedAt: 0,
    deliveryEditedAt: null,
    decidesSince: null,
    branchingEditedAt: null,
  });
  const foreign = (steps: ReturnType<typeof step>[], settings: object = {}) =>
    stepsWithForeignSender(
      definition(steps, { primaryUserId: 'bo', ...settings }),
      new Map([['mbx_1', shared]]),
    ).map(({ position }) => position);

  test('none that names no sender, that of the sequence, or one of the primary user', () => {
    const steps = [step(1, {}), step(2, { mailboxId: 'mbx_1' }), step(3, { fromAddress: BO })];
    expect(foreign(steps)).toEqual([]);
    expect(foreign([step(4, { fromAddress: ADA }), step(5, { mailboxId: 'mbx_2' })])).toEqual([4, 5]);
  });

  test('the mailbox of the sequence under another address than the sequence says is another sender', () => {
    const steps = [step(1, { mailboxId: 'mbx_1', fromAddress: ADA }), step(2, { fromAddress: ADA })];
    expect(foreign(steps)).toEqual([1, 2]);
    expect(foreign(steps, { fromAddress: ADA })).toEqual([]);
  });
});
