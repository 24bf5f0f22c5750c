import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Reply } from '../../api/operations.ts';
import { useCall, usePages } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useLocale } from '../../app/locale.ts';
import { SearchField } from '../../parts/filters.tsx';
import { countText } from '../../parts/format.ts';
import { Pages } from '../../parts/pages.tsx';
import { Empty, Shown } from '../../parts/states.tsx';
import { Mark, Moment } from '../../parts/values.tsx';
import { enrollmentStatuses } from '../../words/customer-acts.ts';
import { mailboxStatuses, sequenceStatuses, stepTypes, waitReasons } from '../../words/kinds.ts';
import { sequences as say } from '../../words/sequences.ts';
import { SequenceActs } from './parts/acts.tsx';

type Overview = Reply<'getSequenceOverview'>;

/** One sequence: what it has done step by step, who walks through it, and what can be done with it. */
export default function SequenceScreen() {
  const { id } = useParams({ from: '/sequences/$id' });
  const params = { sequenceId: id };
  const overview = useCall('getSequenceOverview', { params });
  const sequence = useCall('getSequence', { params });
  return (
    <div className="screen">
      <Shown read={overview} rows={3}>
        {(one) => (
          <>
            <header className="screen-head stack">
              <div className="row wrap">
                <h1 dir="auto">{one.name}</h1>
                <Mark tone={one.status === 'active' ? 'good' : 'muted'}>{sequenceStatuses[one.status]}</Mark>
              </div>
              {sequence.data && <SequenceActs sequence={sequence.data} live={one.enrollments} />}
              {sequence.data && sequence.data.pausedBecause.length > 0 && (
                <p className="notice" dir="auto">
                  {say.pausedBecause}{' '}
                  {sequence.data.pausedBecause.map(({ kind, reason }) => reason ?? kind).join(', ')}
                </p>
              )}
              {sequence.data && <Problems sequence={sequence.data} />}
              <ChangesBar of={['getSequenceOverview', 'listEnrollments']} />
            </header>
            <Numbers one={one} />
            <Steps one={one} />
          </>
        )}
      </Shown>
      <Enrollments sequenceId={id} />
    </div>
  );
}

function Problems({ sequence }: { sequence: Reply<'getSequence'> }) {
  const { activationProblems, warnings } = sequence;
  return (
    <>
      {activationProblems.length > 0 && (
        <section className="notice">
          <h2>{say.problems}</h2>
          <ul className="reasons">
            {activationProblems.map(({ field, message }) => (
              <li key={field + message}>
                {field}: {message}
              </li>
            ))}
          </ul>
        </section>
      )}
      {warnings.length > 0 && (
        <section className="notice">
          <h2>{say.warnings}</h2>
          <ul className="reasons">
            {warnings.map(({ field, message }) => (
              <li key={field + message}>
                {field}: {message}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Numbers({ one: { enrollments, tasks, mail, mailboxes, list } }: { one: Overview }) {
  const { locale } = useLocale();
  const figures = [
    [say.columns.active, enrollments.active],
    [say.columns.paused, enrollments.paused],
    [say.columns.completed, enrollments.completed],
    [say.columns.stopped, enrollments.stopped],
    [say.columns.toDo, tasks.toDo],
    [say.columns.sent, mail.sent],
    [say.columns.replied, mail.replied.count],
    [say.columns.bounced, mail.bounced.count],
  ] as const;
  return (
    <section className="stack">
      <dl className="figures">
        {figures.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{countText(count, locale)}</dd>
          </div>
        ))}
      </dl>
      <p className="row wrap muted">
        {list && (
          <span dir="auto">
            {say.list} {list.name}
          </span>
        )}
        {mailboxes.map((mailbox) => (
          <span key={mailbox.id} dir="auto">
            {say.mailboxes} {mailbox.fromAddress}{' '}
            {mailbox.status !== 'working' && <Mark tone="danger">{mailboxStatuses[mailbox.status]}</Mark>}
          </span>
        ))}
      </p>
    </section>
  );
}

function Steps({ one }: { one: Overview }) {
  const { locale } = useLocale();
  const columns = say.columns;
  return (
    <section className="stack">
      <h2>{say.stepNumbers}</h2>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={say.stepNumbers}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say.steps}</th>
              <th scope="col" className="amount">
                {columns.sent}
              </th>
              <th scope="col" className="amount">
                {columns.opened}
              </th>
              <th scope="col" className="amount">
                {columns.replied}
              </th>
              <th scope="col" className="amount">
                {columns.bounced}
              </th>
            </tr>
          </thead>
          <tbody>
            {one.steps.map((step) => (
              <tr key={step.id}>
                <td data-name={say.steps} dir="auto">
                  {step.position}. {step.label} <span className="muted">{stepTypes[step.type]}</span>
                </td>
                {(
                  [
                    [columns.sent, step.mail?.sent],
                    [columns.opened, step.mail?.opened.count],
                    [columns.replied, step.mail?.replied.count],
                    [columns.bounced, step.mail?.bounced.count],
                  ] as const
                ).map(([name, count]) => (
                  <td key={name} data-name={name} className="amount">
                    {count === undefined ? '–' : countText(count, locale)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Enrollments({ sequenceId }: { sequenceId: string }) {
  const [search, setSearch] = useState<string | undefined>();
  const list = usePages('listEnrollments', {
    query: { sequenceId, ...(search !== undefined && { search }) },
  });
  return (
    <section className="stack">
      <h2>{say.enrollments}</h2>
      <SearchField label={say.customerName} value={search} onChange={setSearch} />
      <Pages list={list} empty={<Empty>{say.noEnrollments}</Empty>}>
        <ul className="plain-list">
          {list.rows.map((row) => (
            <li key={row.id} className="row wrap between">
              <Link
                to="/customers/$id/$tab"
                params={{ id: row.customer.id, tab: 'enrollments' }}
                dir="auto"
                className="cut"
              >
                {row.customer.name}
              </Link>
              <span className="row wrap">
                <Mark tone={row.status === 'active' ? 'good' : 'muted'}>
                  {enrollmentStatuses[row.status]}
                </Mark>
                {row.nextStep && <span dir="auto">{row.nextStep.label}</span>}
                {row.nextDueAt !== null && <Moment at={row.nextDueAt} />}
                {row.waitReason !== null && <span className="muted">{waitReasons[row.waitReason]}</span>}
              </span>
            </li>
          ))}
        </ul>
      </Pages>
    </section>
  );
}
