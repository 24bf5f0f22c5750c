import { useState } from 'react';
import type { Input } from '../../../api/operations.ts';
import { BulkDialog, countCustomers } from '../../../parts/bulk-dialog.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { SelectField } from '../../../parts/fields.tsx';
import { ListPick, UserPick } from '../../../parts/picks.tsx';
import { bulkActs as say } from '../../../words/bulk.ts';

interface DialogProps {
  selection: Input<'createCustomerBulkChange'>['body']['selection'];
  onDone: () => void;
  onClose: () => void;
}

/** Who is responsible for all of them. */
export function OwnerOfMany({ selection, ...rest }: DialogProps) {
  const [owner, setOwner] = useState<Option | null>(null);
  return (
    <BulkDialog
      title={say.ownerTitle}
      isReady
      isUndoable
      onCount={() => countCustomers(selection, { type: 'setArOwner', userId: owner?.id ?? null })}
      {...rest}
    >
      {(reset) => (
        <UserPick
          label={say.ownerField}
          value={owner}
          autoFocus
          onChange={(option) => {
            reset();
            setOwner(option);
          }}
        />
      )}
    </BulkDialog>
  );
}

/** Puts all of them on a list, or takes them off. */
export function ListOfMany({ selection, ...rest }: DialogProps) {
  const [list, setList] = useState<Option | null>(null);
  const [type, setType] = useState<'addToList' | 'removeFromList'>('addToList');
  return (
    <BulkDialog
      title={say.listTitle}
      isReady={list !== null}
      onCount={() => countCustomers(selection, { type, listId: list?.id ?? '' })}
      {...rest}
    >
      {(reset) => (
        <>
          <ListPick
            label={say.listField}
            value={list}
            autoFocus
            onChange={(option) => {
              reset();
              setList(option);
            }}
          />
          <SelectField
            label={say.how}
            bind={{
              name: 'type',
              value: type,
              onChange: (next) => {
                reset();
                setType(next);
              },
            }}
            options={[
              ['addToList', say.add],
              ['removeFromList', say.takeOff],
            ]}
          />
        </>
      )}
    </BulkDialog>
  );
}
