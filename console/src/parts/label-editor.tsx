import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/call.ts';
import type { Reply } from '../api/operations.ts';
import { toast } from '../app/toasts.tsx';
import { labels as say } from '../words/bulk.ts';
import { Dialog } from './dialog.tsx';
import { LabelPick } from './label-pick.tsx';
import { Refusal } from './states.tsx';

type Of = { customerId: string } | { invoiceId: string };
interface Label {
  id: string;
  name: string;
}

const put = (of: Of, labelId: string): Promise<Reply<'labelCustomer'>> =>
  'customerId' in of
    ? call('labelCustomer', { params: { ...of, labelId } })
    : call('labelInvoice', { params: { ...of, labelId } });
const takeOff = (of: Of, labelId: string): Promise<Reply<'labelCustomer'>> =>
  'customerId' in of
    ? call('unlabelCustomer', { params: { ...of, labelId } })
    : call('unlabelInvoice', { params: { ...of, labelId } });

/** The labels of one thing: each comes off by a button, another goes on by its name; the toast takes either back. */
export function LabelEditor({
  of,
  labels,
  onDone,
  autoFocus = false,
}: {
  of: Of;
  labels: readonly Label[];
  onDone: () => void;
  autoFocus?: boolean;
}) {
  const [mine, setMine] = useState({ of: labels, now: labels });
  if (mine.of !== labels) setMine({ of: labels, now: labels });
  // The reply is the truth, also where the list behind shows it later, or does not show the row any more.
  const done = (reply: Reply<'labelCustomer'>): void => {
    setMine((before) => ({ ...before, now: reply.labels }));
    onDone();
  };
  const change = useMutation({
    mutationFn: ({ label, isOn }: { label: Label; isOn: boolean }) => (isOn ? put : takeOff)(of, label.id),
    onSuccess: (reply, { label, isOn }) => {
      const undo = (): Promise<void> => (isOn ? takeOff : put)(of, label.id).then(done);
      toast(isOn ? say.put(label.name) : say.taken(label.name), undo);
      done(reply);
    },
  });
  return (
    <div className="stack">
      {mine.now.length === 0 ? (
        <p className="muted">{say.none}</p>
      ) : (
        <ul className="row wrap">
          {mine.now.map((label) => (
            <li key={label.id} className="mark mark-plain row">
              <span dir="auto">{label.name}</span>
              <button
                type="button"
                className="plain"
                aria-label={say.takeOff(label.name)}
                disabled={change.isPending}
                onClick={() => change.mutate({ label, isOn: false })}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <LabelPick
        label={say.add}
        value={null}
        autoFocus={autoFocus}
        onChange={(label) => label && change.mutate({ label, isOn: true })}
      />
      <Refusal error={change.error} />
    </div>
  );
}

/** The same over a page. */
export function LabelDialog({
  title,
  onClose,
  ...props
}: {
  title: string;
  of: Of;
  labels: readonly Label[];
  onDone: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <LabelEditor {...props} autoFocus />
    </Dialog>
  );
}
