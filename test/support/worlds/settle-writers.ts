import { createContact } from '../../../commands/customers/create-contact.ts';
import { updateCustomer } from '../../../commands/customers/update-customer.ts';
import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { pauseEnrollment } from '../../../commands/enrollments/pause-enrollment.ts';
import { recordMessageEvent } from '../../../commands/enrollments/record-message-event.ts';
import { resumeEnrollment } from '../../../commands/enrollments/resume-enrollment.ts';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { endHold } from '../../../commands/holds/end-hold.ts';
import { openHold } from '../../../commands/holds/open-hold.ts';
import { setSwitch } from '../../../commands/holds/set-switch.ts';
import { createInvoice } from '../../../commands/receivables/create-invoice.ts';
import { disputeInvoice } from '../../../commands/receivables/dispute-invoice.ts';
import { makePromise } from '../../../commands/receivables/make-promise.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { updateInvoice } from '../../../commands/receivables/update-invoice.ts';
import { addSuppression } from '../../../commands/sending/add-suppression.ts';
import { addStep } from '../../../commands/sequences/add-step.ts';
import { archiveSequence } from '../../../commands/sequences/archive-sequence.ts';
import { endSequence } from '../../../commands/sequences/end-sequence.ts';
import { pauseSequence } from '../../../commands/sequences/pause-sequence.ts';
import { removeStep } from '../../../commands/sequences/remove-step.ts';
import { resumeSequence } from '../../../commands/sequences/resume-sequence.ts';
import { updateSequence } from '../../../commands/sequences/update-sequence.ts';
import { updateStep } from '../../../commands/sequences/update-step.ts';
import { newId } from '../../../infra/ids.ts';
import type { CommandDeps } from '../../../commands/deps.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import type { PlainSettles, Writer } from './plain-settles.ts';
import type { Row } from './queue-world.ts';

const DAY_MS = 86_400_000;

/** The day so many days from an instant on, in UTC. */
export const inDays = (now: number, days: number) => new Date(now + days * DAY_MS).toISOString().slice(0, 10);
const today = (deps: CommandDeps, days: number) => inDays(deps.unit!.now, days);
const stepsOf = (deps: CommandDeps, { sequenceId }: Row) =>
  deps.db.step.findMany({ where: { sequenceId }, orderBy: { position: 'asc' } });

/** Whoever moves what a customer's messages or an enrollment's plan depend on holds the rows that a settle locks. */
export const OF_ROWS: Record<string, Writer> = {
  stop: (deps, actor, { enrollmentId }) => stopEnrollment(deps, actor, { enrollmentId }),
  pause: (deps, actor, { enrollmentId }) => pauseEnrollment(deps, actor, { enrollmentId }),
  'pause and resume': async (deps, actor, { enrollmentId }) => {
    await pauseEnrollment(deps, actor, { enrollmentId });
    await resumeEnrollment(deps, actor, { enrollmentId });
  },
  'enrolled again, with another day': (deps, actor, { sequenceId, customerId }) =>
    enrollCustomer(deps, actor, { sequenceId, customerId, startDate: today(deps, 2) }),
  'the list was left': (deps, _actor, { enrollmentId }) => {
    const enrollments = [{ enrollmentId, holdId: newId('hold'), communicationId: newId('communication') }];
    const input = { enrollments, reason: 'left', actor: SYSTEM, now: deps.unit!.now };
    return deps.store.listFollowing.holdLeft(deps.unit!.tx, input);
  },
  'a reply': (deps, actor, { messageId }) => recordMessageEvent(deps, actor, { messageId, kind: 'reply' }),
  'a bounce': (deps, actor, { messageId }) => recordMessageEvent(deps, actor, { messageId, kind: 'bounce' }),
  'a hold of the customer': (deps, actor, { customerId }) =>
    openHold(deps, actor, { scope: 'customer', customerId, kind: 'manual' }),
  'a hold of the enrollment, ended again': async (deps, actor, { enrollmentId }) => {
    const { id } = await openHold(deps, actor, { scope: 'enrollment', enrollmentId, kind: 'manual' });
    await endHold(deps, actor, { holdId: id });
  },
  'a hold of the invoice': (deps, actor, { invoiceId }) =>
    openHold(deps, actor, { scope: 'invoice', invoiceId, kind: 'manual' }),
  'an invoice': (deps, actor, { customerId }) =>
    createInvoice(deps, actor, {
      customerId,
      number: newId('invoice'),
      issuedOn: today(deps, -3),
      dueOn: today(deps, 9),
      amount: '10.00',
    }),
  'an invoice’s day': (deps, actor, { invoiceId }) =>
    updateInvoice(deps, actor, { invoiceId, dueOn: today(deps, 9) }),
  'a payment': (deps, actor, { invoiceId }) => recordPayment(deps, actor, { invoiceId, amount: '1250.00' }),
  'a dispute': (deps, actor, { invoiceId }) => disputeInvoice(deps, actor, { invoiceId, reason: 'Broken' }),
  'a promise': (deps, actor, { customerId, invoiceId }) =>
    makePromise(deps, actor, {
      customerId,
      amount: '1250.00',
      promisedOn: today(deps, 4),
      invoiceIds: [invoiceId],
    }),
  'a contact': (deps, actor, { customerId }) =>
    createContact(deps, actor, { customerId, name: 'New', email: 'new@customer.example', isPrimary: true }),
  'a suppression': (deps, actor, { customerId }) =>
    addSuppression(deps, actor, {
      channel: 'email',
      reason: 'manual',
      address: `ap-${customerId.slice(-8)}@customer.example`,
    }),
  'the status of the customer': (deps, actor, { customerId }) =>
    updateCustomer(deps, actor, { customerId, status: 'inactive' }),
  'the zone of the customer': (deps, actor, { customerId }) =>
    updateCustomer(deps, actor, { customerId, zone: 'Asia/Tokyo' }),
  'the owner of the customer': (deps, actor, { customerId }) =>
    updateCustomer(deps, actor, { customerId, arOwnerId: actor.userId }),
};

