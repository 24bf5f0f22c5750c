import { useRefresh } from '../../../api/refresh.ts';
import { toast } from '../../../app/toasts.tsx';

/** Says that an act on an invoice is done, and reads again wherever the invoice is shown. */
export const useInvoiceDone = (): ((text: string, undo?: () => Promise<unknown>) => void) => {
  const refresh = useRefresh();
  const seen = (): void =>
    refresh(
      'getInvoice',
      'listInvoices',
      'listPromises',
      'listCredit',
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
