import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useCall } from '../../../api/queries.ts';
import { Empty, Shown } from '../../../parts/states.tsx';
import { Moment } from '../../../parts/values.tsx';
import { counted } from '../../../words/plural.ts';
import { customer as say, customers } from '../../../words/screens.ts';

type Explanation = Reply<'explainCustomer'>;
type Reason = Explanation['reasons'][number];

/** Every next send and every reason that holds it, in the words of the API. */
export function Why({ id }: { id: string }) {
  const read = useCall('explainCustomer', { params: { customerId: id } });
  return <Shown read={read}>{(why) => <Answer why={why} />}</Shown>;
}

function Answer({ why }: { why: Explanation }) {
  const { contactPolicy, enrollments, programs, automations, answers } = why;
  const isSilent = [enrollments, programs, automations, answers].every((list) => list.length === 0);
  return (
    <div className="stack">
      <h2 dir="auto">{why.answer}</h2>
      {why.reasons.length > 0 && (
        <section>
          <h3>{say.holdsAll}</h3>
          <Reasons reasons={why.reasons} />
        </section>
      )}
      <p className="muted">
        {say.policy}: {say.lastMessage}{' '}
        {contactPolicy.lastMessageAt === null ? '–' : <Moment at={contactPolicy.lastMessageAt} />},{' '}
        {say.allowedFrom}{' '}
        {contactPolicy.allowedFrom === null ? say.nowAllowed : <Moment at={contactPolicy.allowedFrom} />}
      </p>
      {why.keptBack.length > 0 && (
        <section>
          <h3>{say.keptBack}</h3>
          <ul className="plain-list">
            {why.keptBack.map(({ invoiceId, number, kind, reason, author, until }) => (
              <li key={`${invoiceId} ${kind}`} dir="auto">
                {number}: {kind}
                {reason !== null && ` – ${reason}`}
                {author !== null && ` (${author})`} <Until until={until} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {isSilent && <Empty>{say.nothing}</Empty>}
      <Group name={say.sequences} list={enrollments}>
        {({ enrollmentId, answer, reasons }) => (
          <li key={enrollmentId} className="card">
            <p dir="auto">{answer}</p>
            <Reasons reasons={reasons} />
          </li>
        )}
      </Group>
      <Group name={say.programs} list={programs}>
        {({ programId, name, answer, reasons, touchpoints, silent }) => (
          <li key={programId} className="card">
            <h3 dir="auto">{name}</h3>
            <p dir="auto">{answer}</p>
            <Reasons reasons={reasons} />
            <ul className="plain-list">
              {touchpoints.map((each) => (
                <li key={each.scheduledTouchpointId}>
                  <Link to="/scheduled" search={{ open: each.scheduledTouchpointId }} dir="auto">
                    {each.touchpoint.label}
                    {each.invoice && ` · ${each.invoice.number}`}
                  </Link>
                  <p dir="auto">{each.answer}</p>
                  <Reasons reasons={each.reasons} />
                </li>
              ))}
            </ul>
            {silent.length > 0 && (
              <details>
                <summary>{say.silent}</summary>
                <ul className="plain-list">
                  {silent.map(({ touchpoint, code, text, invoiceCount }) => (
                    <li key={`${touchpoint.id} ${code}`} dir="auto">
                      {touchpoint.label}: {text}
                      {invoiceCount > 0 && ` (${counted(invoiceCount, INVOICES)})`}
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        )}
      </Group>
      <Group name={say.automations} list={automations}>
        {({ messageId, automationName, answer, reasons }) => (
          <li key={messageId} className="card">
            <h3 dir="auto">{automationName}</h3>
            <p dir="auto">{answer}</p>
            <Reasons reasons={reasons} />
          </li>
        )}
      </Group>
      <Group name={say.answers} list={answers}>
        {({ answerId, answer, reasons }) => (
          <li key={answerId} className="card">
            <p dir="auto">{answer}</p>
            <Reasons reasons={reasons} />
          </li>
        )}
      </Group>
    </div>
  );
}

const INVOICES = { one: '# invoice', other: '# invoices' };

function Group<T>({
  name,
  list,
  children,
}: {
  name: string;
  list: readonly T[];
  children: (each: T) => ReactNode;
}) {
  if (list.length === 0) return null;
  return (
    <section className="stack" aria-label={`${customers.why} ${name}`}>
      <h2>{name}</h2>
      <ul className="cards">{list.map(children)}</ul>
    </section>
  );
}

function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul className="reasons">
      {reasons.map(({ code, text, until }) => (
        <li key={code + text} data-code={code} dir="auto">
          {text} <Until until={until} />
        </li>
      ))}
    </ul>
  );
}

function Until({ until }: { until: string | null }) {
  if (until === null) return null;
  return (
    <span className="muted">
      {say.until} <Moment at={until} />
    </span>
  );
}
