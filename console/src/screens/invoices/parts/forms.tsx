import { useAct } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { SelectField, TextArea, TextField, optionsOf } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { filled, orNull, useForm } from '../../../parts/form.ts';
import { invoices as say } from '../../../words/invoices.ts';
import { useInvoiceDone } from './done.ts';
import type { Invoice } from './drawer.tsx';

interface Props {
  invoice: Invoice;
  onClose: () => void;
}

/** Money that came in for this invoice. */
export function PaymentDialog({ invoice, onClose }: Props) {
  const done = useInvoiceDone();
  const { values, bind } = useForm({ amount: invoice.balance, paidOn: '', reference: '' });
  const record = useAct('recordPayment', {
    onDone: () => {
      done(say.paid);
      onClose();
    },
  });
  const { error } = record;
  const [paidOn, reference] = [filled(values.paidOn), filled(values.reference)];
  return (
    <FormDialog
      title={say.payTitle}
      act={say.pay1}
      isBusy={record.isPending}
      error={error}
      onSubmit={() =>
        record.mutate({
          params: { invoiceId: invoice.id },
          body: {
            amount: values.amount.trim(),
            ...(paidOn !== undefined && { paidOn }),
            ...(reference !== undefined && { reference }),
          },
        })
      }
      onClose={onClose}
    >
      <div className="fields">
        <TextField
          kind="amount"
          label={`${say.amountField} (${invoice.currency})`}
          bind={bind('amount')}
          error={error}
          isRequired
          autoFocus
        />
        <TextField kind="date" label={say.paidOn} bind={bind('paidOn')} error={error} />
      </div>
      <TextField label={say.reference} bind={bind('reference')} error={error} />
    </FormDialog>
  );
}

/** A balance that is moved by hand, which is no payment. */
export function AdjustDialog({ invoice, onClose }: Props) {
  const done = useInvoiceDone();
  const { values, bind } = useForm({
    amount: '',
    cause: 'write_off' as keyof typeof say.causes,
    direction: 'lower' as keyof typeof say.directions,
    reason: '',
  });
  const adjust = useAct('adjustInvoice', {
    onDone: () => {
      done(say.adjusted);
      onClose();
    },
  });
  const { error } = adjust;
  return (
    <FormDialog
      title={say.adjustTitle}
      act={say.adjust}
      isBusy={adjust.isPending}
      error={error}
      onSubmit={() =>
        adjust.mutate({
          params: { invoiceId: invoice.id },
          body: { ...values, amount: values.amount.trim() },
        })
      }
      onClose={onClose}
    >
      <div className="fields">
        <TextField
          kind="amount"
          label={`${say.amountField} (${invoice.currency})`}
          bind={bind('amount')}
          error={error}
          isRequired
          autoFocus
        />
        <SelectField label={say.cause} bind={bind('cause')} options={optionsOf(say.causes)} error={error} />
        <SelectField
          label={say.direction}
          bind={bind('direction')}
          options={optionsOf(say.directions)}
          error={error}
        />
      </div>
      <TextArea label={say.reason} bind={bind('reason')} error={error} rows={2} isRequired />
    </FormDialog>
  );
}

/** What may be changed of an invoice. */
export function EditInvoice({ invoice, onClose }: Props) {
  const done = useInvoiceDone();
  const { values, bind } = useForm({
    dueOn: invoice.dueOn,
    poNumber: invoice.poNumber ?? '',
    payUrl: invoice.payUrl ?? '',
    pdfUrl: invoice.pdfUrl ?? '',
  });
  const { save, conflict, error, isBusy } = useSave('updateInvoice', invoice, {
    onDone: () => {
      done(say.saved);
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.editTitle}
      act={say.edit}
      isBusy={isBusy}
      error={error}
      conflict={conflict}
      onSubmit={() =>
        save({
          params: { invoiceId: invoice.id },
          body: {
            dueOn: values.dueOn,
            poNumber: orNull(values.poNumber),
            payUrl: orNull(values.payUrl),
            pdfUrl: orNull(values.pdfUrl),
          },
        })
      }
      onClose={onClose}
    >
      <div className="fields">
        <TextField kind="date" label={say.dueOn} bind={bind('dueOn')} error={error} isRequired autoFocus />
        <TextField label={say.po} bind={bind('poNumber')} error={error} />
      </div>
      <TextField kind="url" label={say.pay} bind={bind('payUrl')} error={error} />
      <TextField kind="url" label={say.pdf} bind={bind('pdfUrl')} error={error} />
    </FormDialog>
  );
}
