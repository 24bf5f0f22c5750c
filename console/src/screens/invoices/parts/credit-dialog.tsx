import type { ItemOf } from '../../../api/operations.ts';
import { useAct, usePages } from '../../../api/queries.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { filled, useForm } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Day, Money } from '../../../parts/values.tsx';
import { invoices as say } from '../../../words/invoices.ts';
import { useInvoiceDone } from './done.ts';
import type { Invoice } from './drawer.tsx';

type Piece = ItemOf<'listCredit'>;

/** Lowers the invoice by a payment on account, or by a credit note. */
export function CreditDialog({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const list = usePages('listCredit', { params: { customerId: invoice.customerId }, query: { limit: 200 } });
  // What another system says was overpaid is that system's to use.
  const pieces = list.rows.filter(
    ({ kind, currency }) => kind !== 'invoice' && currency === invoice.currency,
  );
  if (list.isSuccess && pieces.length > 0)
    return <CreditForm invoice={invoice} pieces={pieces} onClose={onClose} />;
  return (
    <Dialog title={say.creditTitle} onClose={onClose}>
      <Pages list={list} empty={<Empty>{say.creditNone}</Empty>}>
        <Empty>{say.creditNone}</Empty>
      </Pages>
    </Dialog>
  );
}

function CreditForm({
  invoice,
  pieces,
  onClose,
}: {
  invoice: Invoice;
  pieces: readonly Piece[];
  onClose: () => void;
}) {
  const done = useInvoiceDone();
  const { values, set, bind } = useForm({ sourceId: pieces[0]?.sourceId ?? '', amount: '' });
  const isDone = (): void => {
    done(say.creditUsed);
    onClose();
  };
  const allocate = useAct('allocatePayment', { onDone: isDone });
  const apply = useAct('applyCredit', { onDone: isDone });
  const error = allocate.error ?? apply.error;
  const submit = (): void => {
    const piece = pieces.find(({ sourceId }) => sourceId === values.sourceId);
    const amount = filled(values.amount);
    const body = { invoiceId: invoice.id, ...(amount !== undefined && { amount }) };
    allocate.reset();
    apply.reset();
    if (piece?.kind === 'payment') allocate.mutate({ params: { paymentId: piece.sourceId }, body });
    if (piece?.kind === 'credit_note') apply.mutate({ params: { relatedRecordId: piece.sourceId }, body });
  };
  return (
    <FormDialog
      title={say.creditTitle}
      act={say.useCredit}
      isBusy={allocate.isPending || apply.isPending}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <fieldset className="bare stack">
        <legend>{say.creditPiece}</legend>
        {pieces.map(({ sourceId, kind, reference, occurredOn, open, currency }, index) => (
          <label key={sourceId} className="check">
            <input
              type="radio"
              name="piece"
              autoFocus={index === 0}
              checked={values.sourceId === sourceId}
              onChange={() => set({ sourceId })}
            />
            <span>
              {say.creditKinds[kind]} <span dir="auto">{reference}</span>{' '}
              {occurredOn !== null && <Day day={occurredOn} />} · <Money amount={open} currency={currency} />
            </span>
          </label>
        ))}
      </fieldset>
      <TextField
        kind="amount"
        label={`${say.creditAmount} (${invoice.currency})`}
        hint={say.creditHint}
        bind={bind('amount')}
        error={error}
      />
    </FormDialog>
  );
}
