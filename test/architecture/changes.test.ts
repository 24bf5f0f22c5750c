import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ChangeKind } from '../../contracts/changes.ts';
import { openApiDocument } from '../../api/openapi.ts';
import { EVENT_CHANGES, WEBHOOK_EVENTS } from '../../contracts/events.ts';
import { EVENT_EXAMPLES } from '../../contracts/webhooks/examples.ts';
import { readCatalogue } from '../support/rules/change-rules.ts';

let catalogue: ChangeKind[];
beforeAll(async () => {
  catalogue = await readCatalogue();
});
const repeated = (names: string[]) => names.filter((name, index) => names.indexOf(name) !== index);

describe('the catalogue of changes', () => {
  test('lists each kind of change of a thing once, whichever wing writes it', () => {
    expect(catalogue.length).toBeGreaterThan(80);
    expect(repeated(catalogue.map(({ entity, kind }) => `${entity}.${kind}`))).toEqual([]);
  });

  test('says the same of all changes of a thing: whether it belongs to a customer', () => {
    const pairs = new Set(catalogue.map(({ entity, belongs }) => `${entity} ${belongs}`));
    expect(repeated([...pairs].map((pair) => pair.split(' ')[0]!))).toEqual([]);
  });

  test('names each event once, and webhooks tell all of them', () => {
    const events = catalogue.flatMap(({ event }) => event ?? []);
    expect(repeated(events)).toEqual([]);
    expect(EVENT_CHANGES.map(({ event }) => event).sort()).toEqual([...events].sort());
  });

  test('O5: keeps the events that webhooks ask for', () => {
    expect([...WEBHOOK_EVENTS].sort()).toEqual([
      'action.completed',
      'action.dismissed',
      'action.send_requested',
      'action.snoozed',
      'automation.completed',
      'automation.created',
      'automation.deactivated',
      'automation.deleted',
      'automation.duplicated',
      'automation.paused',
      'automation.resumed',
      'automation.started',
      'automation.updated',
      'automation_pass.confirmed',
      'automation_pass.done',
      'automation_pass.ended',
      'automation_pass.failed',
      'automation_pass.retried',
      'automation_pass.skipped',
      'automation_pass.started',
      'automation_pass.waiting',
      'batch.approved',
      'batch.opened',
      'batch.recalled',
      'batch.rejected',
      'communication.logged',
      'communication.received',
      'contact.created',
      'contact.erased',
      'contact.updated',
      'conversation.answered',
      'conversation.assigned',
      'conversation.done',
      'conversation.opened',
      'conversation.released',
      'conversation.reopened',
      'conversation.snoozed',
      'customer.ar_owner_set',
      'customer.created',
      'customer.list_joined',
      'customer.list_left',
      'customer.program_enrolled',
      'customer.program_unenrolled',
      'customer.sales_owner_set',
      'customer.updated',
      'enrollment.auto_replied',
      'enrollment.bounced',
      'enrollment.complained',
      'enrollment.completed',
      'enrollment.decided',
      'enrollment.delivered',
      'enrollment.enrolled',
      'enrollment.moved',
      'enrollment.moved_on',
      'enrollment.not_delivered',
      'enrollment.opted_out',
      'enrollment.paused',
      'enrollment.removed',
      'enrollment.replied',
      'enrollment.resumed',
      'enrollment.soft_bounced',
      'enrollment.stopped',
      'enrollment.unsubscribed',
      'hold.ended',
      'hold.opened',
      'import.completed',
      'import.failed',
      'import.waiting',
      'invoice.adjusted',
      'invoice.created',
      'invoice.credited',
      'invoice.disputed',
      'invoice.overdue',
      'invoice.paid',
      'invoice.reopened',
      'invoice.undisputed',
      'invoice.updated',
      'invoice.voided',
      'mail.judged',
      'mail.wish_answered',
      'mail_suggestion.accepted',
      'mail_suggestion.dismissed',
      'mail_suggestion.made',
      'mailbox.connected',
      'mailbox.failing',
      'mailbox.reconnect',
      'mailbox.reinstated',
      'mailbox.retired',
      'mailbox.verified',
      'mailbox.working',
      'message.clicked',
      'message.failed',
      'message.opened',
      'message.reported',
      'message.sent',
      'message.uncertain',
      'payment.allocated',
      'payment.recorded',
      'payment.reversed',
      'program.archived',
      'program.created',
      'program.duplicated',
      'program.paused',
      'program.resumed',
      'program.touchpoint_added',
      'program.touchpoint_archived',
      'program.touchpoint_edited',
      'program.touchpoint_removed',
      'program.updated',
      'promise.broken',
      'promise.kept',
      'promise.made',
      'promise.reopened',
      'promise.voided',
      'promise.withdrawn',
      'related_record.created',
      'related_record.updated',
      'run.skipped',
      'run.started',
      'sequence.activated',
      'sequence.archived',
      'sequence.created',
      'sequence.ended',
      'sequence.paused',
      'sequence.resumed',
      'sequence.updated',
      'signal.ended',
      'signal.started',
      'sms_sender.failing',
      'sms_sender.reinstated',
      'sms_sender.retired',
      'sms_sender.working',
      'step.assigned',
      'step.cancelled',
      'step.completed',
      'step.edited',
      'step.failed',
      'step.marked_sent',
      'step.outcome_set',
      'step.ready',
      'step.removed',
      'step.retried',
      'step.send_requested',
      'step.skipped',
      'switch.turned_off',
      'switch.turned_on',
      'touchpoint.cancelled',
      'touchpoint.completed',
      'touchpoint.dropped',
      'touchpoint.edited',
      'touchpoint.marked_sent',
      'touchpoint.retried',
      'touchpoint.send_forced',
      'touchpoint.send_retried',
    ]);
  });
});

