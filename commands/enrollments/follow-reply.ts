import type { ReportedEventKind } from '../../contracts/enrollments/kinds.ts';
import type { CommandDeps } from '../deps.ts';
import { afterCommit } from '../run-command.ts';

/** What was heard of a customer, and from where. */
interface Heard {
  kind: ReportedEventKind;
  customerId: string;
  /** When it happened, ISO 8601; left out: now. */
  at: string | undefined;
  /** What it answers; left out: nothing that is known. */
  messageId: string | undefined;
  /** The mail that it is; null: it came another way. */
  mailId: string | null;
  now: number;
}

/** Shows a reply to whoever decides about messages of the customer (I4, P14); of what else was heard there is nothing to show. */
export async function followReply(
  deps: CommandDeps,
  { kind, customerId, at, messageId, mailId, now }: Heard,
): Promise<void> {
  if (kind !== 'reply') return;
  const shown = { at: at ?? new Date(now).toISOString(), messageId: messageId ?? null, mailId };
  await afterCommit(deps, () => deps.hooks.followReply(deps, { customerId, reply: shown }));
}
