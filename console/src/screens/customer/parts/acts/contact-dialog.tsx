import { useState } from 'react';
import type { ItemOf } from '../../../../api/operations.ts';
import { useAct, useCall } from '../../../../api/queries.ts';
import { useRefresh } from '../../../../api/refresh.ts';
import { useSave } from '../../../../api/save.ts';
import { toast } from '../../../../app/toasts.tsx';
import { Dialog } from '../../../../parts/dialog.tsx';
import { CheckField, SelectField, TextField, optionsOf } from '../../../../parts/fields.tsx';
import { FormDialog } from '../../../../parts/form-dialog.tsx';
import { orNull, useForm, type Form } from '../../../../parts/form.ts';
import { Shown } from '../../../../parts/states.tsx';
import { contactTypes, customerActs as say } from '../../../../words/customer-acts.ts';

type Contact = ItemOf<'listContacts'>;
type Values = ReturnType<typeof valuesOf>;

const valuesOf = (contact: Contact | null) => ({
  name: contact?.name ?? '',
  email: contact?.email ?? '',
  phone: contact?.phone ?? '',
  title: contact?.title ?? '',
  department: contact?.department ?? '',
  type: (contact?.type ?? '') as keyof typeof contactTypes | '',
  isPrimary: contact?.isPrimary ?? false,
  isActive: contact?.isActive ?? true,
});

const bodyOf = ({ name, email, phone, title, department, type, isPrimary }: Values) => ({
  name: orNull(name),
  email: orNull(email),
  phone: orNull(phone),
  title: orNull(title),
  department: orNull(department),
  type: type === '' ? null : type,
  isPrimary,
});

function useDone(onClose: () => void): () => void {
  const refresh = useRefresh();
  return () => {
    toast(say.saved);
    refresh('listContacts', 'getContact', 'getCustomerOverview', 'getQueueRow', 'explainCustomer');
    onClose();
  };
}

/** Somebody new at the customer. */
export function NewContact({ customerId, onClose }: { customerId: string; onClose: () => void }) {
  const form = useForm(valuesOf(null));
  const create = useAct('createContact', { onDone: useDone(onClose) });
  return (
    <FormDialog
      title={say.newContact}
      act={say.newContact}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() =>
        create.mutate({ params: { customerId }, body: { ...bodyOf(form.values), source: 'manual' } })
      }
      onClose={onClose}
    >
      <Fields form={form} error={create.error} />
    </FormDialog>
  );
}

/** Changes somebody at the customer; of a synced contact the change is shown over what the other system says. */
export function EditContact({ contactId, onClose }: { contactId: string; onClose: () => void }) {
  const read = useCall('getContact', { params: { contactId } });
  // The first reading fills the form: a later one must not change what is typed.
  const [first, setFirst] = useState<Contact | null>(null);
  if (first === null && read.data && !read.isFetching) setFirst(read.data);
  if (first !== null) return <EditForm contact={first} onClose={onClose} />;
  return (
    <Dialog title={say.editContact} onClose={onClose}>
      <Shown read={read}>{() => null}</Shown>
    </Dialog>
  );
}

function EditForm({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const form = useForm(valuesOf(contact));
  const { save, conflict, error, isBusy } = useSave('updateContact', contact, { onDone: useDone(onClose) });
  return (
    <FormDialog
      title={say.editContact}
      act={say.edit}
      isBusy={isBusy}
      error={error}
      conflict={conflict}
      onSubmit={() =>
        save({
          params: { contactId: contact.id },
          body: { ...bodyOf(form.values), isActive: form.values.isActive },
        })
      }
      onClose={onClose}
    >
      <Fields form={form} error={error} />
      <CheckField label={say.active} bind={form.bind('isActive')} error={error} />
    </FormDialog>
  );
}

function Fields({ form: { bind }, error }: { form: Form<Values>; error: unknown }) {
  const types = [['', say.noType], ...optionsOf(contactTypes)] as const;
  return (
    <>
      <TextField label={say.name} bind={bind('name')} error={error} autoFocus />
      <div className="fields">
        <TextField kind="email" label={say.email} bind={bind('email')} error={error} />
        <TextField kind="tel" label={say.phone} bind={bind('phone')} error={error} />
        <TextField label={say.jobTitle} bind={bind('title')} error={error} />
        <TextField label={say.department} bind={bind('department')} error={error} />
        <SelectField label={say.type} bind={bind('type')} options={types} error={error} />
      </div>
      <CheckField label={say.primary} bind={bind('isPrimary')} error={error} />
    </>
  );
}
