import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { readAgain, useAct } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { countText } from '../../../parts/format.ts';
import { Refusal } from '../../../parts/states.tsx';
import { operations as say } from '../../../words/settings-more.ts';

type Comparison = Reply<'compareWithTemporal'>;
type Kind = keyof typeof say.kinds;
const KINDS = Object.keys(say.kinds) as Kind[];

/** Compares what is stored with what runs; it may take minutes. */
export function Compare() {
  const [isAsking, setAsking] = useState(false);
  const compare = useAct('compareWithTemporal', {
    onDone: () => {
      setAsking(false);
      readAgain('listReconcileFindings');
    },
  });
  return (
    <section className="stack" aria-label={say.compare}>
      <h3>{say.compare}</h3>
      <p className="muted">{say.compareAbout}</p>
      <div className="row wrap">
        <button
          type="button"
          disabled={compare.isPending}
          onClick={() => compare.mutate({ body: { repair: false } })}
        >
          {say.look}
        </button>
        <button type="button" disabled={compare.isPending} onClick={() => setAsking(true)}>
          {say.repair} …
        </button>
      </div>
      {!isAsking && <Refusal error={compare.error} />}
      {compare.data && <Result result={compare.data} />}
      {isAsking && (
        <ConfirmDialog
          title={say.repairTitle}
          about={say.compareAbout}
          act={say.repair}
          isBusy={compare.isPending}
          error={compare.error}
          onAct={() => compare.mutate({ body: { repair: true } })}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function Result({ result }: { result: Comparison }) {
  const { locale } = useLocale();
  const found = KINDS.filter((kind) => result[kind].count > 0);
  const { checkedRows, checkedWorkflows, checkedPrograms, checkedAutomations, repaired } = result;
  const checked = [checkedRows, checkedWorkflows, checkedPrograms, checkedAutomations]
    .map((count) => countText(count, locale))
    .join(' · ');
  return (
    <div role="status" className="stack">
      <p className="muted">
        {say.checked}: {checked}
      </p>
      {found.length === 0 ? (
        <p>{say.agree}</p>
      ) : (
        <ul className="plain-list">
          {found.map((kind) => (
            <li key={kind}>
              <details>
                <summary>
                  {say.kinds[kind]}: {countText(result[kind].count, locale)}
                </summary>
                <p className="muted">
                  <code>{result[kind].ids.join(' ')}</code>
                </p>
              </details>
            </li>
          ))}
        </ul>
      )}
      {repaired > 0 && <p>{say.repaired(countText(repaired, locale))}</p>}
    </div>
  );
}
