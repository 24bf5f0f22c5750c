import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../../api/call.ts';
import type { ItemOf } from '../../../api/operations.ts';
import { useAct, usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { toast } from '../../../app/toasts.tsx';
import { useMayFor } from '../../../parts/owners.ts';
import { Pages } from '../../../parts/pages.tsx';
import { ReasonDialog } from '../../../parts/reason-dialog.tsx';
import { Empty, Refusal } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { inFlightText } from '../../../words/acts.ts';
import { customerActs as say, enrollmentStatuses } from '../../../words/customer-acts.ts';
import { waitReasons } from '../../../words/kinds.ts';
import type { Overview } from './head.tsx';

/** Sequences that the customer walks through, or did. */
export function Enrollments({ customer }: { customer: Overview }) {
  const { id } = customer;
  const list = usePages('listEnrollments', { query: { customerId: id } });
  return (
    <Pages list={list} empty={<Empty>{say.noEnrollments}</Empty>}>
      <ul className="cards">
        {list.rows.map((row) => (
          <EnrollmentCard key={row.id} row={row} customer={customer} />
        ))}
      </ul>
    </Pages>
  );
}

function EnrollmentCard({ row, customer }: { row: ItemOf<'listEnrollments'>; customer: Overview }) {
  const mayFor = useMayFor();
  const refresh = useRefresh();
  const [isStopping, setStopping] = useState(false);
  const params = { enrollmentId: row.id };
  const seen = (): void =>
    refresh('listEnrollments', 'explainCustomer', 'listQueue', 'countQueue', 'listHolds');
  const done = (text: string, undo?: () => Promise<unknown>): void => {
    toast(text, undo && (() => undo().then(seen)));
    seen();
  };
  const resume = useAct('resumeEnrollment', { onDone: () => done(say.resumed) });
  const pause = useAct('pauseEnrollment', {
    onDone: ({ inFlight }) =>
      done(`${say.paused} ${inFlightText(inFlight)}`.trim(), () => call('resumeEnrollment', { params })),
  });
  const moveOn = useAct('moveEnrollmentOn', { onDone: () => done(say.movedOn) });
  const stop = useAct('stopEnrollment', {
    onDone: ({ inFlight }) => done(`${say.stopped} ${inFlightText(inFlight)}`.trim()),
  });
  const isLive = row.status === 'active' || row.status === 'paused' || row.status === 'starting';
  const isBusy = [resume, pause, moveOn].some(({ isPending }) => isPending);
  return (
    <li className="card stack">
      <div className="row between">
        <h3 dir="auto">
          <Link to="/sequences/$id" params={{ id: row.sequence.id }}>
            {row.sequence.name}
          </Link>
        </h3>
        <Mark tone={row.status === 'active' ? 'good' : 'muted'}>{enrollmentStatuses[row.status]}</Mark>
      </div>
      {row.nextStep && (
        <p>
          {say.next}: <span dir="auto">{row.nextStep.label}</span>
          {row.nextDueAt !== null && (
            <>
              {' '}
              · <Moment at={row.nextDueAt} />
            </>
          )}
          {row.waitReason !== null && <> · {waitReasons[row.waitReason]}</>}
        </p>
      )}
      {row.stopNote !== null && <p dir="auto">{row.stopNote}</p>}
      {isLive && mayFor(customer, 'enrollments.manage') && (
        <div className="row wrap">
          {row.status === 'paused' ? (
            <button type="button" disabled={isBusy} onClick={() => resume.mutate({ params })}>
              {say.resume}
            </button>
          ) : (
            <button type="button" disabled={isBusy} onClick={() => pause.mutate({ params, body: {} })}>
              {say.pause}
            </button>
          )}
          <button type="button" disabled={isBusy} onClick={() => moveOn.mutate({ params })}>
            {say.moveOn}
          </button>
          <button type="button" className="danger" onClick={() => setStopping(true)}>
            {say.stop}
          </button>
        </div>
      )}
      <Refusal error={resume.error ?? pause.error ?? moveOn.error} />
      {isStopping && (
        <ReasonDialog
          title={say.stopTitle}
          about={say.stopAbout}
          act={say.stop}
          onClose={() => setStopping(false)}
          onAct={async (reason) => {
            await stop.mutateAsync({ params, body: reason === '' ? {} : { reason } });
          }}
        />
      )}
    </li>
  );
}
