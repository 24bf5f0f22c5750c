import { useState } from 'react';
import type { Reply } from '../api/operations.ts';
import { bulkActs as say } from '../words/bulk.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import type { Option } from './combobox.tsx';
import { SelectField } from './fields.tsx';
import { LabelPick } from './label-pick.tsx';

type LabelAction = { type: 'addLabels' | 'removeLabels'; labelIds: string[] };

/** Puts a label on everything that is chosen, or takes it off. */
export function BulkLabels({
  onCount,
  onDone,
  onClose,
}: {
  onCount: (action: LabelAction) => Promise<Reply<'createCustomerBulkChange'>>;
  onDone: () => void;
  onClose: () => void;
}) {
  const [label, setLabel] = useState<Option | null>(null);
  const [type, setType] = useState<LabelAction['type']>('addLabels');
  return (
    <BulkDialog
      title={say.labelTitle}
      isReady={label !== null}
      isUndoable
      onCount={() => onCount({ type, labelIds: label ? [label.id] : [] })}
      onDone={onDone}
      onClose={onClose}
    >
      {(reset) => (
        <>
          <LabelPick
            label={say.labelField}
            value={label}
            autoFocus
            onChange={(option) => {
              reset();
              setLabel(option);
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
              ['addLabels', say.add],
              ['removeLabels', say.takeOff],
            ]}
          />
        </>
      )}
    </BulkDialog>
  );
}
