import { Link } from '@tanstack/react-router';
import { usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { countText } from '../../../parts/format.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { settings } from '../../../words/settings.ts';
import { erasureStatuses } from '../../../words/settings-kinds.ts';
import { erasures as say } from '../../../words/settings-more.ts';
import { PartHead } from './part-head.tsx';

/** People who were forgotten, and what of them was. */
export default function ErasuresPart() {
  const { locale } = useLocale();
  const list = usePages('listErasures', { query: {} });
  return (
    <>
      <PartHead title={say.title} about={say.about} />
      <Pages list={list} empty={<Empty>{say.empty}</Empty>}>
        <Table
          label={say.title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{ name: settings.made, cell: ({ createdAt }) => <Moment at={createdAt} /> }}
          columns={[
            { name: say.contact, cell: ({ contactId }) => <code>{contactId}</code> },
            {
              name: say.customer,
              cell: ({ customerId }) => (
                <Link to="/customers/$id" params={{ id: customerId }}>
                  {customerId}
                </Link>
              ),
            },
            {
              name: settings.status,
              cell: ({ status, finishedAt }) => (
                <>
                  <Mark tone={status === 'done' ? 'good' : 'muted'}>{erasureStatuses[status]}</Mark>{' '}
                  {finishedAt !== null && <Moment at={finishedAt} />}
                </>
              ),
            },
            {
              name: say.what,
              cell: ({ counts }) =>
                Object.entries(counts)
                  .filter(([, count]) => count > 0)
                  .map(([kind, count]) => `${kind} ${countText(count, locale)}`)
                  .join(', '),
            },
          ]}
        />
      </Pages>
    </>
  );
}
