import { call } from '../../../api/call.ts';
import { useAct } from '../../../api/queries.ts';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { filled, useForm } from '../../../parts/form.ts';
import { invoices as say } from '../../../words/invoices.ts';
import { useInvoiceDone } from './done.ts';
import type { Invoice } from './drawer.tsx';

/** A promise of this invoice alone; one of several is made on the customer’s page. */
export function PromiseDialog({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const done = useInvoiceDone();
  const { values, bind } = useForm({ promisedOn: '', amount: '', note: '' });
  const promise = useAct('makePromise', {
    onDone: ({ id }) => {
      done(say.promised, () => call('withdrawPromise', { params: { promiseId: id } }));
      onClose();
    },
  });
  const { error } = promise;
  const [amount, note] = [filled(values.amount), filled(values.note)];
  return (
    <FormDialog
      title={say.promiseTitle}
      about={say.promiseAbout}
      act={say.promise}
      isBusy={promise.isPending}
      error={error}
      onSubmit={() =>
        promise.mutate({
          params: { customerId: invoice.customerId },
          body: {
            invoiceIds: [invoice.id],
            promisedOn: values.promisedOn,
            ...(amount !== undefined && { amount }),
            ...(note !== undefined && { note }),
          },
        })
      }
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
          label={`${say.amountField} (${invoice.currency})`}
          hint={say.promiseAmountHint}
          bind={bind('amount')}
          error={error}
        />
      </div>
      <TextField label={say.note} bind={bind('note')} error={error} />
    </FormDialog>
  );
}
