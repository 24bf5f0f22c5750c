import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import type { ItemOf } from '../../../api/operations.ts';
import { useCall, usePages } from '../../../api/queries.ts';
import { countText } from '../../../parts/format.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark } from '../../../parts/values.tsx';
import { mailboxStatuses } from '../../../words/kinds.ts';
import { mailboxes as say } from '../../../words/mailboxes.ts';
import { followStatuses } from '../../../words/settings-kinds.ts';
import { useOpened } from '../opened.ts';
import { MailboxDrawer } from './mailbox-drawer.tsx';
import { NewMailbox } from './new-mailbox.tsx';
import { Providers } from './providers.tsx';
import { PartHead } from './part-head.tsx';

/** Who mails leave from, and whether they do. */
export default function MailboxesPart() {
  const { may } = useSession();
  const { opened, open, close } = useOpened();
  const list = usePages('listMailboxes', { query: {} });
  const use = useCall('listMailboxUse', { query: { limit: 200 } });
  const useOf = new Map(use.data?.items.map((each) => [each.mailboxId, each]));
  const mayManage = may('mailboxes.manage');
  const create = mayManage && (
    <button type="button" className="primary" onClick={() => open('new')}>
      {say.create}
    </button>
  );
  const isProvider = opened?.startsWith('oap_') === true || opened === 'new-provider';
  return (
    <>
      <PartHead title={say.title} about={say.about} act={create} />
      <Pages list={list} empty={<Empty act={create}>{say.empty}</Empty>}>
        <Table
          label={say.title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: say.name,
            cell: ({ id, name }) => (
              <button type="button" className="plain" onClick={() => open(id)}>
                <span dir="auto">{name}</span>
              </button>
            ),
          }}
          columns={[
            { name: say.from, cell: ({ fromAddress }) => <span dir="auto">{fromAddress}</span> },
            {
              name: say.statusOf,
              cell: ({ status, retiredAt }) =>
                retiredAt === null ? (
                  <Mark tone={status === 'working' ? 'good' : status === 'unverified' ? 'warning' : 'danger'}>
                    {mailboxStatuses[status]}
                  </Mark>
                ) : (
                  <Mark tone="muted">{say.retired}</Mark>
                ),
            },
            {
              name: say.today,
              cell: ({ id, dailyCap }) => <Use use={useOf.get(id)} cap={dailyCap} />,
            },
            {
              name: say.reading,
              cell: ({ following }) =>
                following === null ? (
                  <span className="muted">{say.notRead}</span>
                ) : (
                  <Mark tone={following.status === 'following' ? 'good' : 'warning'}>
                    {followStatuses[following.status]}
                  </Mark>
                ),
            },
          ]}
        />
      </Pages>
      {mayManage && <Providers />}
      {opened === 'new' && mayManage && <NewMailbox onClose={close} onMade={open} />}
      {opened !== null && opened !== 'new' && !isProvider && <MailboxDrawer id={opened} onClose={close} />}
    </>
  );
}

/** How much of its day a mailbox has used, and what waits for the rest. */
function Use({ use, cap }: { use: ItemOf<'listMailboxUse'> | undefined; cap: number | null }) {
  const { locale } = useLocale();
  if (use === undefined) return null;
  const used = countText(use.used, locale);
  return (
    <>
      {cap === null ? used : say.usedOf(used, countText(cap, locale))}
      {use.waiting > 0 && <Mark tone="warning">{say.waiting(countText(use.waiting, locale))}</Mark>}
    </>
  );
}
