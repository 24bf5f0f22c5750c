import { useState } from 'react';
import type { Reply } from '../../../../api/operations.ts';
import { useCall } from '../../../../api/queries.ts';
import { useRefresh } from '../../../../api/refresh.ts';
import { useSave } from '../../../../api/save.ts';
import { toast } from '../../../../app/toasts.tsx';
import type { Option } from '../../../../parts/combobox.tsx';
import { SelectField, TextField, optionsOf } from '../../../../parts/fields.tsx';
import { FormDialog } from '../../../../parts/form-dialog.tsx';
import { errorAt, orNull, useForm } from '../../../../parts/form.ts';
import { UserPick } from '../../../../parts/picks.tsx';
import { Dialog } from '../../../../parts/dialog.tsx';
import { Shown } from '../../../../parts/states.tsx';
import { customerActs as say } from '../../../../words/customer-acts.ts';
import { customerStatuses } from '../../../../words/kinds.ts';
import type { Overview } from '../head.tsx';

/** What a person may change of a customer; a change of somebody else's meanwhile is told, not lost. */
export function EditDialog({ overview, onClose }: { overview: Overview; onClose: () => void }) {
  const read = useCall('getCustomer', { params: { customerId: overview.id } });
  if (read.data) return <EditForm customer={read.data} overview={overview} onClose={onClose} />;
  return (
    <Dialog title={say.editTitle} onClose={onClose}>
      <Shown read={read}>{() => null}</Shown>
    </Dialog>
  );
}

interface FormProps {
  customer: Reply<'getCustomer'>;
  overview: Overview;
  onClose: () => void;
}

function EditForm({ customer, overview, onClose }: FormProps) {
  const refresh = useRefresh();
  const [arOwner, setArOwner] = useState<Option | null>(overview.arOwner);
  const [salesOwner, setSalesOwner] = useState<Option | null>(overview.salesOwner);
  const { values, bind } = useForm({
    name: customer.name,
    externalId: customer.externalId ?? '',
    status: customer.status,
    zone: customer.zone ?? '',
    locale: customer.locale ?? '',
  });
  const { save, conflict, error, isBusy } = useSave('updateCustomer', customer, {
    onDone: () => {
      toast(say.saved);
      refresh('getCustomer', 'getCustomerOverview', 'getCustomerTable', 'explainCustomer');
      onClose();
    },
  });
  const submit = (): void =>
    save({
      params: { customerId: customer.id },
      body: {
        name: values.name.trim(),
        externalId: orNull(values.externalId),
        status: values.status,
        zone: orNull(values.zone),
        locale: orNull(values.locale),
        arOwnerId: arOwner?.id ?? null,
        salesOwnerId: salesOwner?.id ?? null,
      },
    });
  return (
    <FormDialog
      title={say.editTitle}
      act={say.edit}
      isBusy={isBusy}
      error={error}
      conflict={conflict}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={say.name} bind={bind('name')} error={error} isRequired autoFocus />
      <div className="fields">
        <TextField label={say.externalId} bind={bind('externalId')} error={error} />
        <SelectField
          label={say.status}
          bind={bind('status')}
          options={optionsOf(customerStatuses)}
          error={error}
        />
        <TextField label={say.zone} hint={say.zoneHint} bind={bind('zone')} error={error} />
        <TextField label={say.language} hint={say.languageHint} bind={bind('locale')} error={error} />
      </div>
      <UserPick
        label={say.arOwner}
        value={arOwner}
        onChange={setArOwner}
        problem={errorAt(error, 'arOwnerId')}
      />
      <UserPick
        label={say.salesOwner}
        value={salesOwner}
        onChange={setSalesOwner}
        problem={errorAt(error, 'salesOwnerId')}
      />
    </FormDialog>
  );
}
