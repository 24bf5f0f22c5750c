import type { ItemOf } from '../../../api/operations.ts';
import { useCall, usePages } from '../../../api/queries.ts';
import { SelectField, TextField } from '../../../parts/fields.tsx';
import { filled } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { usePaused } from '../../../parts/paused.ts';
import { Empty } from '../../../parts/states.tsx';
import { Moment } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { origins } from '../../../words/settings-kinds.ts';
import { audit as say } from '../../../words/settings-more.ts';
import { useOpened } from '../opened.ts';
import { PartHead } from './part-head.tsx';

type Entry = ItemOf<'listAuditEntries'>;

/** Who did what, the newest first. */
export default function AuditPart() {
  const { search, set } = useOpened();
  const users = useCall('listUsers', { query: { limit: 200 } });
  const asked = usePaused({ entity: filled(search.kind ?? ''), entityId: filled(search.find ?? '') });
  const filters = { ...asked, ...(search.who !== undefined && { actorId: search.who }) };
  const list = usePages('listAuditEntries', { query: filters });
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <PartHead title={say.title} about={say.about} />
      <div className="fields">
        <TextField
          label={say.entity}
          hint={say.entityHint}
          bind={{
            name: 'entity',
            value: search.kind ?? '',
            onChange: (kind) => set({ kind: kind || undefined }),
          }}
          error={list.error}
        />
        <TextField
          label={say.entityId}
          bind={{
            name: 'entityId',
            value: search.find ?? '',
            onChange: (find) => set({ find: find || undefined }),
          }}
          error={list.error}
        />
        <SelectField
          label={say.who}
          bind={{ name: 'who', value: search.who ?? '', onChange: (who) => set({ who: who || undefined }) }}
          options={[
            ['', say.anybody],
            ['system', say.engine],
            ...(users.data?.items ?? []).map(({ id, name }) => [id, name] as const),
          ]}
        />
      </div>
      <Pages
        list={list}
        empty={
          <Empty
            act={
              isFiltered && (
                <button
                  type="button"
                  onClick={() => set({ kind: undefined, find: undefined, who: undefined })}
                >
                  {words.states.clear}
                </button>
              )
            }
          >
            {isFiltered ? say.noneMatch : say.empty}
          </Empty>
        }
      >
        <ol className="timeline">
          {list.rows.map((entry) => (
            <li key={entry.id}>
              <OneEntry entry={entry} />
            </li>
          ))}
        </ol>
      </Pages>
    </>
  );
}

function OneEntry({ entry }: { entry: Entry }) {
  const { at, actorName, actorId, action, entityId, origin, requestId } = entry;
  const values = [
    [say.before, entry.before],
    [say.after, entry.after],
  ] as const;
  return (
    <details>
      <summary>
        <code>{action}</code>{' '}
        <strong dir="auto">{actorName ?? (actorId === 'system' ? say.engine : actorId)}</strong>{' '}
        <span className="muted">
          <Moment at={at} />
          {origin !== null && origin !== 'api' && ` · ${say.by} ${origins[origin]}`}
        </span>
      </summary>
      <div className="stack">
        <p className="muted">
          <code>{entityId}</code>
          {requestId !== null && ` · ${say.request} ${requestId}`}
        </p>
        <div className="fields">
          {values.map(
            ([name, value]) =>
              value !== null &&
              value !== undefined && (
                <div key={name}>
                  <h3>{name}</h3>
                  <pre className="audit-values" dir="ltr" tabIndex={0}>
                    {JSON.stringify(value, null, 2)}
                  </pre>
                </div>
              ),
          )}
        </div>
      </div>
    </details>
  );
}
