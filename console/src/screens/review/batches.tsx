import { Link } from '@tanstack/react-router';
import { usePages } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useLocale } from '../../app/locale.ts';
import { Empty, Refusal, Skeleton } from '../../parts/states.tsx';
import { Day, Mark, Moment, Money } from '../../parts/values.tsx';
import { words } from '../../words/en.ts';
import { counted } from '../../words/plural.ts';
import { review as say } from '../../words/screens.ts';
import { ReviewTabs } from './parts/review-tabs.tsx';

/** Batches that wait for a decision, with their messages, money and deadline. */
export default function BatchesScreen() {
  const batches = usePages('listReviewBatches', { query: {} });
  const { locale } = useLocale();
  return (
    <div className="screen">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <ReviewTabs current="batches" />
        <ChangesBar of={['listReviewBatches']} />
      </header>
      {batches.isPending && <Skeleton rows={4} />}
      <Refusal error={batches.error} onRetry={() => void batches.refetch()} />
      {batches.isSuccess && batches.rows.length === 0 && (
        <Empty
          act={
            <Link className="button" to="/programs">
              {words.screens.programs}
            </Link>
          }
        >
          {say.empty} {say.nextRun}
        </Empty>
      )}
      <ul className="cards">
        {batches.rows.map(({ id, program, touchpoint, sendDate, items, money, deadlineAt }) => (
          <li key={id} className="card">
            <h2 dir="auto">
              <Link to="/review/$batch" params={{ batch: id }}>
                {program.name} · {touchpoint.label}
              </Link>
            </h2>
            <p>
              {counted(items.proposed, say.messages, locale)} · <Day day={sendDate} />
            </p>
            <p className="row wrap">
              {money.map(({ currency, net }) => (
                <strong key={currency}>
                  <Money amount={net} currency={currency} />
                </strong>
              ))}
            </p>
            {deadlineAt !== null && (
              <p>
                <Mark tone="warning">{say.deadline}</Mark> <Moment at={deadlineAt} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
