import { localDateOf } from '../time/calendar.ts';
import { renderText } from '../rendering/message.ts';
import { chooseNumber } from './choose-number.ts';
import {
  orTemplateError,
  type ComposeMessage,
  type PrepareError,
  type PreparedMessage,
} from './compose-message.ts';
import { factsFingerprint, renderFactsOf, type MessageFacts } from './send-facts.ts';
import { countSegments } from './sms-segments.ts';

/** An sms ready to be claimed: one text, no subject, no HTML. */
export interface PreparedSms extends Omit<PreparedMessage, 'html'> {
  html: null;
  /** How many parts it is sent in (M7). */
  segments: number;
}

/** Why there is none; each is ended by a repair and `retry`. */
export interface NoSms {
  kind: 'error';
  code:
    | Extract<
        PrepareError,
        'no_recipient' | 'all_suppressed' | 'template' | 'no_sender' | 'facts_moved' | 'no_content'
      >
    | 'invalid_number'
    | 'no_sms_sender';
  detail: string;
}

/** Why there is no number for an sms to leave from. */
function noNumber({ isSenderGone }: Pick<MessageFacts, 'isSenderGone'>): NoSms {
  return isSenderGone
    ? {
        kind: 'error',
        code: 'no_sender',
        detail: 'The sms sender it would leave from is retired and has no successor.',
      }
    : { kind: 'error', code: 'no_sms_sender', detail: 'There is no sms sender to send from.' };
}

/**
 * Chooses the number and renders an sms (M2, M7, S3, D3, D7, Q4): one text, nothing escaped, counted in segments. Pure.
 * Never throws.
 */
export function composeSms(input: ComposeMessage): { kind: 'message'; message: PreparedSms } | NoSms {
  return orTemplateError(() => compose(input));
}

function compose(input: ComposeMessage): { kind: 'message'; message: PreparedSms } | NoSms {
  const { facts, now, hash, unsubscribeUrl } = input;
  if (!facts.number) return noNumber(facts);
  const pinned = facts.content?.pinned ?? null;
  const body = pinned?.body ?? facts.content?.body;
  if (!body) return { kind: 'error', code: 'no_content', detail: 'The text is missing.' };
  const chosen = chooseNumber(input);
  if ('kind' in chosen) return chosen;
  const { contactId, contact, to, recipients, leftOut } = chosen;
  const isEdited = pinned?.origin === 'edited';
  if (isEdited && pinned.factsHash && pinned.factsHash !== hash(factsFingerprint(facts, to))) {
    const detail =
      'Since it was edited, balances, invoices or the recipient changed. Look at it again, then retry.';
    const { refusal } = facts.message ?? {};
    return { kind: 'error', code: 'facts_moved', detail: refusal ? `${refusal} ${detail}` : detail };
  }
  const today = localDateOf(now, facts.organisation.zone);
  const rendered = renderText(body, renderFactsOf(facts, contact, { today, unsubscribeUrl }), 'body');
  if (!rendered.ok) {
    const detail = rendered.problems.map((problem) => `${problem.place}: ${problem.message}`).join('; ');
    return { kind: 'error', code: 'template', detail };
  }
  const text = rendered.text.trim();
  if (text === '') return { kind: 'error', code: 'no_content', detail: 'The text is empty.' };
  return {
    kind: 'message',
    message: {
      contactId,
      subject: '',
      html: null,
      text,
      segments: countSegments(text).segments,
      language: null,
      recipients,
      leftOut,
      isThreaded: false,
      approvedById: isEdited ? (pinned.editedById ?? null) : null,
    },
  };
}
