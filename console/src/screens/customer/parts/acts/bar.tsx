import { useState } from 'react';
import { useKeys, type Keys } from '../../../../app/keys.ts';
import { useRefresh } from '../../../../api/refresh.ts';
import { LabelDialog } from '../../../../parts/label-editor.tsx';
import { useMayFor } from '../../../../parts/owners.ts';
import { bulkActs, labels as labelWords } from '../../../../words/bulk.ts';
import { customerActs as say } from '../../../../words/customer-acts.ts';
import type { Overview } from '../head.tsx';
import { DraftDialog } from './draft-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { EnrolDialog } from './enrol-dialog.tsx';
import { HoldDialog } from './hold-dialog.tsx';
import { LogDialog } from './log-dialog.tsx';
import { PromiseDialog } from './promise-dialog.tsx';

type Dialogs = 'log' | 'promise' | 'hold' | 'enrol' | 'draft' | 'labels' | 'edit';

/** What can be done for the customer, each with its key; whoever may not, sees none of it. */
export function ActBar({ customer }: { customer: Overview }) {
  const mayFor = useMayFor();
  const refresh = useRefresh();
  const [open, setOpen] = useState<Dialogs | null>(null);
  const canSave = mayFor(customer, 'customers.save');
  const acts: { id: Dialogs; key: string; name: string; isShown: boolean }[] = [
    { id: 'log', key: 'l', name: say.log, isShown: canSave },
    { id: 'promise', key: 'p', name: say.promise, isShown: canSave },
    { id: 'hold', key: 'h', name: say.hold, isShown: canSave },
    { id: 'enrol', key: 'e', name: say.enrol, isShown: mayFor(customer, 'enrollments.manage') },
    { id: 'draft', key: 'd', name: say.draft, isShown: mayFor(customer, 'tasks.mine') },
    { id: 'labels', key: 'b', name: labelWords.title, isShown: canSave },
    { id: 'edit', key: 'i', name: say.edit, isShown: canSave },
  ];
  const shown = acts.filter(({ isShown }) => isShown);
  const keys: Keys = Object.fromEntries(shown.map(({ id, key }) => [key, () => setOpen(id)]));
  useKeys(keys, { isOn: open === null });
  if (shown.length === 0) return null;
  const close = (): void => setOpen(null);
  const { id } = customer;
  return (
    <div className="row wrap acts" role="group" aria-label={say.title}>
      {shown.map(({ id: act, key, name }) => (
        <button key={act} type="button" aria-keyshortcuts={key} onClick={() => setOpen(act)}>
          {name} <kbd>{key}</kbd>
        </button>
      ))}
      {open === 'log' && <LogDialog id={id} onClose={close} />}
      {open === 'promise' && <PromiseDialog id={id} onClose={close} />}
      {open === 'hold' && <HoldDialog id={id} onClose={close} />}
      {open === 'enrol' && <EnrolDialog id={id} onClose={close} />}
      {open === 'draft' && <DraftDialog id={id} onClose={close} />}
      {open === 'labels' && (
        <LabelDialog
          title={bulkActs.labelsOf(customer.name)}
          of={{ customerId: id }}
          labels={customer.labels}
          onDone={() => refresh('getCustomerOverview', 'getCustomerTable')}
          onClose={close}
        />
      )}
      {open === 'edit' && <EditDialog overview={customer} onClose={close} />}
    </div>
  );
}
