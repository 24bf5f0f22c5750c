import { Link } from '@tanstack/react-router';
import { batchActs as say } from '../../../words/acts.ts';
import { review } from '../../../words/screens.ts';

/** What waits, by batch or by customer. */
export function ReviewTabs({ current }: { current: 'batches' | 'customers' }) {
  return (
    <nav className="tabs" aria-label={review.title}>
      {(['batches', 'customers'] as const).map((each) => (
        <Link
          key={each}
          to={each === 'batches' ? '/review' : '/review/customers'}
          aria-current={each === current ? 'page' : undefined}
          className={each === current ? 'tab current' : 'tab'}
        >
          {say[each]}
        </Link>
      ))}
    </nav>
  );
}
