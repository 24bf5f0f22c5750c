import { useState } from 'react';
import { useAct, usePages } from '../../../../api/queries.ts';
import { useRefresh } from '../../../../api/refresh.ts';
import { call } from '../../../../api/call.ts';
import { toast } from '../../../../app/toasts.tsx';
import { TextField } from '../../../../parts/fields.tsx';
import { FormDialog } from '../../../../parts/form-dialog.tsx';
import { filled, useForm } from '../../../../parts/form.ts';
import { Pages } from '../../../../parts/pages.tsx';
import { Day, Money } from '../../../../parts/values.tsx';
import { customerActs as say } from '../../../../words/customer-acts.ts';

const MOST = 200;

/** An amount for a day, and the invoices that it keeps back until then. */
export function PromiseDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const refresh = useRefresh();
  const list = usePages('listInvoices', { query: { customerId: id, status: 'open', limit: MOST } });
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { values, bind } = useForm({ promisedOn: '', amount: '', note: '' });
  const seen = (): void => refresh('listPromises', 'listHolds', 'explainCustomer', 'getCustomerOverview');
  const make = useAct('makePromise', {
    onDone: ({ id: promiseId }) => {
      toast(say.promised, () => call('withdrawPromise', { params: { promiseId } }).then(seen));
      seen();
      onClose();
    },
  });
  const { error } = make;
  const invoiceIds = list.rows.map((row) => row.id).filter((row) => !left.has(row));
  const submit = (): void =>
    make.mutate({
      params: { customerId: id },
      body: {
        promisedOn: values.promisedOn,
        invoiceIds,
        ...(filled(values.amount) && { amount: filled(values.amount) }),
        ...(filled(values.note) && { note: filled(values.note) }),
      },
    });
  const toggle = (row: string): void =>
    setLeft((before) => {
      const now = new Set(before);
      if (!now.delete(row)) now.add(row);
      return now;
    });
  return (
    <FormDialog
      title={say.promiseTitle}
      about={say.promiseAbout}
      act={say.promise}
      isBusy={make.isPending}
      isOff={invoiceIds.length === 0}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="fields">
        <TextField
          kind="date"
          label={say.promisedOn}
          bind={bind('promisedOn')}
          error={error}
          isRequired
          autoFocus
        />
        <TextField
          kind="amount"
          label={say.amount}
          hint={say.amountHint}
          bind={bind('amount')}
          error={error}
        />
      </div>
      <fieldset className="stack">
        <legend>{say.invoices}</legend>
        <Pages list={list} empty={<p className="muted">{say.noOpen}</p>}>
          <ul className="plain-list">
            {list.rows.map((row) => (
              <li key={row.id}>
                <label className="check">
                  <input type="checkbox" checked={!left.has(row.id)} onChange={() => toggle(row.id)} />
                  <span dir="auto">{row.number}</span> · <Day day={row.dueOn} /> ·{' '}
                  <Money amount={row.balance} currency={row.currency} />
                </label>
              </li>
            ))}
          </ul>
        </Pages>
      </fieldset>
      <TextField label={say.note} bind={bind('note')} error={error} />
    </FormDialog>
  );
}
