import { ProblemError } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';

/** A draft as it is shown to whoever is to edit or send it. */
interface Draft<Html = string | null> {
  subject: string;
  html: Html;
  text: string;
  to: string[];
  cc: string[];
  bcc: string[];
}

/** The words and recipients of a message as it would leave. */
export function draftOf<Html extends string | null>({
  subject,
  html,
  text,
  recipients,
}: Pick<Draft<Html>, 'subject' | 'html' | 'text'> & {
  recipients: readonly { kind: 'to' | 'cc' | 'bcc'; address: string }[];
}): Draft<Html> {
  const addresses = (of: 'to' | 'cc' | 'bcc') =>
    recipients.filter(({ kind }) => kind === of).map(({ address }) => address);
  return { subject, html, text, to: addresses('to'), cc: addresses('cc'), bcc: addresses('bcc') };
}

/** Another whenever a word or a recipient of a draft is. */
export function draftHashOf(
  { hash }: Pick<CommandDeps, 'hash'>,
  { subject, html, text, to, cc, bcc }: Draft,
): string {
  return hash(JSON.stringify([subject, html, text, to, cc, bcc]));
}

/** @throws ProblemError `conflict`, with the draft as it is now, when it is not the one that was seen */
export function refuseOtherDraft(
  draft: (Draft & { hash: string }) | null,
  { seen, happened }: { seen: string | undefined; happened: object | null },
): void {
  if (seen === undefined || draft?.hash === seen) return;
  const detail = 'The message is not what you saw any more: look at it again.';
  throw new ProblemError('conflict', detail, [], { draft, happened });
}
