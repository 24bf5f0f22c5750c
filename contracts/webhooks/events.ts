import { type ChangeKind, listOf } from '../changes.ts';
import { communicationChanges, contactChanges, customerChanges } from '../customers/changes.ts';
import { enrollmentChanges } from '../enrollments/changes.ts';
import { invoiceChanges, paymentChanges, promiseChanges } from '../receivables/changes.ts';
import { mailboxChanges } from '../sending/changes.ts';

/** Things whose changes webhooks tell: those that have an `event` in the catalogue of their wing. */
const TOLD = [
  mailboxChanges,
  customerChanges,
  contactChanges,
  invoiceChanges,
  paymentChanges,
  promiseChanges,
  communicationChanges,
  enrollmentChanges,
] as const;

type EventOf<Changes> = Changes extends unknown ? Changes[keyof Changes] : never;
type ChangeEvent = Extract<EventOf<(typeof TOLD)[number]>, ChangeKind>['event'] & string;

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
