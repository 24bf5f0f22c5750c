import type { Channel } from '../../contracts/sending/kinds.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** A message that has left. */
export interface SentMessage {
  messageId: string;
  contactId: string | null;
  subject: string;
  text: string;
  /** When its hand-over began, where that is long ago (D1). */
  handedOverAt?: number | null;
}

/** Where it stands in the thread of a customer; `data` names what it was written for. */
interface SentEntry {
  customerId: string;
  message: SentMessage;
  /** Left out: by email. */
  channel?: Channel;
  /** For whom it left; null: the engine. */
  authorId: string | null;
  data: Readonly<Record<string, unknown>>;
  now: number;
}

/** Puts a message that has left into the thread of its customer (C5, C8), whatever it was written for. */
export async function logSent(
  { store, newId }: Pick<CommandDeps, 'store' | 'newId'>,
  tx: Tx,
  { customerId, message, channel = 'email', authorId, data, now }: SentEntry,
): Promise<void> {
  const { messageId, contactId, subject, text, handedOverAt } = message;
  await store.communications.insertAll(tx, [
    {
      id: newId('communication'),
      customerId,
      contactId,
      kind: channel,
      direction: 'outbound',
      subject,
      content: text,
      outcome: 'sent',
      authorId,
      messageId,
      occurredAt: handedOverAt ?? now,
      data,
      now,
    },
  ]);
}
