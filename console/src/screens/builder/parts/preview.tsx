import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../../api/call.ts';
import { useAct } from '../../../api/queries.ts';
import { toast } from '../../../app/toasts.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { MailView } from '../../../parts/mail-view.tsx';
import { CustomerPick } from '../../../parts/picks.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { builder as say } from '../../../words/sequences.ts';
import type { Sequence } from '../screen.tsx';
import { bodyOf, type StepValues } from './step-values.ts';

/** So long after the last key the words are rendered. */
const PAUSE_MS = 300;

/** What a chosen real customer would get now, as it is typed. */
export function Preview({
  sequence,
  values,
  savedId,
  isNew,
  customer,
  onCustomer,
}: {
  sequence: Sequence;
  values: StepValues;
  /** The step, while it is as it was saved. */
  savedId: string | null;
  isNew: boolean;
  /** Who it is shown of; null: whom the API chooses. */
  customer: Option | null;
  onCustomer: (customer: Option | null) => void;
}) {
  const [settled, setSettled] = useState(values);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(values), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [values]);
  const step = { ...bodyOf({ ...settled, label: settled.label.trim() || '–' }), type: settled.type };
  const read = useQuery({
    queryKey: ['previewStep', sequence.id, customer?.id, savedId ?? step],
    queryFn: ({ signal }) =>
      call(
        'previewStep',
        {
          params: { sequenceId: sequence.id },
          body: {
            ...(savedId === null ? { step } : { stepId: savedId }),
            ...(customer && { customerId: customer.id }),
          },
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const test = useAct('sendTestMail', {
    onDone: ({ to, outcome, reply }) =>
      toast(outcome === 'sent' ? say.tested(to) : say.notTested(reply ?? outcome)),
  });
  const preview = read.data?.preview ?? null;
  const { mailboxId } = sequence;
  return (
    <section className="stack" aria-label={say.preview}>
      <h2>{say.preview}</h2>
      <CustomerPick label={say.previewOf} value={customer} onChange={onCustomer} />
      <Refusal error={read.error} />
      {read.data && preview === null && <p className="muted">{say.previewNobody}</p>}
      {preview && (
        <>
          {preview.problems.length > 0 && (
            <div className="notice" role="status">
              <strong>{say.problems}</strong>
              <ul className="reasons">
                {preview.problems.map(({ field, message }) => (
                  <li key={field + message}>
                    {field}: {message}
                  </li>
                ))}
              </ul>
            </div>
          )}
          {preview.notAsked && (
            <p className="notice" dir="auto">
              {preview.notAsked.text}
            </p>
          )}
          {/* Words of a saved step that are typed are rendered as one more step, whose day that step has. */}
          {preview.start && (isNew || savedId !== null) && (
            <p>
              {say.leaves}: {preview.start.localTime} <span className="muted">{preview.start.text}</span>
            </p>
          )}
          {(preview.html !== null || preview.text !== null) && (
            <MailView
              id={`preview ${preview.customer.id}`}
              mail={{
                subject: preview.subject,
                html: preview.html,
                text: preview.text,
                to: [preview.recipient?.address ?? say.nobody],
                cc: [],
                bcc: [],
              }}
            />
          )}
          {[preview.instructions, preview.script].map(
            (text) =>
              text !== null && (
                <p key={text} className="prose" dir="auto">
                  {text}
                </p>
              ),
          )}
          {preview.html !== null && preview.subject !== null && mailboxId !== null && (
            <button
              type="button"
              disabled={test.isPending}
              onClick={() =>
                test.mutate({
                  body: {
                    mailboxId,
                    subject: preview.subject ?? '',
                    html: preview.html ?? '',
                    ...(preview.text !== null && { text: preview.text }),
                  },
                })
              }
            >
              {say.sendTest}
            </button>
          )}
          <Refusal error={test.error} />
        </>
      )}
    </section>
  );
}
