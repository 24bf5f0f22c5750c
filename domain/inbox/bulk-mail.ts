import { foldedText } from './folded-text.ts';
import { valueOf } from './mail-signs.ts';
import type { ReadMail } from './read-mail.ts';

/** Headers of programs that send to many. */
const CAMPAIGN =
  /^(?:feedback-id|x-campaign(?:-?id)?|x-csa-complaints|x-mc-user|x-mailgun-\w+|x-sg-eid|x-ses-outgoing|x-mailchimp\S*|x-newsletter\S*|x-mailing-id|x-job|x-rpcampaign|x-cmae\S*|x-emarsys\S*|x-mailer-lid|x-sib-id|list-unsubscribe-post)$/;

/** Headers of groups through which people write. */
const GROUP = /^(?:x-original-from|x-original-sender|x-google-group-id|x-groupsio-\S+|x-mailman-version|list-post)$/;

const LEAVES_LIST =
  /(?<!\p{L})(?:unsubscribe|opt out|manage (?:your )?preferences|view (?:this )?(?:\p{L}+ )?(?:in (?:your )?browser|online)|abmelden|abbestellen|newsletter|im browser|(?:se )?desabonner|desinscri\p{L}+|darse de baja|cancelar (?:la )?suscripcion|disiscriv\p{L}+|annulla l'iscrizione|uitschrijven|afmelden|cancelar subscricao|descadastr\p{L}+|wypisz|rezygnacja|avregistrera|avprenumerera)(?!\p{L})|配信停止|配信解除/u;

/**
 * A newsletter: sent to many by a program for it. People write through groups with the same list headers, so that one sign is
 * not enough, and a group's own header speaks against it.
 */
export function isNewsletter(mail: ReadMail): boolean {
  const hasList = valueOf(mail, 'list-unsubscribe') !== null;
  if (mail.headers.some(({ name }) => GROUP.test(name))) return false;
  const isBulk = /^(?:bulk|list)/i.test(valueOf(mail, 'precedence') ?? '');
  const isCampaign = mail.headers.some(({ name }) => CAMPAIGN.test(name));
  const saysSo = LEAVES_LIST.test(foldedText(mail.text.slice(-3_000)));
  const signs = [hasList, isBulk, isCampaign, saysSo, valueOf(mail, 'list-id') !== null].filter(Boolean).length;
  return (hasList && signs >= 2) || signs >= 3;
}
