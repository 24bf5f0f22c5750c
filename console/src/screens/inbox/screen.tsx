import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import type { ConversationStatus } from '../../../../contracts/inbox/kinds.ts';
import { readAhead, readAgain, useCall, usePages } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useKeys } from '../../app/keys.ts';
import { announce } from '../../app/live.tsx';
import { useLocale } from '../../app/locale.ts';
import { countText } from '../../parts/format.ts';
import { usePaused } from '../../parts/paused.ts';
import { Rows } from '../../parts/rows.tsx';
import { Empty, Refusal, Skeleton } from '../../parts/states.tsx';
import { Mark, Moment } from '../../parts/values.tsx';
import { words } from '../../words/en.ts';
import { answerStatuses, conversationStatuses, inbox as say, scopes, verdicts } from '../../words/inbox.ts';
import { optionsOf } from '../../parts/fields.tsx';
import type { Row } from './conversation.ts';
import { Thread } from './parts/thread.tsx';
import { filtersOf, type InboxSearch } from './search.ts';
import './inbox.css';

const ROW_HEIGHT = 84;

/** Who waits for an answer; the conversation; what it rests on. An act opens the next one. */
export default function InboxScreen() {
  const search = useSearch({ from: '/inbox' });
  const navigate = useNavigate({ from: '/inbox' });
  const status: ConversationStatus = search.status ?? 'open';
  const counted = usePaused(filtersOf(search));
  const filters = { ...counted, status };
  const list = usePages('listConversations', { query: filters });
  const counts = useCall('countConversations', { query: counted }, { isKept: true });
  const { rows } = list;
  const open = useCallback(
    (id: string | undefined) =>
      void navigate({ search: (before) => ({ ...before, open: id }), replace: true }),
    [navigate],
  );
  const current = search.open ?? rows[0]?.id ?? null;
  const at = rows.findIndex(({ id }) => id === current);
  const ahead = rows[at + 1]?.id;
  useEffect(() => {
    if (ahead !== undefined) readAhead('getConversation', { params: { conversationId: ahead } });
  }, [ahead]);
  const move = (step: number): void => open(rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.id);
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: () => open(undefined),
  });
  const set = (change: Partial<InboxSearch>): void =>
    void navigate({ search: (before) => ({ ...before, open: undefined, ...change }), replace: true });
  const onDone = (what: string, next: { id: string } | null): void => {
    announce(what);
    readAgain('listConversations', 'countConversations', 'getConversation');
    open(next?.id);
  };
  const isFiltered = search.find !== undefined;
  return (
    <div className="screen panes-2 inbox">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <Filters search={search} counts={counts.data} onChange={set} />
        <ChangesBar of={['listConversations']} />
      </header>
      <section className="pane pane-list" aria-label={say.rows}>
        {list.isPending && <Skeleton rows={8} />}
        <Refusal error={list.error} onRetry={() => void list.refetch()} />
        {list.isSuccess && rows.length === 0 && (
          <Empty
            act={
              isFiltered && (
                <button type="button" onClick={() => set({ find: undefined })}>
                  {words.states.clear}
                </button>
              )
            }
          >
            {isFiltered ? say.noneMatch : say.empty[status]}
          </Empty>
        )}
        {rows.length > 0 && (
          <Rows
            label={say.rows}
            rows={rows}
            idOf={({ id }) => id}
            current={current}
            onOpen={({ id }) => open(id)}
            height={ROW_HEIGHT}
            isDimmed={list.isPlaceholderData}
            hasMore={list.hasNextPage}
            onMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
          >
            {(row) => <ConversationRow row={row} />}
          </Rows>
        )}
      </section>
      {current === null ? (
        <section className="pane pane-work">{list.isSuccess && <Empty>{say.doneHere}</Empty>}</section>
      ) : (
        <Thread key={current} id={current} filters={filters} onDone={onDone} />
      )}
    </div>
  );
}

function Filters({
  search,
  counts,
  onChange,
}: {
  search: InboxSearch;
  counts: Record<'open' | 'waiting' | 'done', number> | undefined;
  onChange: (change: Partial<InboxSearch>) => void;
}) {
  const { locale } = useLocale();
  const [find, setFind] = useState(search.find ?? '');
  return (
    <div className="row wrap">
      <div className="row" role="group" aria-label={say.status}>
        {optionsOf(conversationStatuses).map(([status, name]) => (
          <button
            key={status}
            type="button"
            aria-pressed={(search.status ?? 'open') === status}
            onClick={() => onChange({ status: status === 'open' ? undefined : status })}
          >
            {name} {counts && <span className="count">{countText(counts[status], locale)}</span>}
          </button>
        ))}
      </div>
      <div className="row" role="group" aria-label={say.scope}>
        {optionsOf(scopes).map(([scope, name]) => (
          <button
            key={scope}
            type="button"
            aria-pressed={(search.scope ?? 'mine') === scope}
            onClick={() => onChange({ scope: scope === 'mine' ? undefined : scope })}
          >
            {name}
          </button>
        ))}
      </div>
      <input
        type="search"
        aria-label={say.find}
        placeholder={say.find}
        dir="auto"
        value={find}
        onChange={({ target }) => {
          setFind(target.value);
          onChange({ find: target.value.trim() === '' ? undefined : target.value });
        }}
      />
    </div>
  );
}

function ConversationRow({
  row: { customer, subject, lastMailAt, lastMail, answer, snoozedUntil },
}: {
  row: Row;
}) {
  const isTrouble = answer?.status === 'error' || answer?.status === 'uncertain';
  return (
    <div className="queue-row">
      <div className="row between">
        <strong className="cut" dir="auto">
          {customer.name}
        </strong>
        <span className="muted">
          <Moment at={snoozedUntil ?? lastMailAt} />
        </span>
      </div>
      <div className="row between">
        <span className="cut" dir="auto">
          {subject}
        </span>
        {isTrouble ? (
          <Mark tone="danger">{answerStatuses[answer.status]}</Mark>
        ) : (
          lastMail && lastMail.verdict !== 'reply' && <Mark tone="muted">{verdicts[lastMail.verdict]}</Mark>
        )}
      </div>
      <div className="cut muted" dir="auto">
        {lastMail?.preview}
      </div>
    </div>
  );
}