/** Commands on the sequence, and switches: those who send do not wait for them behind their fence. */
export const OF_SEQUENCE: Record<string, Writer> = {
  'a step’s time': async (deps, actor, row) => {
    const stepId = (await stepsOf(deps, row))[1]!.id;
    const patch = { timing: { kind: 'delay' as const, amount: 9, unit: 'days' as const } };
    return updateStep(deps, actor, { sequenceId: row.sequenceId, stepId, patch });
  },
  'a step’s priority': async (deps, actor, row) => {
    const stepId = (await stepsOf(deps, row))[1]!.id;
    return updateStep(deps, actor, { sequenceId: row.sequenceId, stepId, patch: { priority: 'high' } });
  },
  'a step’s words': async (deps, actor, row) => {
    const stepId = (await stepsOf(deps, row))[1]!.id;
    return updateStep(deps, actor, { sequenceId: row.sequenceId, stepId, patch: { subject: 'Other' } });
  },
  'a step more': (deps, actor, { sequenceId }) =>
    addStep(deps, actor, {
      sequenceId,
      input: {
        type: 'email',
        label: 'Last',
        timing: { kind: 'delay', amount: 1, unit: 'days' },
        delivery: 'automatic',
        subject: 'Last',
        body: '<p>Last</p>',
      },
    }),
  'a step less': async (deps, actor, row) =>
    removeStep(deps, actor, { sequenceId: row.sequenceId, stepId: (await stepsOf(deps, row))[1]!.id }),
  'stop rules': (deps, actor, { sequenceId }) =>
    updateSequence(deps, actor, { sequenceId, patch: { stopRules: { onAllDisputed: true } } }),
  'the window': (deps, actor, { sequenceId }) =>
    updateSequence(deps, actor, { sequenceId, patch: { window: { start: '10:00', stop: '11:00' } } }),
  'the zone of the sequence': (deps, actor, { sequenceId }) =>
    updateSequence(deps, actor, { sequenceId, patch: { zone: 'Asia/Tokyo' } }),
  'the sequence paused': (deps, actor, { sequenceId }) => pauseSequence(deps, actor, { sequenceId }),
  'the sequence paused and resumed': async (deps, actor, { sequenceId }) => {
    await pauseSequence(deps, actor, { sequenceId });
    await resumeSequence(deps, actor, { sequenceId });
  },
  'the sequence ended': (deps, actor, { sequenceId }) => endSequence(deps, actor, { sequenceId }),
  'the sequence archived': (deps, actor, { sequenceId }) =>
    archiveSequence(deps, actor, { sequenceId, enrollments: 'finish' }),
  'its switch': (deps, actor, { sequenceId }) =>
    setSwitch(deps, actor, { scope: 'sequence', id: sequenceId, isOn: true, reason: 'Wait' }),
};

/** What holds or breaks the mailbox of everybody, and how it is put back. */
export const OF_ALL: Record<string, { writer: Writer; back: (api: PlainSettles) => Promise<unknown> }> = {
  'the switch of everything': {
    writer: (deps, actor) => setSwitch(deps, actor, { scope: 'all', isOn: true, reason: 'Wait' }),
    back: ({ deps, actor }) => setSwitch(deps, actor, { scope: 'all', isOn: false }),
  },
  'the switch of the mailbox': {
    writer: async (deps, actor) => {
      const { id } = await deps.db.mailbox.findFirstOrThrow();
      return setSwitch(deps, actor, { scope: 'mailbox', id, isOn: true, reason: 'Wait' });
    },
    back: ({ deps, actor, world }) =>
      setSwitch(deps, actor, { scope: 'mailbox', id: world.mailboxId, isOn: false }),
  },
  'a mailbox that fails': {
    writer: (deps) => deps.unit!.tx.mailbox.updateMany({ data: { status: 'failing' } }),
    back: ({ db }) => db.mailbox.updateMany({ data: { status: 'working', probeAt: null } }),
  },
};
