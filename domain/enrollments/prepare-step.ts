import type { Channel } from '../../contracts/sending/kinds.ts';
import { localDateOf } from '../time/calendar.ts';
import { promptFingerprint } from '../prompting/prompt-data.ts';
import { notAskedIn } from './rules.ts';
import { factsFingerprint, renderFactsOf, type StepContent } from '../sending/send-facts.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';
import { chooseRecipients } from '../sending/choose-recipients.ts';
import { composeSms } from '../sending/compose-sms.ts';
import {
  composeMessage,
  orTemplateError,
  noMailbox,
  type ComposeMessage,
  type Prepared,
  type TextToWrite,
} from '../sending/compose-message.ts';

/** The message of a step: as above, or what has to be written before there is one. */
export type PreparedStep =
  Prepared | ReturnType<typeof composeSms> | { kind: 'unwritten'; text: TextToWrite };

interface PrepareInput extends Omit<ComposeMessage, 'contactId'> {
  snapshot: EnrollmentSnapshot;
  /** A person looks at the text before it leaves. */
  isManual: boolean;
  /** How it leaves. */
  channel: Channel;
}

/** The message of a step: asks whether anything is to be asked for, then composes (D7, C18, C19). Pure; never throws. */
export function prepareMessage({ snapshot, isManual, channel, ...input }: PrepareInput): PreparedStep {
  const notAsked = notAskedIn(snapshot);
  if (notAsked) return { kind: 'skip', reason: notAsked.code, detail: notAsked.text };
  const composing = { ...input, contactId: snapshot.enrollment.contactId };
  if (channel === 'sms') return composeSms(composing);
  const prompt = promptOf(input.facts.content);
  if (prompt === null) return composeMessage(composing);
  return orTemplateError(() => prepareWritten(composing, { prompt, isManual }));
}

/** What a language model is asked for; null: somebody else has written the text, or a template does. */
function promptOf(content: StepContent | null): string | null {
  const pinned = content?.pinned;
  if (pinned) return pinned.origin === 'edited' ? null : (pinned.prompt ?? null);
  return content?.prompt ?? null;
}

/**
 * The message of a step whose text a language model writes (M4). A text that nobody looked at leaves only while every
 * fact is as it was told; one that a person saw, while balances and recipients are (D7).
 */
function prepareWritten(
  input: ComposeMessage,
  { prompt, isManual }: { prompt: string; isManual: boolean },
): PreparedStep {
  const { facts, hash, now, unsubscribeUrl } = input;
  if (!facts.mailbox) return noMailbox(facts);
  const chosen = chooseRecipients(input);
  if ('kind' in chosen) return chosen;
  const { contact, to } = chosen;
  const today = localDateOf(now, facts.organisation.zone);
  const renderFacts = renderFactsOf(facts, contact, { today, unsubscribeUrl });
  const text: TextToWrite = {
    prompt,
    facts: renderFacts,
    to,
    factsHash: hash(factsFingerprint(facts, to)),
    writtenFrom: hash(promptFingerprint({ prompt, level: 'account', facts: renderFacts })),
  };
  const pinned = facts.content?.pinned;
  if (pinned?.origin !== 'written') return { kind: 'unwritten', text };
  const isFit = isManual ? pinned.factsHash === text.factsHash : pinned.writtenFrom === text.writtenFrom;
  if (isFit) return composeMessage({ ...input, isVerbatim: true });
  if (!isManual) return { kind: 'unwritten', text };
  const detail =
    'Since it was written, balances, invoices or the recipient changed. `retry` has it written again.';
  return { kind: 'error', code: 'facts_moved', detail };
}
