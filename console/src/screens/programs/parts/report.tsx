import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCall } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { Choice } from '../../../parts/filters.tsx';
import { countText } from '../../../parts/format.ts';
import { Empty, Shown } from '../../../parts/states.tsx';
import { Money } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { programs as say } from '../../../words/programs.ts';
import type { Program } from '../screen.tsx';

/** What came of the messages, by any group. */
export function Report({ program }: { program: Program }) {
  const { by } = useSearch({ from: '/programs/$id' });
  const navigate = useNavigate({ from: '/programs/$id' });
  const { locale } = useLocale();
  const read = useCall(
    'getProgramReport',
    { params: { programId: program.id }, query: { groupBy: by ?? 'month' } },
    { isKept: true },
  );
  return (
    <div className="stack">
      <Choice
        name={say.group}
        value={by}
        names={say.groups}
        none={say.groups.month}
        onChange={(next) => void navigate({ search: (before) => ({ ...before, by: next }), replace: true })}
      />
      <Shown read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say.noReport}</Empty>
          ) : (
            <div className="table-scroll" tabIndex={0} role="group" aria-label={say.report}>
              <table>
                <thead>
                  <tr>
                    {Object.entries(say.columns).map(([key, name]) => (
                      <th key={key} scope="col" className={key === 'name' ? '' : 'amount'}>
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {items.map((row) => {
                    const counts = [
                      row.produced,
                      row.sent.count,
                      row.skipped,
                      row.rejected.count,
                      row.failed.count,
                      row.replied.count,
                      row.bounced.count,
                    ];
                    return (
                      <tr key={row.key ?? ''}>
                        <td data-name={say.columns.name} dir="auto">
                          {row.name ?? words.none}
                        </td>
                        {Object.values(say.columns)
                          .slice(1, -1)
                          .map((name, index) => (
                            <td key={name} data-name={name} className="amount">
                              {countText(counts[index] ?? 0, locale)}
                            </td>
                          ))}
                        <td data-name={say.columns.collected} className="amount">
                          {row.collected.map(({ currency, amount }) => (
                            <Money key={currency} amount={amount} currency={currency} />
                          ))}
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          )
        }
      </Shown>
    </div>
  );
}
