import type { GaugeQuery } from '../gauge.ts';
import { Prisma } from '../generated/client.ts';

/** A hit settles a minute after it; the next pass over all of them comes soon after that. */
const SETTLED_WITHIN_MS = 2 * 60_000;

/** What an operator watches of opens and clicks. */
export const trackingGauges: readonly GaugeQuery[] = [
  {
    name: 'unjudged_hits',
    help: 'Hits on mails of more than two minutes ago of which nobody has judged yet whose they were; outcomes wait for them.',
    label: null,
    select: (now) => Prisma.sql`SELECT count(*) FROM tracking_hit
      WHERE judged_at IS NULL AND occurred_at <= ${new Date(now - SETTLED_WITHIN_MS)}`,
  },
];
