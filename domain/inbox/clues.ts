import type { Clues } from './judgement.ts';
import { addressesIn, addressesOf, recipientsOf, valuesOf } from './mail-signs.ts';
import type { ReadMail } from './read-mail.ts';
import { proseOf, returnedMail } from './reports/returned-part.ts';
import { recipientFields } from './reports/status-fields.ts';
import { unsubscribeToken } from './unsubscribe-token.ts';

/** What is asked of the ledger is bounded: a mail may hold thousands of ids. */
const MOST_IDS = 60;
const MOST_ADDRESSES = 40;
const MOST_COPIES = 20;
/** `message.n`, as `X-Followthrough-Message` names a copy. */
const COPY = /^([\w-]{1,80})(?:\.([1-9]\d{0,3}))?$/;

/** What a mail says of the mails of ours that it may belong to (I2, I3). `ownDomain`: that of our Message-IDs. */
export function cluesOf(
  mail: ReadMail,
  { ownDomain, receivedAt }: { ownDomain: string; receivedAt: number },
): Clues {
  const returned = returnedMail(mail);
  const ids = [
    mail.messageId,
    ...mail.inReplyTo,
    returned?.messageId ?? null,
    ...mail.references.toReversed(),
    ...idsIn(mail, ownDomain),
  ];
  return {
    headerIds: [...new Set(ids.flatMap((id) => (id === null ? [] : [id])))].slice(0, MOST_IDS),
    unsubscribe: unsubscribeTokens(mail),
    copies: copiesOf(mail, returned?.copy ?? null),
    addresses: addressesFor(mail, returned?.to ?? []),
    subject: returned?.subject ?? (mail.subject === '' ? null : mail.subject),
    before: receivedAt,
  };
}

/** What stands behind the `+` of the addresses it was sent to that may be our unsubscribe address. */
export function unsubscribeTokens(mail: ReadMail): string[] {
  const tokens = recipientsOf(mail).flatMap((address) => unsubscribeToken(address) ?? []);
  return [...new Set(tokens)].slice(0, MOST_COPIES);
}

/** Message-IDs of ours wherever they stand: in headers that gateways made, in HTML, in text. */
function idsIn(mail: ReadMail, ownDomain: string): string[] {
  const domain = ownDomain.replace(/[^\w.-]/g, '').replaceAll('.', '\\.');
  if (domain === '') return [];
  const pattern = new RegExp(`(?<![\\w.+-])[\\w.+-]{6,120}@${domain}(?![\\w-]|\\.\\w)`, 'gi');
  // A quoted-printable line may be broken within an id.
  const texts = [
    mail.rawHeaders,
    mail.text,
    mail.rawBody.replace(/=\r?\n/g, ''),
    ...mail.reports.map(({ text }) => text),
  ];
  return texts.flatMap((text) =>
    [...text.matchAll(pattern)].flatMap(([id]) =>
      unsubscribeToken(id) === null ? [`<${id.replace(/^3D/, '')}>`] : [],
    ),
  );
}

function copiesOf(mail: ReadMail, returned: string | null): Clues['copies'] {
  const inside = mail.inside.flatMap((each) => valuesOf(each, 'x-followthrough-message'));
  const names = [
    ...valuesOf(mail, 'x-followthrough-message'),
    ...inside,
    ...(returned === null ? [] : [returned]),
  ];
  const copies = [...new Set(names)].flatMap((name) => {
    const [, messageId, n] = COPY.exec(name) ?? [];
    return messageId === undefined ? [] : [{ messageId, n: Number(n ?? 1) }];
  });
  return copies.slice(0, MOST_COPIES);
}

function addressesFor(mail: ReadMail, returnedTo: readonly string[]): string[] {
  const reported = mail.reports.flatMap(({ text }) =>
    recipientFields(text).flatMap(({ addresses }) => addresses),
  );
  const removed = mail.reports.flatMap(({ text }) =>
    [...text.matchAll(/^(?:original-rcpt-to|removal-recipient):(.*)$/gim)].flatMap(([, value = '']) =>
      addressesIn(value, 5),
    ),
  );
  const original = ['x-original-from', 'x-original-sender', 'x-failed-recipients'].flatMap((name) =>
    valuesOf(mail, name).flatMap((value) => addressesIn(value, 10)),
  );
  const all = [
    ...addressesOf([mail.from, ...mail.replyTo, mail.sender]),
    ...original,
    ...reported,
    ...removed,
    ...returnedTo.flatMap((value) => addressesIn(value, 10)),
    ...addressesIn(proseOf(mail), 20),
  ];
  return [...new Set(all)].slice(0, MOST_ADDRESSES);
}
