import { automationChanges, automationPassChanges } from './automations/changes.ts';
import { type ChangeKind, listOf } from './changes.ts';
import { communicationChanges, contactChanges, customerChanges } from './customers/changes.ts';
import { enrollmentChanges, stepExecutionChanges } from './enrollments/changes.ts';
import { holdChanges, switchChanges } from './holds/changes.ts';
import { importChanges } from './imports/changes.ts';
import { conversationChanges, mailChanges } from './inbox/changes.ts';
import { actionChanges, signalChanges } from './insights/changes.ts';
import {
  batchChanges,
  customerProgramChanges,
  programChanges,
  scheduledTouchpointChanges,
} from './programs/changes.ts';
import {
  invoiceChanges,
  paymentChanges,
  promiseChanges,
  relatedRecordChanges,
} from './receivables/changes.ts';
import { mailboxChanges, messageChanges, smsSenderChanges } from './sending/changes.ts';
import { sequenceChanges } from './sequences/changes.ts';

/** Things whose changes webhooks tell: those that have an `event` in the catalogue of their wing. */
const TOLD = [
  customerChanges,
  contactChanges,
  invoiceChanges,
  paymentChanges,
  promiseChanges,
  relatedRecordChanges,
  communicationChanges,
  importChanges,
  holdChanges,
  switchChanges,
  mailboxChanges,
  smsSenderChanges,
  messageChanges,
  sequenceChanges,
  enrollmentChanges,
  stepExecutionChanges,
  programChanges,
  customerProgramChanges,
  batchChanges,
  scheduledTouchpointChanges,
  signalChanges,
  actionChanges,
  mailChanges,
  conversationChanges,
  automationChanges,
  automationPassChanges,
] as const;

type EventOf<Changes> = Changes extends unknown ? Changes[keyof Changes] : never;
type ToldChange = Extract<EventOf<(typeof TOLD)[number]>, ChangeKind>;
/** The events that are changes of the catalogue. */
export type ChangeEvent = ToldChange['event'] & string;
/** The data that writers of an event's change give. */
export type DataOfEvent<E extends ChangeEvent> = NonNullable<
  NonNullable<Extract<ToldChange, { event: E }>['fields']>['data']
>;

/** What webhooks tell (O5). Of messages they hear from the ledger: no change tells of each. */
export type WebhookEvent = ChangeEvent | 'message.sent';

const tells = (change: ChangeKind): change is ChangeKind & { event: ChangeEvent } => change.event !== null;

/** The changes that webhooks tell. */
export const EVENT_CHANGES = TOLD.flatMap((changes) => listOf(changes).filter(tells));

/** The events that a webhook may ask for. */
export const WEBHOOK_EVENTS: readonly WebhookEvent[] = [
  ...EVENT_CHANGES.map(({ event }) => event),
  'message.sent',
];
