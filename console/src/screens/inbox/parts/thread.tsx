import { useCall, usePages } from '../../../api/queries.ts';
import { CustomerTitle } from '../../../parts/customer-title.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { conversationStatuses, holdKinds, holdScopes, inbox as say } from '../../../words/inbox.ts';
import type { Answer, Detail, Filters, Mail, OnDone, Suggestion } from '../conversation.ts';
import { Acts } from './acts.tsx';
import { AnswerForm } from './answer-form.tsx';
import { AnswerSent } from './answer-sent.tsx';
import { MailIn } from './mail-in.tsx';

/** A conversation from its first mail to the answer that is being written. */
export function Thread({ id, filters, onDone }: { id: string; filters: Filters; onDone: OnDone }) {
  const read = useCall('getConversation', { params: { conversationId: id } });
  return (
    <section className="pane pane-work" aria-label={say.thread}>
      <Shown read={read}>
        {(conversation) => <Conversation conversation={conversation} filters={filters} onDone={onDone} />}
      </Shown>
    </section>
  );
}

type Entry =
  | { at: string; key: string; mail: Mail }
  | { at: string; key: string; ours: Detail['messages'][number] }
  | { at: string; key: string; answer: Answer };

/** Everything that was said, in its order. */
const entriesOf = ({ mails, messages, answers }: Detail): Entry[] =>
  [
    ...messages.map((ours): Entry => ({ at: ours.sentAt ?? '', key: ours.id, ours })),
    ...mails.map((mail): Entry => ({ at: mail.receivedAt, key: mail.id, mail })),
    ...answers.map((answer): Entry => ({ at: answer.sentAt ?? answer.requestedAt, key: answer.id, answer })),
  ].sort((one, other) => (one.at < other.at ? -1 : 1));

function Conversation({
  conversation,
  filters,
  onDone,
}: {
  conversation: Detail;
  filters: Filters;
  onDone: OnDone;
}) {
  const { customer, subject, status, snoozedUntil, assigneeId, sequence, holds } = conversation;
  const users = usePages('listUsers', { query: { limit: 200 } });
  const suggestions = usePages('listMailSuggestions', {
    query: { customerId: customer.id, status: 'open', limit: 200 },
  });
  const assignee = users.rows.find((user) => user.id === assigneeId)?.name ?? say.nobody;
  const of = (mail: Mail): Suggestion[] => suggestions.rows.filter(({ mailId }) => mailId === mail.id);
  return (
    <div className="stack inbox-thread">
      <header className="stack">
        <CustomerTitle customer={customer} />
        <p dir="auto">
          <strong>{subject}</strong>
        </p>
        <p className="muted row wrap">
          <Mark tone={status === 'open' ? 'warning' : 'muted'}>{conversationStatuses[status]}</Mark>
          {snoozedUntil !== null && (
            <span>
              {say.snoozedUntil} <Moment at={snoozedUntil} />
            </span>
          )}
          <span dir="auto">
            {say.assignedTo} {assignee}
          </span>
          {sequence !== null && <span dir="auto">{sequence.name}</span>}
        </p>
        <Acts conversation={conversation} filters={filters} onDone={onDone} />
      </header>
      {holds.length > 0 && (
        <div className="notice">
          <p>{say.heldNow}</p>
          <ul className="reasons">
            {holds.map(({ id, scope, kind, reason, expiresAt }) => (
              <li key={id} dir="auto">
                {holdScopes[scope]}: {holdKinds[kind]} {reason}{' '}
                {expiresAt !== null && (
                  <>
                    {say.until} <Moment at={expiresAt} />
                  </>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {entriesOf(conversation).map((entry) =>
        'mail' in entry ? (
          <MailIn key={entry.key} mail={entry.mail} suggestions={of(entry.mail)} customerId={customer.id} />
        ) : 'ours' in entry ? (
          <Ours key={entry.key} message={entry.ours} />
        ) : (
          <AnswerSent key={entry.key} answer={entry.answer} filters={filters} onDone={onDone} />
        ),
      )}
      <AnswerForm conversation={conversation} filters={filters} onDone={onDone} />
    </div>
  );
}

function Ours({ message: { subject, text, sentAt } }: { message: Detail['messages'][number] }) {
  return (
    <article className="mail-in mail-ours stack">
      <p className="muted">
        {say.ours} {sentAt !== null && <Moment at={sentAt} />}
      </p>
      <details>
        <summary dir="auto">{subject}</summary>
        <p className="prose" dir="auto">
          {text}
        </p>
      </details>
    </article>
  );
}
