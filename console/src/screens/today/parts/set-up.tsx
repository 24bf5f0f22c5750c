import { Link } from '@tanstack/react-router';
import { useCall } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { Mark } from '../../../parts/values.tsx';
import { today as say } from '../../../words/screens.ts';

/** From nothing to the first mail that left, each entry where its act is; it goes away when all of it is there. */
export function SetUp() {
  const { may } = useSession();
  const isOn = may('programs.read') && may('sequences.read') && may('mailboxes.manage');
  const mailboxes = useCall('listMailboxes', { query: { limit: 200 } }, { isOn });
  const customers = useCall('listCustomers', { query: { limit: 1 } }, { isOn });
  const totals = useCall('getCustomerTotals', { query: {} }, { isOn });
  const programs = useCall('listPrograms', { query: { status: 'active', limit: 1 } }, { isOn });
  const sequences = useCall('listSequences', { query: { status: 'active', limit: 1 } }, { isOn });
  const sent = useCall('listMessages', { query: { status: 'sent', limit: 1 } }, { isOn });
  const batches = useCall('listReviewBatches', { query: { limit: 200 } }, { isOn });
  const reads = [mailboxes, customers, totals, programs, sequences, sent, batches];
  if (!isOn || reads.some(({ data }) => data === undefined)) return null;
  const isThere = (read: { data?: { items: unknown[] } | undefined }): boolean =>
    (read.data?.items.length ?? 0) > 0;
  const unready = mailboxes.data?.items.find(
    ({ status, retiredAt }) => retiredAt === null && status !== 'working',
  );
  const steps = [
    {
      name: say.setupMailbox,
      how: say.setupMailboxHow,
      to: '/settings/$part',
      params: { part: 'mailboxes' },
      search: { open: unready?.id ?? 'new' },
      isDone: mailboxes.data?.items.some(({ status }) => status === 'working') === true,
    },
    {
      name: say.setupImport,
      how: say.setupImportHow,
      to: '/imports',
      isDone: isThere(customers),
    },
    {
      name: say.setupInvoices,
      how: say.setupInvoicesHow,
      to: '/imports',
      isDone: (totals.data?.currencies.length ?? 0) > 0,
    },
    {
      name: say.setupProgram,
      how: say.setupProgramHow,
      to: '/programs',
      isDone: isThere(programs) || isThere(sequences),
    },
    {
      name: say.setupSend,
      how: say.setupSendHow,
      to: isThere(batches) ? '/review' : isThere(sequences) ? '/queue' : '/programs',
      isDone: isThere(sent),
    },
  ];
  if (steps.every(({ isDone }) => isDone)) return null;
  return (
    <section className="card stack" aria-label={say.setup}>
      <h2>{say.setup}</h2>
      <ol className="plain-list">
        {steps.map(({ name, how, isDone, ...place }) => (
          <li key={name} className="row">
            <Mark tone={isDone ? 'good' : 'warning'}>{isDone ? say.done : say.open}</Mark>
            <span>
              <Link {...(place as { to: string })}>{name}</Link>
              {!isDone && <span className="muted"> {how}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
