import type { Reply } from '../../../api/operations.ts';
import { useAct } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { toast } from '../../../app/toasts.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { filled, useForm } from '../../../parts/form.ts';
import { customerActs as acts } from '../../../words/customer-acts.ts';
import { customers as say } from '../../../words/screens.ts';

/** A customer that no other system brings. */
export function CreateDialog({
  onDone,
  onClose,
}: {
  onDone: (customer: Reply<'createCustomer'>) => void;
  onClose: () => void;
}) {
  const refresh = useRefresh();
  const { values, bind } = useForm({ name: '', externalId: '', currency: '' });
  const create = useAct('createCustomer', {
    onDone: (customer) => {
      toast(say.created(customer.name));
      refresh('getCustomerTable', 'getCustomerTotals');
      onClose();
      onDone(customer);
    },
  });
  const { error } = create;
  const submit = (): void => {
    const externalId = filled(values.externalId);
    create.mutate({
      body: {
        name: values.name.trim(),
        currency: values.currency.trim().toUpperCase(),
        source: 'manual',
        ...(externalId !== undefined && { externalId }),
      },
    });
  };
  return (
    <FormDialog
      title={say.create}
      act={say.create}
      isBusy={create.isPending}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={acts.name} bind={bind('name')} error={error} isRequired autoFocus />
      <div className="fields">
        <TextField label={acts.externalId} bind={bind('externalId')} error={error} />
        <TextField
          label={say.currency}
          hint={say.currencyHint}
          bind={bind('currency')}
          error={error}
          isRequired
        />
      </div>
    </FormDialog>
  );
}
