import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCall } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useKeys } from '../../app/keys.ts';
import { useSession } from '../../app/session.tsx';
import { Shown } from '../../parts/states.tsx';
import { customer as say } from '../../words/screens.ts';
import { Communications } from './parts/communications.tsx';
import { Contacts } from './parts/contacts.tsx';
import { Head, type Overview as Customer } from './parts/head.tsx';
import { Enrollments } from './parts/enrollments.tsx';
import { History } from './parts/history.tsx';
import { Insights } from './parts/insights.tsx';
import { Invoices } from './parts/invoices.tsx';
import { Messages } from './parts/messages.tsx';
import { Notes } from './parts/notes.tsx';
import { Overview } from './parts/overview.tsx';
import { Records } from './parts/records.tsx';
import { Waits } from './parts/waits.tsx';
import { Why } from './parts/why.tsx';

const TABS = {
  overview: ({ id }) => <Overview id={id} />,
  why: ({ id }) => <Why id={id} />,
  invoices: ({ id }) => <Invoices id={id} />,
  communications: ({ id }) => <Communications id={id} />,
  enrollments: (customer) => <Enrollments customer={customer} />,
  waits: (customer) => <Waits customer={customer} />,
  insights: (customer) => <Insights customer={customer} />,
  contacts: (customer) => <Contacts customer={customer} />,
  notes: (customer) => <Notes customer={customer} />,
  messages: ({ id }) => <Messages id={id} />,
  records: ({ id }) => <Records id={id} />,
  history: ({ id }) => <History id={id} />,
} as const satisfies Record<keyof typeof say.tabs, (customer: Customer) => ReactNode>;
type Tab = keyof typeof TABS;

/** One customer: what they owe and the next message on top, everything else behind tabs. */
export default function CustomerScreen() {
  const { id = '', tab } = useParams({ strict: false }) as { id?: string; tab?: string };
  const current: Tab = tab !== undefined && tab in TABS ? (tab as Tab) : 'overview';
  const overview = useCall('getCustomerOverview', { params: { customerId: id }, query: {} });
  const { may } = useSession();
  const names = (Object.keys(TABS) as Tab[]).filter(
    (name) => (name !== 'history' || may('audit.read')) && (name !== 'enrollments' || may('sequences.read')),
  );
  const navigate = useNavigate();
  const go = (to: Tab): void => void navigate({ to: '/customers/$id/$tab', params: { id, tab: to } });
  useKeys({
    w: () => go('why'),
    '[': () => go(names[Math.max(0, names.indexOf(current) - 1)] ?? current),
    ']': () => go(names[names.indexOf(current) + 1] ?? current),
  });
  return (
    <div className="screen">
      <Shown read={overview} rows={3}>
        {(customer) => (
          <>
            <Head customer={customer} />
            <nav className="tabs" aria-label={customer.name}>
              {names.map((name) => (
                <Link
                  key={name}
                  to="/customers/$id/$tab"
                  params={{ id, tab: name }}
                  aria-current={name === current ? 'page' : undefined}
                  className={name === current ? 'tab current' : 'tab'}
                >
                  {say.tabs[name]}
                </Link>
              ))}
            </nav>
            <ChangesBar
              of={[
                'getCustomerOverview',
                'explainCustomer',
                'listInvoices',
                'listCommunications',
                'listMessages',
              ]}
            />
            <section className="tab-body">{TABS[current](customer)}</section>
          </>
        )}
      </Shown>
    </div>
  );
}
