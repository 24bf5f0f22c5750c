import type { Reply } from '../../../api/operations.ts';
import { Problem } from '../../../api/problems.ts';
import { readAgain, useAct } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { Refusal } from '../../../parts/states.tsx';
import { Day, Money } from '../../../parts/values.tsx';
import { closingStates, imports as say } from '../../../words/imports.ts';
import { counted } from '../../../words/plural.ts';

type Import = Reply<'getImport'>;
type Lacking = NonNullable<Import['closing']>;
type Sum = Lacking['open'];

/** What a file of open items lacks, and the yes of a person to exactly these numbers. */
export function Closing({ of: { id, status }, closing }: { of: Import; closing: Lacking }) {
  const { locale } = useLocale();
  const params = { importId: id };
  const done = (): void => readAgain('getImport', 'listImports');
  const confirm = useAct('confirmImportClosing', { onDone: done });
  const decline = useAct('declineImportClosing', { onDone: done });
  const isBusy = confirm.isPending || decline.isPending;
  const { missing, credit, open, asOf, state, message } = closing;
  const error = confirm.error ?? decline.error;
  return (
    <section className="card stack" aria-label={say.closing}>
      <h3>
        {say.closing}: {closingStates[state]}
      </h3>
      {message !== null && <p dir="auto">{message}</p>}
      <dl className="facts">
        <div>
          <dt>{say.asOf}</dt>
          <dd>
            <Day day={asOf} />
          </dd>
        </div>
        <SumOf name={say.wasOpen} sum={open} />
        {missing !== null && <SumOf name={say.isMissing} sum={missing} />}
        {credit !== null && credit.count > 0 && <SumOf name={say.credit} sum={credit} />}
      </dl>
      {status === 'waiting' && missing !== null && (
        <>
          <p>{say.closingAsk}</p>
          <div className="row wrap">
            <button
              type="button"
              className="danger"
              disabled={isBusy}
              onClick={() => confirm.mutate({ params, body: { missing } })}
            >
              {counted(missing.count, say.close, locale)}
            </button>
            <button type="button" disabled={isBusy} onClick={() => decline.mutate({ params })}>
              {say.decline}
            </button>
          </div>
        </>
      )}
      <Refusal error={error} {...(error instanceof Problem && error.status === 409 && { onRetry: done })} />
    </section>
  );
}

function SumOf({ name, sum: { count, amounts } }: { name: string; sum: Sum }) {
  const { locale } = useLocale();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {counted(count, say.items, locale)}
        {amounts.map(({ currency, amount }) => (
          <span key={currency}>
            {' · '}
            <Money amount={amount} currency={currency} />
          </span>
        ))}
      </dd>
    </div>
  );
}
