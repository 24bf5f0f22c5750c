import { useId, useState } from 'react';
import { useAct } from '../../../api/queries.ts';
import { call } from '../../../api/call.ts';
import { useSession } from '../../../app/session.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { ReasonDialog } from '../../../parts/reason-dialog.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { invoices as say } from '../../../words/invoices.ts';
import type { Invoice } from './drawer.tsx';
import { useInvoiceDone } from './done.ts';
import { CreditDialog } from './credit-dialog.tsx';
import { AdjustDialog, EditInvoice, PaymentDialog } from './forms.tsx';
import { PromiseDialog } from './promise-dialog.tsx';

type Asked = 'pay' | 'credit' | 'promise' | 'adjust' | 'dispute' | 'void' | 'edit';

/** What can be done with an invoice; void asks for its number. */
export function InvoiceActs({ invoice }: { invoice: Invoice }) {
  const { may } = useSession();
  const done = useInvoiceDone();
  const [asked, setAsked] = useState<Asked | null>(null);
  const reason = useId();
  const close = (): void => setAsked(null);
  const params = { invoiceId: invoice.id };
  const dispute = useAct('disputeInvoice', {
    onDone: () => done(say.disputedDone, () => call('undisputeInvoice', { params })),
  });
  const undispute = useAct('undisputeInvoice', { onDone: () => done(say.undisputed) });
  const annul = useAct('voidInvoice', {
    onDone: () => {
      done(say.voided);
      close();
    },
  });
  if (!may('invoices.save')) return null;
  const isOpen = invoice.status === 'open';
  const button = (id: Asked, name: string, { isOff = !isOpen, isDanger = false } = {}) => (
    <button
      type="button"
      className={isDanger ? 'danger' : undefined}
      disabled={isOff}
      {...(isOff && { 'aria-describedby': reason })}
      onClick={() => setAsked(id)}
    >
      {name} …
    </button>
  );
  return (
    <div className="stack">
      <div className="row wrap acts" role="group" aria-label={say.acts}>
        {button('pay', say.pay1)}
        {button('credit', say.useCredit)}
        {may('customers.save') && button('promise', say.promise)}
        {button('adjust', say.adjust, { isOff: invoice.status === 'void' })}
        {!invoice.isDisputed && button('dispute', say.dispute)}
        {invoice.isDisputed && (
          <button
            type="button"
            disabled={undispute.isPending}
            onClick={() => undispute.mutate({ params, body: {} })}
          >
            {say.undispute}
          </button>
        )}
        {button('edit', say.edit, { isOff: false })}
        {button('void', say.void, { isDanger: true })}
      </div>
      {!isOpen && (
        <p id={reason} className="muted">
          {say.notOpen[invoice.status === 'void' ? 'void' : 'paid']}
        </p>
      )}
      <Refusal error={undispute.error} />
      {asked === 'pay' && <PaymentDialog invoice={invoice} onClose={close} />}
      {asked === 'credit' && <CreditDialog invoice={invoice} onClose={close} />}
      {asked === 'promise' && <PromiseDialog invoice={invoice} onClose={close} />}
      {asked === 'adjust' && <AdjustDialog invoice={invoice} onClose={close} />}
      {asked === 'edit' && <EditInvoice invoice={invoice} onClose={close} />}
      {asked === 'dispute' && (
        <ReasonDialog
          title={say.disputeTitle}
          about={say.disputeBody}
          act={say.dispute}
          isRequired
          onClose={close}
          onAct={async (reason) => {
            await dispute.mutateAsync({ params, body: { reason } });
          }}
        />
      )}
      {asked === 'void' && (
        <ConfirmDialog
          title={say.voidTitle}
          about={say.voidBody}
          act={say.void}
          typed={invoice.number}
          isBusy={annul.isPending}
          error={annul.error}
          onAct={() => annul.mutate({ params, body: {} })}
          onClose={close}
        />
      )}
    </div>
  );
}
