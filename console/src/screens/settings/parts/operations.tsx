import { useCall, usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { counted } from '../../../words/plural.ts';
import { operations as say } from '../../../words/settings-more.ts';
import { Compare } from './compare.tsx';
import { PartHead } from './part-head.tsx';
import { Switches } from './switches.tsx';

/** Stops, and whether what is stored and what runs agree. */
export default function OperationsPart() {
  return (
    <>
      <PartHead title={say.title} about={say.about} />
      <Switches />
      <Compare />
      <Findings />
      <SecretKeys />
    </>
  );
}

function Findings() {
  const list = usePages('listReconcileFindings', { query: {} });
  return (
    <section className="stack" aria-label={say.findings}>
      <h3>{say.findings}</h3>
      <Pages list={list} empty={<p className="muted">{say.noFindings}</p>}>
        <ol className="timeline">
          {list.rows.map(({ id, at, kind, entity, entityId, isRepaired, detail }) => (
            <li key={id}>
              <p>
                <code>{kind}</code> {entity} <code>{entityId}</code>{' '}
                <Mark tone={isRepaired ? 'good' : 'warning'}>
                  {isRepaired ? say.isRepaired : say.notRepaired}
                </Mark>
              </p>
              <p className="muted" dir="auto">
                <Moment at={at} /> {detail}
              </p>
            </li>
          ))}
        </ol>
      </Pages>
    </section>
  );
}

function SecretKeys() {
  const { locale } = useLocale();
  const read = useCall('showSecretKeys', {});
  return (
    <section className="stack" aria-label={say.secretKeys}>
      <h3>{say.secretKeys}</h3>
      <Shown read={read} rows={2}>
        {({ keys, remaining }) => (
          <>
            <Table
              label={say.secretKeys}
              rows={keys}
              keyOf={({ id }) => id}
              rowHead={{
                name: say.secretKeys,
                cell: ({ id, isCurrent, isConfigured }) => (
                  <>
                    <code>{id}</code> {isCurrent && <Mark tone="good">{say.current}</Mark>}
                    {!isConfigured && <Mark tone="danger">{say.missing}</Mark>}
                  </>
                ),
              }}
              columns={[
                { name: say.secrets, isAmount: true, cell: ({ secrets }) => secrets },
                { name: say.replies, isAmount: true, cell: ({ replies }) => replies },
              ]}
            />
            {remaining > 0 && <p className="muted">{counted(remaining, say.remaining, locale)}</p>}
          </>
        )}
      </Shown>
    </section>
  );
}
