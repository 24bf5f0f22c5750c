import { DIGEST_ROWS, digestWords } from '../../../domain/automations/digest-words.ts';
import { isInternal, type AutomationSend, type SpokenWords } from '../../../domain/automations/message.ts';
import {
  prepareToContact,
  prepareToOurs,
  type PreparedAutomationMessage,
} from '../../../domain/automations/prepare-message.ts';
import type { SendFacts } from '../../../domain/sending/send-facts.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { readerOf } from './reader-of.ts';
import { readWords } from './read-words.ts';

type Deps = Pick<CommandDeps, 'store' | 'hash'>;

/** What a message says and to whom, with what the ledger keeps of it besides; or why it does not leave. */
export type WrittenMessage =
  | (Extract<PreparedAutomationMessage, { kind: 'message' }> & { facts?: Record<string, unknown> })
  | Exclude<PreparedAutomationMessage, { kind: 'message' }>
  | { kind: 'error'; code: string; detail: string }
  /** Its reader may not see whom it is about (U3). */
  | { kind: 'hidden' };

interface Writing {
  message: Pick<
    AutomationSend,
    'recipient' | 'customerId' | 'userId' | 'address' | 'channel' | 'purpose' | 'content' | 'automation'
  > & {
    /** Null: it does not exist yet. */
    id: string | null;
  };
  facts: SendFacts;
  unsubscribeUrl: string;
  now: number;
}

const NO_WORDS = {
  kind: 'error',
  code: 'no_content',
  detail: 'The template that it uses does not exist any more.',
} as const;

/** Writes a message of an automation from the facts of this moment (D7). */
export async function writeMessage(deps: Deps, tx: Tx, writing: Writing): Promise<WrittenMessage> {
  const { message, facts, unsubscribeUrl, now } = writing;
  const { words, body, contactTypes } = message.content;
  if (isInternal(message))
    return message.customerId === null ? digest(deps, tx, writing) : toOurs(deps, tx, writing);
  const { purpose } = message;
  const common = { facts, contactTypes, purpose, unsubscribeUrl, now, hash: deps.hash };
  if (message.channel === 'sms')
    return prepareToContact({ ...common, said: { channel: 'sms', body: body ?? '' } });
  const spoken = words && (await readWords(deps, tx, words));
  return spoken ? prepareToContact({ ...common, said: { channel: 'email', words: spoken } }) : NO_WORDS;
}

async function toOurs(deps: Deps, tx: Tx, writing: Writing): Promise<WrittenMessage> {
  const { message } = writing;
  const reader = await readerOf(deps, tx, message);
  if (reader.kind === 'none') return { kind: 'error', code: reader.code, detail: reader.detail };
  for (const viewer of reader.viewers) {
    const seen = await deps.store.automationMessages.isSeen(tx, viewer, message.customerId!);
    if (!seen) return { kind: 'hidden' };
  }
  const { words } = message.content;
  const spoken = words && (await readWords(deps, tx, words));
  return spoken ? prepare(deps, tx, writing, { words: spoken, address: reader.address }) : NO_WORDS;
}

async function digest(deps: Deps, tx: Tx, writing: Writing): Promise<WrittenMessage> {
  const { message, facts, now } = writing;
  const { digests, settledEffects } = deps.store;
  const reader = await readerOf(deps, tx, message);
  if (reader.kind === 'none') return { kind: 'error', code: reader.code, detail: reader.detail };
  const digestId = message.id;
  if (digestId === null) throw new Error('a digest that does not exist');
  const hidden = await digests.hide(tx, { digestId, viewers: reader.viewers, now });
  if (hidden.length > 0)
    await settledEffects.settle(tx, hidden, { status: 'skipped', reason: 'hidden', detail: null, now });
  const today = localDateOf(now, facts.organisation.zone);
  const { total, rows } = await digests.readRows(tx, { digestId, today, limit: DIGEST_ROWS });
  if (total === 0) return { kind: 'hidden' };
  const { locale } = facts.organisation;
  const words = digestWords({ automation: message.automation.name, total, rows, locale });
  const prepared = await prepare(deps, tx, writing, { words, address: reader.address, isVerbatim: true });
  return prepared.kind === 'message' ? { ...prepared, facts: { customers: total } } : prepared;
}

async function prepare(
  { store, hash }: Deps,
  tx: Tx,
  { facts, now }: Writing,
  said: { words: SpokenWords; address: string; isVerbatim?: boolean },
) {
  const suppressed = await store.sendFacts.findSuppressed(tx, { addresses: [said.address], now });
  return prepareToOurs({ ...said, isSuppressed: suppressed.length > 0, facts, now, hash });
}
