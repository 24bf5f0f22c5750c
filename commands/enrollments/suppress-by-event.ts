import type { Actor } from '../../contracts/actor.ts';
import type { MessageEventSource, ReportedEventKind } from '../../contracts/enrollments/kinds.ts';
import type { Channel, SuppressionReason } from '../../contracts/sending/kinds.ts';
import { addressKey } from '../../domain/customers/email-address.ts';
import { ERASED } from '../../domain/erased.ts';
import type { CommandDeps } from '../deps.ts';
import { addSuppression } from '../sending/add-suppression.ts';

const DAY_MS = 24 * 60 * 60_000;
/** So many soft bounces, within this time, suppress for as long (D3). */
const SOFT_BOUNCES = 3;
const SOFT_MS = 30 * DAY_MS;

/** Which events put the address on the suppression list at once (D3). */
const SUPPRESSES = {
  reply: null,
  auto_reply: null,
  bounce: 'hard_bounce',
  soft_bounce: null,
  complaint: 'complaint',
  unsubscribe: 'unsubscribed',
  opened: null,
  clicked: null,
  delivered: null,
  // Whoever reports it knows whether the number is none, and who opts out is entered first of all.
  failed: null,
  opted_out: null,
} as const satisfies Record<ReportedEventKind, SuppressionReason | null>;

/** What an event says about an address. */
export interface AddressEvent {
  kind: ReportedEventKind;
  channel: Channel;
  address: string | null;
  /** Who told of it. */
  source: MessageEventSource;
}

/** Suppresses an address that bounced for good, complained or unsubscribed, whatever the source of the message (D3). */
export async function suppressByEvent(
  deps: CommandDeps,
  actor: Actor,
  { kind, channel, address, source }: AddressEvent,
): Promise<void> {
  const reason = SUPPRESSES[kind];
  if (reason === null || address === null || address === ERASED) return;
  await addSuppression(deps, { ...actor, idempotency: null }, { channel, address, reason, source });
}

/** After a soft bounce was stored: the third within thirty days suppresses the address for thirty days (D3). */
export async function suppressIfSoft(
  deps: CommandDeps,
  actor: Actor,
  { kind, channel, address, source }: AddressEvent,
): Promise<void> {
  if (channel !== 'email' || kind !== 'soft_bounce' || address === null || address === ERASED) return;
  const now = await deps.now();
  const counted = { address: addressKey(address), since: now - SOFT_MS };
  if ((await deps.store.messageEvents.countSoftBounces(deps.db, counted)) < SOFT_BOUNCES) return;
  const said = { address, source, expiresAt: now + SOFT_MS };
  const suppressing = { channel: 'email', reason: 'soft_bounce', ...said } as const;
  await addSuppression(deps, { ...actor, idempotency: null }, suppressing);
}
