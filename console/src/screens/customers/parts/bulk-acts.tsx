import { useState } from 'react';
import type { Input, ItemOf } from '../../../api/operations.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useKeys } from '../../../app/keys.ts';
import { BulkBar } from '../../../parts/bulk-bar.tsx';
import { BulkLabels } from '../../../parts/bulk-labels.tsx';
import { countCustomers } from '../../../parts/bulk-dialog.tsx';
import { LabelDialog } from '../../../parts/label-editor.tsx';
import { useMayFor } from '../../../parts/owners.ts';
import type { Chosen } from '../../../parts/selection.ts';
import { bulkActs as say } from '../../../words/bulk.ts';
import { ListOfMany, OwnerOfMany } from './many-acts.tsx';
import { NoteOnOne, OwnerOfOne } from './one-acts.tsx';

type Row = ItemOf<'getCustomerTable'>;
type Change = Input<'createCustomerBulkChange'>['body'];
type Act = 'owner' | 'label' | 'list' | 'note';

const ACTS: readonly { id: Act; key: string }[] = [
  { id: 'owner', key: 'o' },
  { id: 'label', key: 'l' },
  { id: 'list', key: 'm' },
  { id: 'note', key: 'n' },
];

/** What is done to the chosen customers, or to the one that the keys stand on. */
export function BulkActs({
  chosen,
  rows,
  current,
  filter,
  total,
}: {
  chosen: Chosen<Row>;
  rows: readonly Row[];
  current: Row | undefined;
  /** What the table shows, as the API takes it in a body. */
  filter: Extract<Change['selection'], { filter: unknown }>['filter'];
  total: number;
}) {
  const refresh = useRefresh();
  const mayFor = useMayFor();
  // For whom is settled when an act begins: rows that move meanwhile change nothing of it.
  const [open, setOpen] = useState<(Target & { act: Act }) | null>(null);
  const target = targetOf({ chosen, rows, current, filter });
  const { one } = target;
  const isShown = (id: Act): boolean =>
    mayFor(id === 'list' ? undefined : one, 'customers.save') && (one !== undefined || !chosen.isNone);
  const begin = (act: Act): void => setOpen({ act, ...target });
  const isOff = (id: Act): boolean => id === 'note' && one === undefined;
  const acts = ACTS.filter(({ id }) => isShown(id));
  const keys = Object.fromEntries(acts.map(({ id, key }) => [key, () => !isOff(id) && begin(id)]));
  useKeys(keys, { isOn: open === null });
  const seen = (): void =>
    refresh('getCustomerTable', 'getCustomerTotals', 'getCustomerOverview', 'listNotes');
  const done = (): void => {
    chosen.clear();
    seen();
  };
  const close = (): void => setOpen(null);
  if (acts.length === 0) return null;
  return (
    <>
      <BulkBar chosen={chosen} total={total} {...(one && { current: one.name })}>
        {acts.map(({ id, key }) => (
          <button
            key={id}
            type="button"
            aria-keyshortcuts={key}
            disabled={isOff(id)}
            title={isOff(id) ? say.noteOfOne : undefined}
            onClick={() => begin(id)}
          >
            {say[id]} <kbd>{key}</kbd>
          </button>
        ))}
      </BulkBar>
      {open?.one && <ActForOne act={open.act} row={open.one} onDone={done} onClose={close} />}
      {open && (open.one === undefined || open.act === 'list') && (
        <ActForMany act={open.act} selection={open.selection} onDone={done} onClose={close} />
      )}
    </>
  );
}

interface ActProps {
  act: Act;
  onDone: () => void;
  onClose: () => void;
}

function ActForOne({ act, row, ...rest }: ActProps & { row: Row }) {
  if (act === 'owner') return <OwnerOfOne row={row} {...rest} />;
  if (act === 'note') return <NoteOnOne row={row} {...rest} />;
  if (act === 'list') return null;
  const { id, name, labels } = row;
  return <LabelDialog title={say.labelsOf(name)} of={{ customerId: id }} labels={labels} {...rest} />;
}

function ActForMany({ act, ...rest }: ActProps & { selection: Change['selection'] }) {
  if (act === 'owner') return <OwnerOfMany {...rest} />;
  if (act === 'list') return <ListOfMany {...rest} />;
  const { selection, onDone, onClose } = rest;
  return (
    <BulkLabels onCount={(action) => countCustomers(selection, action)} onDone={onDone} onClose={onClose} />
  );
}

interface Target {
  one: Row | undefined;
  selection: Change['selection'];
}

/** Whom an act is for: all that match, those chosen, or the one that the keys stand on. */
function targetOf({
  chosen,
  rows,
  current,
  filter,
}: Pick<Parameters<typeof BulkActs>[0], 'chosen' | 'rows' | 'current' | 'filter'>): Target {
  if (chosen.isAll) return { one: undefined, selection: { filter } };
  if (chosen.isNone) return { one: current, selection: { customerIds: current ? [current.id] : [] } };
  const [first] = chosen.ids;
  const one = chosen.ids.length === 1 ? rows.find(({ id }) => id === first) : undefined;
  return { one, selection: { customerIds: [...chosen.ids] } };
}
