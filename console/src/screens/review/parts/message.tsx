import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useAct, useCall } from '../../../api/queries.ts';
import { announce } from '../../../app/live.tsx';
import { useKeys } from '../../../app/keys.ts';
import { useLocale } from '../../../app/locale.ts';
import { CustomerTitle } from '../../../parts/customer-title.tsx';
import { MailView } from '../../../parts/mail-view.tsx';
import { ReasonDialog } from '../../../parts/reason-dialog.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Day, Money } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { counted } from '../../../words/plural.ts';
import { customers, review as say } from '../../../words/screens.ts';
import { EditItem } from './edit-item.tsx';
import { Moved } from './moved.tsx';

export type Item = Reply<'getReviewItem'>;

interface Props {
  batchId: string;
  itemId: string;
  isLeft: boolean;
  canDecide: boolean;
  onLeave: () => void;
  onChanged: () => void;
}

/** One message as it would leave, with what is to be done about it alone. */
export function Message(props: Props) {
  const { batchId, itemId } = props;
  const read = useCall('getReviewItem', { params: { batchId, itemId } });
  return <Shown read={read}>{(item) => <Opened {...props} item={item} />}</Shown>;
}

function Opened({ item, batchId, itemId, isLeft, canDecide, onLeave, onChanged }: Props & { item: Item }) {
  // Of one message, so that the frame of the mail can stay for the next.
  const [asked, setAsked] = useState<{ id: string; mode: 'edit' | 'drop' } | null>(null);
  const mode = asked?.id === itemId ? asked.mode : null;
  const setMode = (wanted: 'edit' | 'drop' | null): void =>
    setAsked(wanted === null ? null : { id: itemId, mode: wanted });
  const { locale } = useLocale();
  const drop = useAct('dropReviewItem', {
    onDone: () => {
      announce(`${say.drop}: ${item.customer.name}.`);
      onChanged();
    },
  });
  const isOpen = canDecide && item.status === 'proposed';
  const isWritten = item.contentHash !== null && item.errorCode === null;
  useKeys(
    { ...(isWritten && { e: () => setMode('edit') }), d: () => setMode('drop') },
    { isOn: isOpen && mode === null },
  );
  if (mode === 'edit')
    return (
      <EditItem
        key={itemId}
        item={item}
        onEnd={(isSaved) => {
          setMode(null);
          if (isSaved) onChanged();
        }}
      />
    );
  return (
    <div className="stack">
      <header className="stack">
        <CustomerTitle customer={item.customer} />
        <p className="row wrap muted">
          {item.net !== null && (
            <strong>
              <Money amount={item.net} currency={item.currency} />
            </strong>
          )}
          {item.daysOverdue !== null && <span>{counted(item.daysOverdue, say.daysOverdue, locale)}</span>}
          <Link to="/customers/$id/$tab" params={{ id: item.customer.id, tab: 'why' }}>
            {customers.why}
          </Link>
        </p>
        {item.errorDetail !== null && (
          <p className="notice" dir="auto">
            {item.errorDetail}
          </p>
        )}
      </header>
      {isOpen && (
        <div className="row wrap acts">
          <button type="button" aria-pressed={isLeft} aria-keyshortcuts="x" onClick={onLeave}>
            {isLeft ? say.takeIn : say.leaveOut} <kbd>x</kbd>
          </button>
          <button type="button" disabled={!isWritten} aria-keyshortcuts="e" onClick={() => setMode('edit')}>
            {say.edit} <kbd>e</kbd>
          </button>
          <button type="button" aria-keyshortcuts="d" onClick={() => setMode('drop')}>
            {say.drop} <kbd>d</kbd>
          </button>
        </div>
      )}
      {item.returnedFor && <Moved item={item} changes={item.returnedFor} />}
      {item.editedAt !== null && <p className="muted">{words.mail.edited}</p>}
      {item.text === null && item.html === null ? (
        <p className="muted">{words.mail.none}</p>
      ) : (
        <MailView mail={item} id={item.id} />
      )}
      <ul className="plain-list">
        {item.invoices.map(({ id, number, dueOn, balance }) => (
          <li key={id} className="row between">
            <span dir="auto">{number}</span>
            <span className="muted">
              <Day day={dueOn} />
            </span>
            <Money amount={balance} currency={item.currency} />
          </li>
        ))}
      </ul>
      {mode === 'drop' && (
        <ReasonDialog
          title={say.dropTitle}
          about={say.dropBody}
          act={say.drop}
          onClose={() => setMode(null)}
          onAct={async (reason) => {
            await drop.mutateAsync({ params: { batchId, itemId }, body: reason === '' ? {} : { reason } });
          }}
        />
      )}
    </div>
  );
}
