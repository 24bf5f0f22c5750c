import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useCall } from '../../../api/queries.ts';
import { CustomerTitle } from '../../../parts/customer-title.tsx';
import { MailView } from '../../../parts/mail-view.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Day, Mark, Money } from '../../../parts/values.tsx';
import { actions as say, sendStatuses, sources } from '../../../words/actions.ts';
import { words } from '../../../words/en.ts';
import { waitReasons } from '../../../words/kinds.ts';
import { customers } from '../../../words/screens.ts';
import { ActionActs } from './acts.tsx';
import { EditAction } from './edit.tsx';

export type Action = Reply<'getAction'>;

/** One action: why, what it would send, and what can be done with it. */
export function Opened({ id, onDone }: { id: string; onDone: (what: string) => void }) {
  const read = useCall('getAction', { params: { actionId: id } });
  const [isEditing, setEditing] = useState(false);
  const again = (): void => void read.refetch();
  return (
    <Shown read={read}>
      {(action) => (
        <div className="stack">
          <Head action={action} />
          {isEditing ? (
            <EditAction
              action={action}
              onEnd={() => {
                setEditing(false);
                again();
              }}
            />
          ) : (
            <>
              <ActionActs action={action} onDone={onDone} onEdit={() => setEditing(true)} onStale={again} />
              {action.draft && (
                <>
                  {action.draft.isEdited && <p className="muted">{words.mail.edited}</p>}
                  <MailView mail={action.draft} id={action.id} />
                </>
              )}
            </>
          )}
        </div>
      )}
    </Shown>
  );
}

function Head({ action }: { action: Action }) {
  const { send, pointsTo } = action;
  return (
    <header className="stack">
      <CustomerTitle customer={action.customer} />
      <p dir="auto">{action.reason}</p>
      <p className="row wrap muted">
        <span>
          <Money amount={action.overdue} currency={action.currency} /> {customers.columns.overdue}
        </span>
        <span>
          {say.due} <Day day={action.dueOn} />
        </span>
        {action.sources.length > 0 && (
          <span>
            {say.because} {[...new Set(action.sources.map(({ entity }) => sources[entity]))].join(', ')}
          </span>
        )}
        <Link to="/customers/$id/$tab" params={{ id: action.customer.id, tab: 'why' }}>
          {customers.why}
        </Link>
      </p>
      {send && (
        <p className="row wrap">
          <Mark tone={send.status === 'error' || send.status === 'uncertain' ? 'danger' : 'plain'}>
            {sendStatuses[send.status]}
          </Mark>
          {send.heldReason !== null && <Mark tone="warning">{waitReasons[send.heldReason]}</Mark>}
        </p>
      )}
      {[send?.errorDetail, send?.heldDetail, action.draftProblem, action.skipDetail].map(
        (text) =>
          text && (
            <p key={text} className="notice" dir="auto">
              {text}
            </p>
          ),
      )}
      {pointsTo?.entity === 'review_batch' && (
        <p className="notice">
          {say.elsewhere}{' '}
          <Link to="/review/$batch" params={{ batch: pointsTo.id }}>
            {say.inReview}
          </Link>
        </p>
      )}
      {pointsTo?.entity === 'step_execution' && (
        <p className="notice">
          {say.elsewhere}{' '}
          <Link to="/queue" search={{ row: pointsTo.id }}>
            {say.inQueue}
          </Link>
        </p>
      )}
    </header>
  );
}
