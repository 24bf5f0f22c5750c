import type { NumberedRecipient } from '../../domain/sending/number-recipients.ts';
import type { TrackedMail } from '../../domain/sending/tracked-links.ts';
import type { Links } from '../../infra/mail/links.ts';
import type { OutgoingRecipient } from '../../infra/mail/mailer.ts';

/** The recipients of a message with the links of their copies: what one reader does concerns nobody else (M5, T1). */
export function outgoingRecipients(
  links: Links,
  message: {
    messageId: string;
    tracking: TrackedMail | null;
    /** Of the mailbox that it leaves from. */
    unsubscribeAddress: string | null;
    isInternal?: boolean | undefined;
  },
  recipients: readonly NumberedRecipient[],
): OutgoingRecipient[] {
  const { messageId, tracking, isInternal = false } = message;
  const address = isInternal ? null : message.unsubscribeAddress;
  return recipients.map((recipient) => {
    const copy = { messageId, n: recipient.n };
    const clickUrls = tracking?.links.map((url, at) => [url, links.clickUrl(copy, at + 1, url)]);
    return {
      ...recipient,
      unsubscribeUrl: isInternal ? null : links.unsubscribeUrl(messageId, recipient.n),
      unsubscribeMailto: address && links.unsubscribeMailto(address, copy),
      tracked: tracking && {
        clickUrls: Object.fromEntries(clickUrls ?? []) as Record<string, string>,
        pixelUrl: tracking.opens ? links.pixelUrl(copy) : null,
      },
    };
  });
}
