import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { mailboxChanges } from '../../contracts/sending/changes.ts';
import type { SendTestMail, SentTestMail } from '../../contracts/sending/test-mails.ts';
import { htmlOfText, isHtml, textOfHtml } from '../../domain/rendering/body-text.ts';
import { markedAsTest } from '../../domain/sending/test-mark.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/** So many in this time: it is for looking at words, and no way to send mail. */
const MOST_IN_AN_HOUR = 20;
const HOUR_MS = 60 * 60 * 1000;

/**
 * Sends words to the address of whoever asks, marked as a test. It is in no ledger, takes no place in any limit and is in
 * no figure; it is tried once, and what the server says is the answer. The audit log says that it was asked for.
 *
 * @throws ProblemError `not_found` for a mailbox that is absent or retired; `rate_limited` after twenty in an hour;
 * `conflict` where the address of the caller is that of a customer's contact
 */
export async function sendTestMail(
  deps: CommandDeps,
  actor: Actor,
  { mailboxId, subject, html: body, text }: SendTestMail,
): Promise<SentTestMail> {
  const { store, testMailer } = deps;
  if (!testMailer) throw new Error('nobody sends test mails here');
  const asked = await runCommand(deps, actor, async (tx, now) => {
    const mailbox = found(await store.testMails.readSender(tx, mailboxId), 'mailbox');
    const { email: to } = found(await store.users.find(tx, actor, actor.userId), 'user');
    if (await store.testMails.isContactsAddress(tx, to))
      throw new ProblemError(
        'conflict',
        'Your address is that of a contact: a test never goes to a customer.',
      );
    const action = 'mailbox.testMailSent';
    const since = now - HOUR_MS;
    if ((await store.testMails.countAsked(tx, { userId: actor.userId, since, action })) >= MOST_IN_AN_HOUR)
      throw new ProblemError('rate_limited', `No more than ${MOST_IN_AN_HOUR} test mails an hour.`);
    const { name } = await store.organisation.get(tx, actor);
    const said = { actor, now, entityId: mailboxId, after: { subject } };
    await recordChange(deps, tx, mailboxChanges.testMailSent, said);
    return { mailbox, to, organisation: name, now };
  });
  const { mailbox, to, organisation, now } = asked;
  const html = isHtml(body) ? body : htmlOfText(body);
  const words = markedAsTest({ subject, html, text: text ?? textOfHtml(html) }, organisation);
  const messageId = deps.newId('message');
  const ended: HandOverResult[] = [];
  await testMailer.deliver(
    {
      messageId,
      headerId: deps.links.headerId(messageId, mailbox.fromAddress),
      mailbox,
      recipients: [
        { n: 1, kind: 'to', address: to, unsubscribeUrl: null, unsubscribeMailto: null, tracked: null },
      ],
      ...words,
      inReplyTo: null,
      references: [],
      date: now,
    },
    [1],
    {
      fence: () => Promise.resolve(true),
      settle: (_n, result) => {
        ended.push(result);
        return Promise.resolve('stop');
      },
    },
    new AbortController().signal,
  );
  return { to, ...outcomeOf(ended[0]) };
}

function outcomeOf(result: HandOverResult | undefined): Omit<SentTestMail, 'to'> {
  const reply = result && 'reply' in result ? result.reply : null;
  if (result?.kind === 'sent') return { outcome: 'sent', reply };
  return { outcome: result?.kind === 'unknown' ? 'unknown' : 'not_sent', reply };
}
