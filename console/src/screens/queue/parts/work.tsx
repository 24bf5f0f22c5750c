import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useCall } from '../../../api/queries.ts';
import { announce } from '../../../app/live.tsx';
import { MailView } from '../../../parts/mail-view.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { stepStatuses, stepTypes, waitReasons } from '../../../words/kinds.ts';
import { queue as say } from '../../../words/screens.ts';
import type { filtersOf } from '../search.ts';
import { Acts } from './acts.tsx';
import { Beside } from './beside.tsx';
import { EditMail } from './edit-mail.tsx';

export type Detail = Reply<'getQueueRow'>;
export type Filters = ReturnType<typeof filtersOf>;

/** The open row: what to do in the middle, the customer beside it. */
export function Work({
  rowId,
  filters,
  onNext,
}: {
  rowId: string;
  filters: Filters;
  onNext: (row: string | null) => void;
}) {
  const read = useCall('getQueueRow', { params: { stepExecutionId: rowId } });
  const client = useQueryClient();
  const [edited, setEdited] = useState<string | null>(null);
  const done = (what: string, next: { id: string } | null): void => {
    announce(what);
    onNext(next?.id ?? null);
    void client.invalidateQueries({ queryKey: ['listQueue'] });
    void client.invalidateQueries({ queryKey: ['countQueue'] });
    void client.invalidateQueries({ queryKey: ['getQueueRow', { params: { stepExecutionId: rowId } }] });
  };
  return (
    <>
      <section className="pane pane-work" aria-label={say.work}>
        <Shown read={read}>
          {(row) => (
            <>
              <WorkHead row={row} />
              {edited === row.id ? (
                <EditMail
                  key={row.id}
                  row={row}
                  filters={filters}
                  onEnd={() => {
                    setEdited(null);
                    void read.refetch();
                  }}
                />
              ) : (
                <>
                  <Acts
                    key={row.id}
                    row={row}
                    filters={filters}
                    onDone={done}
                    onEdit={() => setEdited(row.id)}
                    onStale={() => void read.refetch()}
                  />
                  <WhatToDo row={row} />
                </>
              )}
            </>
          )}
        </Shown>
      </section>
      <section className="pane pane-beside" aria-label={say.customer}>
        <Shown read={read}>{(row) => <Beside row={row} />}</Shown>
      </section>
    </>
  );
}

function WorkHead({ row }: { row: Detail }) {
  const isTrouble = row.status === 'error' || row.status === 'uncertain';
  return (
    <header className="stack">
      <h2 dir="auto">{row.customer.name}</h2>
      <p className="muted">
        {stepTypes[row.type]} · {row.label} · <span dir="auto">{row.sequence.name}</span>
        {row.place && <> · {say.place(row.place.position, row.place.of)}</>}
      </p>
      <p className="row wrap">
        <Mark tone={isTrouble ? 'danger' : 'plain'}>{stepStatuses[row.status]}</Mark>
        {row.heldReason !== null && <Mark tone="warning">{waitReasons[row.heldReason]}</Mark>}
        {row.heldUntil !== null && (
          <span className="muted">
            <Moment at={row.heldUntil} />
          </span>
        )}
      </p>
      {[row.errorDetail, row.heldDetail, row.notAsked?.text, row.draftProblem].map(
        (words) => words && <Notice key={words} text={words} />,
      )}
    </header>
  );
}

function Notice({ text }: { text: string }) {
  return (
    <p className="notice" dir="auto">
      {text}
    </p>
  );
}

function WhatToDo({ row }: { row: Detail }) {
  return (
    <div className="stack">
      {row.instructions !== null && (
        <section>
          <h3>{say.instructions}</h3>
          <p className="prose" dir="auto">
            {row.instructions}
          </p>
        </section>
      )}
      {row.script !== null && (
        <section>
          <h3>{say.script}</h3>
          <p className="prose" dir="auto">
            {row.script}
          </p>
        </section>
      )}
      {row.draft && (
        <>
          {row.draft.isEdited && <p className="muted">{words.mail.edited}</p>}
          <MailView mail={row.draft} id={row.id} />
        </>
      )}
    </div>
  );
}