/** Settings and definitions of our own, internal notes, and suppressions, whose ids would tell of hidden customers. */
const OUR_OWN = new Set([
  'apiKey',
  'importProfile',
  'label',
  'labelGroup',
  'list',
  'note',
  'oauthProvider',
  'organisation',
  'preferences',
  'property',
  'savedView',
  'session',
  'sharedView',
  'signInCode',
  'suppression',
  'template',
  'user',
  'visibilityGroup',
  'webhook',
]);

/** Told as another event (`payment.recorded`, `payment.reversed`, `import.completed`, `message.sent`, `message.opened`, `step.…`), or of no use to anybody outside. */
const TOLD_OTHERWISE = [
  'action.edited',
  'action.sendMarkedAsSent',
  'action.sendRetried',
  'action.sent',
  'automationMessage.cancelled',
  'automationMessage.sendMarkedAsSent',
  'automationMessage.sendRequested',
  'automationMessage.sendRetried',
  // The ledger tells what became of an answer.
  'conversation.answerCancelled',
  'conversation.answerMarkedAsSent',
  'conversation.answerRetried',
  'customer.labelAdded',
  'customer.labelRemoved',
  'customer.visibilityChanged',
  'enrollment.clicked_recorded',
  'enrollment.opened_recorded',
  'import.closingConfirmed',
  'import.closingDeclined',
  'invoice.labelAdded',
  'invoice.labelRemoved',
  'invoice.paymentRecorded',
  'invoice.paymentReversed',
  'mailbox.created',
  // Nobody but whoever asked for it got anything.
  'mailbox.testMailSent',
  'mailbox.updated',
  'message.copyMarkedAsSent',
  'message.copyRetried',
  'message.sent',
  'sequence.branch_added',
  'sequence.branch_edited',
  'sequence.branch_removed',
  'sequence.step_added',
  'sequence.step_edited',
  'sequence.step_moved',
  'sequence.step_removed',
  'sms_sender.created',
  'sms_sender.updated',
];

describe('O5: the documented events', () => {
  test('have an example each, of nothing but what is told, in the OpenAPI document too', () => {
    expect([...EVENT_EXAMPLES.keys()].sort()).toEqual([...WEBHOOK_EVENTS].sort());
    const { webhooks } = openApiDocument();
    expect(Object.keys(webhooks ?? {}).sort()).toEqual([...WEBHOOK_EVENTS].sort());
    for (const [event, data] of EVENT_EXAMPLES) {
      const content = JSON.stringify(webhooks?.[event]);
      expect(content).toContain(JSON.stringify(data));
    }
  });

  test('tell every change that a receiver could act on: what is not told is named here, with the reason', () => {
    const silent = catalogue.filter(({ event, entity }) => event === null && !OUR_OWN.has(entity));
    expect(silent.map(({ entity, kind }) => `${entity}.${kind}`).sort()).toEqual(TOLD_OTHERWISE);
  });
});
