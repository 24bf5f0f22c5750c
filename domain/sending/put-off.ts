import type { WaitReason } from '../../contracts/sending/kinds.ts';
import type { PutOff } from '../../contracts/sending/put-off.ts';

/** Why a message is held back, in words; `putOff`: what the mail server said, where it is that which holds it. */
export function heldText(reason: WaitReason, putOff: PutOff | null): string {
  if (putOff !== null && reason === 'retrying') return putOffText(putOff);
  if (putOff !== null && reason === 'mailbox_failing')
    return `The mailbox fails: ${putOff.reply ?? 'no reason known'}`;
  if (putOff !== null && reason === 'mailbox_reconnect')
    return `The mailbox has to be signed in again: ${putOff.reply ?? 'no reason known'}`;
  return `Held back: ${reason.replaceAll('_', ' ')}.`;
}

/** A wait for a mail server in words: what it said, since when, how often it was asked. */
function putOffText({ reply, firstTriedAt, tries }: PutOff): string {
  const said = reply ?? 'The server gave no reason.';
  const times = tries === 1 ? 'once' : `${tries} times`;
  return `The mail server puts it off: ${said} Tried ${times}, first at ${firstTriedAt ?? 'an unknown time'}.`;
}
