import type { Viewer } from '../contracts/actor.ts';
import type { Permission } from '../contracts/permissions.ts';

/** Who hears of changes of a thing: who may read it; everybody (null); or who made the change, and admins (`own`). */
export type HeardBy = Permission | null | 'own';

/** By entity of the catalogue of changes. One that is missing is `own`. */
export const HEARD_BY: Readonly<Record<string, HeardBy>> = {
  user: null,
  organisation: null,
  switch: null,
  apiKey: 'own',
  session: 'own',
  signInCode: 'own',
  savedView: 'own',
  sharedView: null,
  preferences: 'own',
  visibilityGroup: 'visibility.manage',
  webhook: 'webhooks.manage',
  customer: 'customers.read',
  contact: 'customers.read',
  communication: 'customers.read',
  note: 'customers.read',
  list: 'customers.read',
  labelGroup: 'customers.read',
  label: 'customers.read',
  property: 'customers.read',
  hold: 'customers.read',
  invoice: 'customers.read',
  payment: 'customers.read',
  promise: 'customers.read',
  relatedRecord: 'customers.read',
  signal: 'customers.read',
  action: 'customers.read',
  mail: 'customers.read',
  mailSuggestion: 'customers.read',
  conversation: 'tasks.mine',
  message: 'customers.read',
  import: 'customers.import',
  importProfile: 'customers.import',
  // Its id would tell of the customers at the address.
  suppression: 'own',
  mailbox: 'sequences.read',
  sms_sender: 'sequences.read',
  oauthProvider: 'mailboxes.manage',
  sequence: 'sequences.read',
  enrollment: 'sequences.read',
  stepExecution: 'sequences.read',
  program: 'programs.read',
  template: 'programs.read',
  batch: 'programs.read',
  scheduledTouchpoint: 'programs.read',
  automation: 'automations.read',
  automationPass: 'automations.read',
  automationMessage: 'automations.read',
};

/** Of nobody alone: who sees the thing is not known from its change. */
const OF_MANY = new Set(['message', 'automationMessage']);

/** What is asked of a change before anybody hears of it. */
export interface HeardChange {
  entity: string;
  actorId: string;
  customerId: string | null;
}

/** Whether a viewer hears of a change, as far as their rights say; hidden customers not excluded. */
export function hears(viewer: Viewer, { entity, actorId, customerId }: HeardChange): boolean {
  const isOwn = viewer.role === 'admin' || viewer.userId === actorId;
  const by = HEARD_BY[entity] === undefined ? 'own' : HEARD_BY[entity];
  if (by === 'own' || (customerId === null && OF_MANY.has(entity))) return isOwn;
  return by === null || viewer.permissions.includes(by);
}

/** Where a reader of the feed stands: what was visible then. Written as PostgreSQL writes a snapshot. */
export interface StreamPosition {
  text: string;
  /** Transactions before it are all over. */
  xmin: bigint;
  /** Those from it on had not begun. */
  xmax: bigint;
}

/** Most transactions that are open at once at a position. */
const MOST_OPEN = 1_000;

/** Reads the id of an event; null: it is none of ours. */
export function positionOf(text: string): StreamPosition | null {
  const [, low = '', high = '', open = ''] =
    /^(\d{1,18}):(\d{1,18}):((?:\d{1,18}(?:,(?!$)|$))*)$/.exec(text) ?? [];
  if (low === '') return null;
  const [xmin, xmax] = [BigInt(low), BigInt(high)];
  const running = open === '' ? [] : open.split(',').map(BigInt);
  const isInOrder = running.every((id, n) => id >= xmin && id < xmax && (n === 0 || id > running[n - 1]!));
  const isPosition = xmin > 0n && xmin <= xmax && running.length <= MOST_OPEN && isInOrder;
  return isPosition ? { text, xmin, xmax } : null;
}
