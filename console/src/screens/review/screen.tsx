import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import type { Reply } from '../../api/operations.ts';
import { readAhead, useCall, usePages } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useKeys } from '../../app/keys.ts';
import { useSession } from '../../app/session.tsx';
import { Rows } from '../../parts/rows.tsx';
import { Empty, Refusal, Shown, Skeleton } from '../../parts/states.tsx';
import { Day, Mark, Moment, Money } from '../../parts/values.tsx';
import { touchpointStatuses } from '../../words/kinds.ts';
import { review as say } from '../../words/screens.ts';
import { lookFirst, toApprove, type Line, type Why } from './order.ts';
import { ApproveBar } from './parts/approve-bar.tsx';
import { BatchActs } from './parts/batch-acts.tsx';
import { Outcome } from './parts/outcome.tsx';
import { Message } from './parts/message.tsx';

const ROW_HEIGHT = 64;
const PAGE = 200;
/** So many messages behind the open one are read before they are opened. */
const AHEAD = 2;

/** A batch: its messages, what to look at first on top, the mail beside, one bar that approves. */
export default function ReviewScreen() {
  const { batch: batchId } = useParams({ from: '/review/$batch' });
  const { item } = useSearch({ from: '/review/$batch' });
  const navigate = useNavigate({ from: '/review/$batch' });
  const client = useQueryClient();
  const { may } = useSession();
  const params = { batchId };
  const batch = useCall('getReviewBatch', { params });
  const list = usePages('listReviewLines', { params, query: { limit: PAGE, sort: 'attention' } });
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [outcome, setOutcome] = useState<Reply<'approveReviewItems'> | null>(null);
  // An approval names every message that it is for: all pages are read.
  useEffect(() => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  }, [list]);
  const { first, rest } = useMemo(() => lookFirst(list.rows), [list.rows]);
  const whys = new Map(first.map(({ line, why }) => [line.id, why]));
  const rows = useMemo(() => [...first.map(({ line }) => line), ...rest], [first, rest]);
  const current = item ?? rows[0]?.id ?? null;
  const at = rows.findIndex(({ id }) => id === current);
  const line = rows[at];
  const open = (id: string | undefined): void => void navigate({ search: { item: id }, replace: true });
  const move = (step: number): void => open(rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.id);
  useEffect(() => {
    for (const { id } of rows.slice(at + 1, at + 1 + AHEAD))
      readAhead('getReviewItem', { params: { batchId, itemId: id } });
  }, [rows, at, batchId]);
  const canDecide = may('reviews.decide');
  const leaveOut = (id: string): void =>
    setLeft((before) => {
      const now = new Set(before);
      if (!now.delete(id)) now.add(id);
      return now;
    });
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ...(canDecide && line?.status === 'proposed' && { x: () => leaveOut(line.id) }),
  });
  const reload = (): void => {
    for (const id of ['listReviewLines', 'getReviewBatch', 'getReviewItem', 'listReviewBatches'])
      void client.invalidateQueries({ queryKey: [id] });
  };
  const chosen = toApprove(rows, left);
  const waiting = rows.filter(({ status }) => status === 'proposed').length;
  return (
    <div className="screen panes-2">
      <header className="screen-head">
        <h1 dir="auto">
          {batch.data ? `${batch.data.program.name} · ${batch.data.touchpoint.label}` : say.title}
        </h1>
        {batch.data && (
          <p className="muted">
            <Day day={batch.data.sendDate} />
            {batch.data.deadlineAt !== null && (
              <>
                {' '}
                · {say.deadline} <Moment at={batch.data.deadlineAt} />
              </>
            )}
          </p>
        )}
        {canDecide && batch.data && <BatchActs batch={batch.data} waiting={waiting} onDone={reload} />}
        <ChangesBar of={['listReviewLines', 'getReviewItem', 'getReviewBatch']} />
        {outcome && <Outcome outcome={outcome} lines={rows} onClose={() => setOutcome(null)} onOpen={open} />}
      </header>
      <section className="pane pane-list" aria-label={say.items}>
        {list.isPending && <Skeleton rows={8} />}
        <Refusal error={list.error} onRetry={() => void list.refetch()} />
        {list.isSuccess && rows.length === 0 && <Empty>{say.empty}</Empty>}
        {rows.length > 0 && (
          <Rows
            label={say.items}
            rows={rows}
            idOf={({ id }) => id}
            current={current}
            onOpen={({ id }) => open(id)}
            height={ROW_HEIGHT}
          >
            {(row) => <ReviewRow line={row} why={whys.get(row.id) ?? []} isLeft={left.has(row.id)} />}
          </Rows>
        )}
      </section>
      <section className="pane pane-work" aria-label={say.title}>
        {line ? (
          <Message
            batchId={batchId}
            itemId={line.id}
            isLeft={left.has(line.id)}
            canDecide={canDecide}
            onLeave={() => leaveOut(line.id)}
            onChanged={reload}
          />
        ) : (
          list.isSuccess && <Empty>{say.choose}</Empty>
        )}
      </section>
      {canDecide && waiting > 0 && (
        <Shown read={batch} rows={1}>
          {() => (
            <ApproveBar
              batchId={batchId}
              chosen={chosen}
              lines={rows}
              waiting={waiting}
              isComplete={!list.hasNextPage}
              onDone={(reply) => {
                setOutcome(reply);
                setLeft(new Set());
                reload();
              }}
            />
          )}
        </Shown>
      )}
    </div>
  );
}

function ReviewRow({ line, why, isLeft }: { line: Line; why: Why[]; isLeft: boolean }) {
  return (
    <div className={isLeft ? 'queue-row left-out' : 'queue-row'}>
      <div className="row between">
        <strong dir="auto" className="cut">
          {line.customer.name}
        </strong>
        {line.net !== null && <Money amount={line.net} currency={line.currency} />}
      </div>
      <div className="row between muted">
        <span className="cut" dir="auto">
          {line.subject ?? line.errorDetail}
        </span>
        <span className="row">
          {isLeft && <Mark tone="muted">{say.left}</Mark>}
          {line.status !== 'proposed' && <Mark tone="muted">{touchpointStatuses[line.status]}</Mark>}
          {why.map((each) => (
            <Mark
              key={each}
              tone={each === 'largest' ? 'plain' : each === 'unwritten' ? 'danger' : 'warning'}
            >
              {say.attention[each]}
            </Mark>
          ))}
        </span>
      </div>
    </div>
  );
}
