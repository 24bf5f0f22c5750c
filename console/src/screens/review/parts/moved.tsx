import type { ReactNode } from 'react';
import { SentenceDiff } from '../../../parts/sentences.tsx';
import { Day, Moment, Money } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { review as say } from '../../../words/screens.ts';
import type { Item } from './message.tsx';

/** Why a message came back: each fact before and now, and the words it had. */
export function Moved({ item, changes }: { item: Item; changes: NonNullable<Item['returnedFor']> }) {
  const money = (amount: string) => <Money amount={amount} currency={item.currency} />;
  const due = (one: (typeof changes.invoices)[number]['before']) =>
    one === null ? (
      words.none
    ) : (
      <>
        {money(one.balance)} · <Day day={one.dueOn} />
      </>
    );
  return (
    <section className="moved" aria-label={say.moved}>
      <h3>{say.moved}</h3>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{say.before}</th>
            <th scope="col">{say.now}</th>
          </tr>
        </thead>
        <tbody>
          {changes.balance && (
            <Row
              name={say.balance}
              before={money(changes.balance.before)}
              now={money(changes.balance.after)}
            />
          )}
          {changes.credit && (
            <Row name={say.credit} before={money(changes.credit.before)} now={money(changes.credit.after)} />
          )}
          {changes.invoices.map(({ invoiceId, number, before, after }) => (
            <Row key={invoiceId} name={number} before={due(before)} now={due(after)} />
          ))}
          {changes.recipients && (
            <Row
              name={say.recipients}
              before={changes.recipients.before.join(', ')}
              now={changes.recipients.after.join(', ')}
            />
          )}
          {item.before && item.before.subject !== item.subject && (
            <Row name={words.mail.subject} before={item.before.subject} now={item.subject} />
          )}
        </tbody>
      </table>
      {changes.reply && (
        <p>
          {say.replied} <Moment at={changes.reply.at} />
        </p>
      )}
      {item.before && (
        <details>
          <summary>{say.wordsBefore}</summary>
          <SentenceDiff before={item.before.text ?? ''} now={item.text ?? ''} />
        </details>
      )}
    </section>
  );
}

function Row({ name, before, now }: { name: string; before: ReactNode; now: ReactNode }) {
  return (
    <tr>
      <th scope="row" dir="auto">
        {name}
      </th>
      <td dir="auto">{before}</td>
      <td dir="auto">{now}</td>
    </tr>
  );
}
