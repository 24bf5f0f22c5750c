import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCall } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { Empty, Refusal, Skeleton } from '../../../parts/states.tsx';
import { Mark } from '../../../parts/values.tsx';
import { mailboxStatuses, stepStatuses, touchpointStatuses } from '../../../words/kinds.ts';
import { today as say } from '../../../words/screens.ts';

const MOST = 10;

/** Everything that goes no further by itself: uncertain, failed, mailboxes that do not work. */
export function NeedsPerson() {
  const { may } = useSession();
  const rows = useCall('listQueue', { query: { error: 'true', limit: MOST } });
  const touchpoints = useCall(
    'listScheduledTouchpoints',
    { query: { statuses: 'failed,uncertain', limit: MOST, order: 'desc' } },
    { isOn: may('programs.read') },
  );
  const mailboxes = useCall('listMailboxes', { query: { limit: 200 } });
  const isWaiting = rows.isPending || mailboxes.isPending;
  const lines: { key: string; node: ReactNode }[] = [
    ...(rows.data?.items ?? []).map((row) => ({
      key: row.id,
      node: (
        <>
          <Link to="/queue" search={{ errors: true, row: row.id }} dir="auto">
            {row.customer.name} · {row.label}
          </Link>{' '}
          <Mark tone="danger">{stepStatuses[row.status]}</Mark>
        </>
      ),
    })),
    ...(touchpoints.data?.items ?? []).map((each) => ({
      key: each.id,
      node: (
        <>
          <Link to="/scheduled" search={{ show: 'trouble', open: each.id }} dir="auto">
            {each.customer.name} · {each.touchpoint.label}
          </Link>{' '}
          <Mark tone="danger">{touchpointStatuses[each.status]}</Mark>
        </>
      ),
    })),
    ...(mailboxes.data?.items ?? [])
      .filter(({ status, retiredAt }) => retiredAt === null && status !== 'working')
      .map(({ id, name, status, statusReason }) => ({
        key: id,
        node: (
          <>
            <Link to="/settings/$part" params={{ part: 'mailboxes' }} search={{ open: id }} dir="auto">
              {name}
            </Link>{' '}
            <Mark tone="danger">{mailboxStatuses[status]}</Mark>
            {statusReason !== null && (
              <p className="muted" dir="auto">
                {statusReason}
              </p>
            )}
          </>
        ),
      })),
  ];
  return (
    <section className="card stack">
      <h2>{say.person}</h2>
      {isWaiting && <Skeleton rows={2} />}
      {[rows, touchpoints, mailboxes].map((read, index) => (
        <Refusal key={index} error={read.error} onRetry={() => void read.refetch()} />
      ))}
      {!isWaiting && lines.length === 0 && <Empty>{say.noPerson}</Empty>}
      <ul className="plain-list">
        {lines.map(({ key, node }) => (
          <li key={key}>{node}</li>
        ))}
      </ul>
    </section>
  );
}
