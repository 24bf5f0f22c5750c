import type { SendFacts } from '../../domain/sending/send-facts.ts';
import type { ActivityDeps } from '../deps.ts';

/** A hand-over takes its time, and the gateway's clock may not be ours. */
const MARGIN_MS = 5 * 60_000;

/** A hand-over of which nobody knows whether it arrived (D1). */
export interface Doubt {
  token: string;
  /** Its receiver knows it again, so that it may be tried once more and still arrives once; else only a person can tell. */
  isRepeatable: boolean;
}

/** Whether the message of these facts is in doubt: its owner is gone, or its gateway did not answer. Null: it is not. */
export function doubtOf(deps: ActivityDeps, { message, number }: SendFacts, now: number): Doubt | null {
  if (!message) return null;
  const isSms = number != null;
  if (message.status !== 'handed_over' && !(isSms && message.status === 'uncertain')) return null;
  const until = isSms ? repeatableUntil(deps, message.handedOverAt) : 0;
  return { token: message.token, isRepeatable: now < until };
}

/** Until when an sms may be handed over again under its key; 0: not at all. */
function repeatableUntil({ transports }: ActivityDeps, handedOverAt: number | null): number {
  const { idempotentMs = 0 } = transports.sms;
  return handedOverAt === null ? 0 : handedOverAt + idempotentMs - MARGIN_MS;
}

/** Whether a try that got no answer may be made again at a moment, which is within what the gateway remembers. */
export function mayRepeatAt(
  retryAt: number | null,
  { repeatableMs, firstAt }: { repeatableMs: number | undefined; firstAt: number },
): boolean {
  return retryAt !== null && repeatableMs !== undefined && retryAt < firstAt + repeatableMs - MARGIN_MS;
}
