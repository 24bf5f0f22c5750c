import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useAct, usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { Choice, SearchField } from '../../../parts/filters.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Empty, Refusal } from '../../../parts/states.tsx';
import { Mark, Money } from '../../../parts/values.tsx';
import { programs as say } from '../../../words/programs.ts';
import { customers } from '../../../words/screens.ts';
import type { Program } from '../screen.tsx';
import type { ProgramSearch } from '../search.ts';

/** Who is in the program, who decided it, and what they owe. */
export function Customers({ program }: { program: Program }) {
  const { search, which } = useSearch({ from: '/programs/$id' });
  const navigate = useNavigate({ from: '/programs/$id' });
  const { may } = useSession();
  const refresh = useRefresh();
  const list = usePages('listProgramEnrollments', {
    params: { programId: program.id },
    query: { ...(search !== undefined && { search }), ...(which && { enrollment: which }) },
  });
  const set = useAct('setProgramEnrollment', {
    onDone: ({ enrollment, cancelled }) => {
      const { name } = enrollment.customer;
      toast(enrollment.isEnrolled ? say.takenIn(name) : say.takenOut(name, cancelled));
      refresh('listProgramEnrollments', 'dryRunProgram', 'explainCustomer');
    },
  });
  const change = (next: ProgramSearch): void =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  return (
    <div className="stack">
      <div className="row wrap filters">
        <SearchField label={customers.search} value={search} onChange={(text) => change({ search: text })} />
        <Choice
          name={say.which}
          value={which}
          names={say.whiches}
          onChange={(next) => change({ which: next })}
        />
      </div>
      <Refusal error={set.error} />
      <Pages list={list} empty={<Empty>{say.noCustomers}</Empty>}>
        <div className="table-scroll" tabIndex={0} role="group" aria-label={say.tabs.customers}>
          <table>
            <thead>
              <tr>
                <th scope="col">{customers.columns.name}</th>
                <th scope="col">{say.which}</th>
                <th scope="col" className="amount">
                  {customers.columns.overdue}
                </th>
                <th scope="col" className="amount">
                  {customers.columns.total}
                </th>
                <th scope="col">
                  <span className="unseen">{say.acts}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map(({ customer, isEnrolled, decision, overdue, total }) => (
                <tr key={customer.id}>
                  <td data-name={customers.columns.name}>
                    <Link to="/customers/$id" params={{ id: customer.id }} dir="auto" className="cut">
                      {customer.name}
                    </Link>
                  </td>
                  <td data-name={say.which}>
                    <Mark tone={isEnrolled ? 'good' : 'muted'}>
                      {isEnrolled ? say.enrolled : say.notEnrolled}
                    </Mark>{' '}
                    <span className="muted">
                      {decision === 'explicit' && say.byHand}
                      {decision === 'automatic' && say.automatic}
                    </span>
                  </td>
                  <td data-name={customers.columns.overdue} className="amount">
                    <Money amount={overdue} currency={customer.currency} />
                  </td>
                  <td data-name={customers.columns.total} className="amount">
                    <Money amount={total} currency={customer.currency} />
                  </td>
                  <td>
                    {may('programs.enroll') && (
                      <button
                        type="button"
                        disabled={set.isPending}
                        aria-label={`${isEnrolled ? say.takeOut : say.takeIn}: ${customer.name}`}
                        onClick={() =>
                          set.mutate({
                            params: { programId: program.id, customerId: customer.id },
                            body: { isEnrolled: !isEnrolled },
                          })
                        }
                      >
                        {isEnrolled ? say.takeOut : say.takeIn}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Pages>
    </div>
  );
}
