import { useState } from 'react';
import type { Input, ItemOf } from '../../../api/operations.ts';
import { usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useKeys } from '../../../app/keys.ts';
import { BulkBar } from '../../../parts/bulk-bar.tsx';
import { BulkLabels } from '../../../parts/bulk-labels.tsx';
import { BulkDialog, countCustomers } from '../../../parts/bulk-dialog.tsx';
import { Combobox, type Option } from '../../../parts/combobox.tsx';
import { SelectField } from '../../../parts/fields.tsx';
import { UserPick } from '../../../parts/picks.tsx';
import type { Chosen } from '../../../parts/selection.ts';
import { bulkActs as say } from '../../../words/bulk.ts';

type Row = ItemOf<'getCustomerTable'>;
type Change = Input<'createCustomerBulkChange'>['body'];
type Act = 'owner' | 'label' | 'list';

const ACTS: readonly { id: Act; key: string }[] = [
  { id: 'owner', key: 'o' },
  { id: 'label', key: 'l' },
  { id: 'list', key: 'm' },
];

/** What is done to the chosen customers, or to the one that the keys stand on. */
export function BulkActs({
  chosen,
  current,
  filter,
  total,
}: {
  chosen: Chosen<Row>;
  current: Row | undefined;
  /** What the table shows, as the API takes it in a body. */
  filter: Extract<Change['selection'], { filter: unknown }>['filter'];
  total: number;
}) {
  const refresh = useRefresh();
  const [open, setOpen] = useState<Act | null>(null);
  const keys = Object.fromEntries(ACTS.map(({ id, key }) => [key, () => setOpen(id)]));
  useKeys(keys, { isOn: open === null && (current !== undefined || !chosen.isNone) });
  const selection: Change['selection'] = chosen.isAll
    ? { filter }
    : { customerIds: chosen.isNone ? (current ? [current.id] : []) : [...chosen.ids] };
  const done = (): void => {
    chosen.clear();
    refresh('getCustomerTable', 'getCustomerTotals', 'getCustomerOverview');
  };
  const props = { selection, onDone: done, onClose: () => setOpen(null) };
  return (
    <>
      <BulkBar chosen={chosen} total={total}>
        {ACTS.map(({ id, key }) => (
          <button key={id} type="button" aria-keyshortcuts={key} onClick={() => setOpen(id)}>
            {say[id]} <kbd>{key}</kbd>
          </button>
        ))}
      </BulkBar>
      {open === 'owner' && <OwnerDialog {...props} />}
      {open === 'label' && (
        <BulkLabels
          onCount={(action) => countCustomers(selection, action)}
          onDone={done}
          onClose={props.onClose}
        />
      )}
      {open === 'list' && <ListDialog {...props} />}
    </>
  );
}

interface DialogProps {
  selection: Change['selection'];
  onDone: () => void;
  onClose: () => void;
}

function OwnerDialog({ selection, ...rest }: DialogProps) {
  const [owner, setOwner] = useState<Option | null>(null);
  return (
    <BulkDialog
      title={say.ownerTitle}
      isReady
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

function ListDialog({ selection, ...rest }: DialogProps) {
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
          <Combobox
            label={say.listField}
            value={list}
            autoFocus
            useOptions={useLists}
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

function useLists(text: string) {
  const search = text.trim();
  const query = { limit: 20, ...(search !== '' && { search }) };
  const { rows, isPending } = usePages('listLists', { query });
  return { options: rows.map(({ id, name }) => ({ id, name })), isPending };
}
