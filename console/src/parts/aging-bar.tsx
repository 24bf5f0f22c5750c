import { today as say } from '../words/screens.ts';
import { sharesOf } from './format.ts';
import { Money } from './values.tsx';

/** From what is not due yet to what is oldest. */
export const BUCKETS = ['notYetDue', 'days1To30', 'days31To60', 'days61To90', 'days91Plus'] as const;
type Aging = Record<(typeof BUCKETS)[number], string>;

/** Open balances by days past due, as lengths; the figures stand beside or in the row. */
export function AgingBar({ aging }: { aging: Aging }) {
  const shares = sharesOf(BUCKETS.map((bucket) => aging[bucket]));
  return (
    <svg className="aging" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {BUCKETS.map((bucket, index) => (
        <rect
          key={bucket}
          className={`bar-${index + 1}`}
          x={shares.slice(0, index).reduce((sum, share) => sum + share, 0)}
          width={shares[index]}
          height="8"
        />
      ))}
    </svg>
  );
}

/** The same in figures. */
export function AgingFigures({ aging, currency }: { aging: Aging; currency: string }) {
  return (
    <dl className="aging-figures" aria-label={say.bucketDays}>
      {BUCKETS.map((bucket, index) => (
        <div key={bucket}>
          <dt>
            <svg className="key" viewBox="0 0 8 8" aria-hidden="true">
              <rect className={`bar-${index + 1}`} width="8" height="8" />
            </svg>
            {say.buckets[bucket]}
          </dt>
          <dd>
            <Money amount={aging[bucket]} currency={currency} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
