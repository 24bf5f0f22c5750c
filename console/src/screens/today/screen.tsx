import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCall } from '../../api/queries.ts';
import { useLocale } from '../../app/locale.ts';
import { useSession } from '../../app/session.tsx';
import { AgingBar, AgingFigures } from '../../parts/aging-bar.tsx';
import { countText } from '../../parts/format.ts';
import { OwedPlot } from '../../parts/owed-plot.tsx';
import { Empty, Shown } from '../../parts/states.tsx';
import { Mark, Moment, Money } from '../../parts/values.tsx';
import { severities, stepTypes } from '../../words/kinds.ts';
import { counted } from '../../words/plural.ts';
import { review, today as say } from '../../words/screens.ts';
import { NeedsPerson } from './parts/needs-person.tsx';
import { SetUp } from './parts/set-up.tsx';

const SHORT = 5;

/** Cash at risk first; then what waits for a person. */
export default function TodayScreen() {
  const { may, me } = useSession();
  return (
    <div className="screen">
      <h1>{say.title}</h1>
      <SetUp />
      <Risk />
      <div className="panels">
        {may('programs.read') && <Batches />}
        <MyQueue myId={me.id} />
        <NeedsPerson />
        <Actions />
      </div>
    </div>
  );
}

function Panel({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="card stack">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Risk() {
  const totals = useCall('getCustomerTotals', { query: {} });
  const trend = useCall('getReceivablesTrend', { query: {} }, { isOn: totals.isSuccess });
  const { locale } = useLocale();
  return (
    <section className="stack" aria-label={say.risk}>
      <h2>{say.risk}</h2>
      <Shown read={totals} rows={3}>
        {({ currencies }) =>
          currencies.length === 0 ? (
            <Empty>{say.noRisk}</Empty>
          ) : (
            <ul className="risks">
              {currencies.map(({ currency, overdue, total, aging, customerCount }) => (
                <li key={currency} className="card stack">
                  <p>
                    <Link to="/customers" search={{ overdue: true, sort: 'overdue' }} className="big">
                      <Money amount={overdue} currency={currency} />
                    </Link>
                  </p>
                  <p className="muted">
                    <Money amount={total} currency={currency} /> {say.owed} ·{' '}
                    {counted(customerCount, say.customers, locale)}
                  </p>
                  <AgingBar aging={aging} />
                  <AgingFigures aging={aging} currency={currency} />
                  {trend.data && <OwedPlot currency={currency} points={trend.data.points} hasNames={false} />}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function Batches() {
  const batches = useCall('listReviewBatches', { query: { limit: 200 } });
  const { locale } = useLocale();
  return (
    <Panel title={<Link to="/review">{say.batches}</Link>}>
      <Shown read={batches} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say.noBatches}</Empty>
          ) : (
            <ul className="plain-list">
              {items
                .toSorted((one, other) => ((one.deadlineAt ?? '~') < (other.deadlineAt ?? '~') ? -1 : 1))
                .slice(0, SHORT)
                .map(({ id, program, touchpoint, items: { proposed }, deadlineAt }) => (
                  <li key={id}>
                    <Link to="/review/$batch" params={{ batch: id }} dir="auto">
                      {program.name} · {touchpoint.label}
                    </Link>
                    <p className="muted">
                      {counted(proposed, review.messages, locale)}
                      {deadlineAt !== null && (
                        <>
                          {' '}
                          · {review.deadline} <Moment at={deadlineAt} />
                        </>
                      )}
                    </p>
                  </li>
                ))}
            </ul>
          )
        }
      </Shown>
    </Panel>
  );
}

function MyQueue({ myId }: { myId: string }) {
  const counts = useCall('countQueue', { query: { assigneeId: myId } });
  const { locale } = useLocale();
  return (
    <Panel title={<Link to="/queue">{say.queue}</Link>}>
      <Shown read={counts} rows={2}>
        {({ total, byType }) =>
          total === 0 ? (
            <Empty>{say.noQueue}</Empty>
          ) : (
            <ul className="plain-list">
              {(Object.entries(byType) as [keyof typeof stepTypes, number][])
                .filter(([, count]) => count > 0)
                .map(([type, count]) => (
                  <li key={type} className="row between">
                    <Link to="/queue" search={{ type, mine: true }}>
                      {stepTypes[type]}
                    </Link>
                    <span>{countText(count, locale)}</span>
                  </li>
                ))}
            </ul>
          )
        }
      </Shown>
    </Panel>
  );
}

function Actions() {
  const actions = useCall('listActions', { query: { limit: SHORT, status: 'open' } });
  return (
    <Panel title={say.actions}>
      <Shown read={actions} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say.noActions}</Empty>
          ) : (
            <ul className="plain-list">
              {items.map(({ id, customer, reason, severity }) => (
                <li key={id}>
                  <Link to="/customers/$id" params={{ id: customer.id }} dir="auto">
                    {customer.name}
                  </Link>{' '}
                  <Mark tone={severity === 'high' ? 'danger' : 'warning'}>{severities[severity]}</Mark>
                  <p className="muted" dir="auto">
                    {reason}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </Panel>
  );
}
