import { Link } from '@tanstack/react-router';
import { useCall } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { Mark } from '../../../parts/values.tsx';
import { today as say } from '../../../words/screens.ts';

/** From nothing to the first mail; it goes away when all of it is there. */
export function SetUp() {
  const { may } = useSession();
  const isOn = may('programs.read') && may('sequences.read');
  const mailboxes = useCall('listMailboxes', { query: { limit: 200 } }, { isOn });
  const customers = useCall('listCustomers', { query: { limit: 1 } }, { isOn });
  const programs = useCall('listPrograms', { query: { status: 'active', limit: 1 } }, { isOn });
  const sequences = useCall('listSequences', { query: { status: 'active', limit: 1 } }, { isOn });
  const reads = [mailboxes, customers, programs, sequences];
  if (!isOn || reads.some(({ data }) => data === undefined)) return null;
  const steps = [
    {
      name: say.setupMailbox,
      to: '/settings',
      isDone: mailboxes.data?.items.some(({ status }) => status === 'working'),
    },
    { name: say.setupImport, to: '/customers', isDone: (customers.data?.items.length ?? 0) > 0 },
    {
      name: say.setupProgram,
      to: '/programs',
      isDone: (programs.data?.items.length ?? 0) + (sequences.data?.items.length ?? 0) > 0,
    },
  ];
  if (steps.every(({ isDone }) => isDone)) return null;
  return (
    <section className="card stack" aria-label={say.setup}>
      <h2>{say.setup}</h2>
      <ol className="plain-list">
        {steps.map(({ name, to, isDone }) => (
          <li key={name} className="row">
            <Mark tone={isDone ? 'good' : 'warning'}>{isDone ? say.done : say.open}</Mark>
            <Link to={to}>{name}</Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
