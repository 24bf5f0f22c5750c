import { useState } from 'react';
import { useAct } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { call } from '../../../api/call.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { ReasonDialog } from '../../../parts/reason-dialog.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { invoices as say } from '../../../words/invoices.ts';
import type { Invoice } from './drawer.tsx';
import { AdjustDialog, EditInvoice, PaymentDialog } from './forms.tsx';

type Asked = 'pay' | 'adjust' | 'dispute' | 'void' | 'edit';

/** What is shown of an invoice somewhere. */
export const useInvoiceDone = (): ((text: string, undo?: () => Promise<unknown>) => void) => {
  const refresh = useRefresh();
  const seen = (): void =>
    refresh(
      'getInvoice',
      'listInvoices',
      'getCustomerOverview',
      'getCustomerTable',
      'getCustomerTotals',
      'explainCustomer',
    );
  return (text, undo) => {
    toast(text, undo && (() => undo().then(seen)));
    seen();
  };
};

/** What can be done with an invoice; void asks for its number. */
export function InvoiceActs({ invoice }: { invoice: Invoice }) {
  const { may } = useSession();
  const done = useInvoiceDone();
  const [asked, setAsked] = useState<Asked | null>(null);
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
  const button = (id: Asked, name: string, isDanger = false) => (
    <button type="button" className={isDanger ? 'danger' : undefined} onClick={() => setAsked(id)}>
      {name} …
    </button>
  );
  return (
    <div className="stack">
      <div className="row wrap acts" role="group" aria-label={say.acts}>
        {isOpen && button('pay', say.pay1)}
        {isOpen && button('adjust', say.adjust)}
        {isOpen && !invoice.isDisputed && button('dispute', say.dispute)}
        {invoice.isDisputed && (
          <button
            type="button"
            disabled={undispute.isPending}
            onClick={() => undispute.mutate({ params, body: {} })}
          >
            {say.undispute}
          </button>
        )}
        {button('edit', say.edit)}
        {invoice.status !== 'void' && button('void', say.void, true)}
      </div>
      <Refusal error={undispute.error} />
      {asked === 'pay' && <PaymentDialog invoice={invoice} onClose={close} />}
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
