import { useState } from 'react';
import type { ItemOf } from '../../../api/operations.ts';
import { readAgain, useAct, usePages } from '../../../api/queries.ts';
import { oneOf } from '../../../api/search.ts';
import { useSession } from '../../../app/session.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { optionsOf, SelectField, TextArea, TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { filled, orNull, useForm } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { usePaused } from '../../../parts/paused.ts';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Moment } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { channels, suppressionReasons } from '../../../words/settings-kinds.ts';
import { suppressions as say } from '../../../words/settings-more.ts';
import { useOpened } from '../opened.ts';
import { PartHead } from './part-head.tsx';

type Suppression = ItemOf<'listSuppressions'>;
type Reason = Suppression['reason'];
const REASONS = Object.keys(suppressionReasons) as Reason[];
/** Nobody says of an address that its person was erased: that is an act of its own. */
const GIVEN = optionsOf(suppressionReasons).filter(
  (each): each is readonly [Exclude<Reason, 'erased'>, string] => each[0] !== 'erased',
);

/** Addresses that never get a message. */
export default function SuppressionsPart() {
  const { may } = useSession();
  const { search, set, opened, open, close } = useOpened();
  const [allowed, setAllowed] = useState<Suppression | null>(null);
  const address = usePaused(filled(search.find ?? '') ?? null);
  const reason = oneOf(search.kind, REASONS);
  const list = usePages('listSuppressions', {
    query: { ...(address !== null && { address }), ...(reason && { reason }) },
  });
  const mayManage = may('suppressions.manage');
  const isFiltered = address !== null || reason !== undefined;
  const clear = (
    <button type="button" onClick={() => set({ find: undefined, kind: undefined })}>
      {words.states.clear}
    </button>
  );
  return (
    <>
      <PartHead
        title={say.title}
        about={say.about}
        act={
          mayManage && (
            <button type="button" className="primary" onClick={() => open('new')}>
              {say.create}
            </button>
          )
        }
      />
      <div className="fields">
        <TextField
          label={say.address}
          hint={say.addressHint}
          bind={{
            name: 'find',
            value: search.find ?? '',
            onChange: (text) => set({ find: text || undefined }),
          }}
        />
        <SelectField
          label={say.reason}
          bind={{ name: 'kind', value: reason ?? '', onChange: (kind) => set({ kind: kind || undefined }) }}
          options={[['', say.any], ...optionsOf(suppressionReasons)]}
        />
      </div>
      <Pages
        list={list}
        empty={<Empty act={isFiltered && clear}>{isFiltered ? say.noneMatch : say.empty}</Empty>}
      >
        <Table
          label={say.title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{ name: say.address, cell: (row) => <span dir="auto">{row.address}</span> }}
          columns={[
            { name: say.channel, cell: ({ channel }) => channels[channel] },
            {
              name: say.reason,
              cell: (row) => (
                <>
                  {suppressionReasons[row.reason]}{' '}
                  <span className="muted" dir="auto">
                    {row.note}
                  </span>
                </>
              ),
            },
            { name: say.since, cell: ({ createdAt }) => <Moment at={createdAt} /> },
            {
              name: say.until,
              cell: ({ expiresAt }) => (expiresAt === null ? say.forGood : <Moment at={expiresAt} />),
            },
            ...(mayManage
              ? [
                  {
                    name: say.allow,
                    cell: (row: Suppression) => (
                      <button
                        type="button"
                        aria-label={`${say.allow}: ${row.address}`}
                        onClick={() => setAllowed(row)}
                      >
                        {say.allow} …
                      </button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </Pages>
      {opened === 'new' && <NewSuppression onClose={close} />}
      {allowed && <Allow suppression={allowed} onClose={() => setAllowed(null)} />}
    </>
  );
}

function NewSuppression({ onClose }: { onClose: () => void }) {
  const form = useForm({
    channel: 'email' as Suppression['channel'],
    address: '',
    reason: 'manual' as Exclude<Reason, 'erased'>,
    note: '',
  });
  const add = useAct('addSuppression', {
    onDone: () => {
      readAgain('listSuppressions');
      onClose();
    },
  });
  const { note, ...body } = form.values;
  return (
    <FormDialog
      title={say.create}
      act={say.create}
      isBusy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate({ body: { ...body, note: orNull(note) } })}
      onClose={onClose}
    >
      <SelectField label={say.channel} bind={form.bind('channel')} options={optionsOf(channels)} />
      <TextField label={say.address} bind={form.bind('address')} error={add.error} isRequired autoFocus />
      <SelectField label={say.reason} bind={form.bind('reason')} options={GIVEN} />
      <TextArea label={say.note} rows={2} bind={form.bind('note')} error={add.error} />
    </FormDialog>
  );
}

function Allow({ suppression, onClose }: { suppression: Suppression; onClose: () => void }) {
  const remove = useAct('removeSuppression', {
    onDone: () => {
      readAgain('listSuppressions');
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={say.allowTitle(suppression.address)}
      about={say.allowAbout}
      act={say.allow}
      isBusy={remove.isPending}
      error={remove.error}
      onAct={() => remove.mutate({ params: { suppressionId: suppression.id } })}
      onClose={onClose}
    />
  );
}
