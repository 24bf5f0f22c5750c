import { useState } from 'react';
import { readAgain, useAct, useCall, usePages } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { useForm } from '../../../parts/form.ts';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { mailboxStatuses } from '../../../words/kinds.ts';
import { mailboxes as say } from '../../../words/mailboxes.ts';
import { settings } from '../../../words/settings.ts';
import { followStatuses, signInStatuses, testOutcomes } from '../../../words/settings-kinds.ts';
import { MailboxFields } from './mailbox-fields.tsx';
import { sentOf, typedOf, type Mailbox } from './mailbox-values.ts';
import { RetireDialog } from './retire-dialog.tsx';

/** A mailbox: whether it works, what makes it work, and everything said of it. */
export function MailboxDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const read = useCall('getMailbox', { params: { mailboxId: id } });
  return (
    <Drawer title={read.data?.name ?? say.title} onClose={onClose}>
      <Shown read={read}>
        {(mailbox) => (
          <>
            <State mailbox={mailbox} />
            <MailboxActs mailbox={mailbox} />
            <MailboxForm mailbox={mailbox} />
          </>
        )}
      </Shown>
    </Drawer>
  );
}

function State({ mailbox }: { mailbox: Mailbox }) {
  const { status, statusReason, statusAt, following, oauth, retiredAt } = mailbox;
  const all = usePages('listMailboxes', { query: { limit: 200 } });
  const next = all.rows.find(({ id }) => id === mailbox.successorId);
  return (
    <dl className="facts">
      <div>
        <dt>{say.statusOf}</dt>
        <dd>
          {retiredAt === null ? (
            <Mark tone={status === 'working' ? 'good' : status === 'unverified' ? 'warning' : 'danger'}>
              {mailboxStatuses[status]}
            </Mark>
          ) : (
            <>
              <Mark tone="muted">{say.retired}</Mark> {say.goesTo}: {next?.name ?? say.nobody}
            </>
          )}
          {statusReason !== null && <p dir="auto">{statusReason}</p>}
          {statusAt !== null && (
            <p className="muted">
              <Moment at={statusAt} />
            </p>
          )}
        </dd>
      </div>
      {oauth !== null && (
        <div>
          <dt>{say.auth}</dt>
          <dd>
            <Mark tone={oauth.status === 'connected' ? 'good' : 'danger'}>
              {signInStatuses[oauth.status]}
            </Mark>
            {oauth.statusReason !== null && <p dir="auto">{oauth.statusReason}</p>}
          </dd>
        </div>
      )}
      <div>
        <dt>{say.reading}</dt>
        <dd>
          {following === null ? (
            say.notRead
          ) : (
            <>
              <Mark tone={following.status === 'following' ? 'good' : 'warning'}>
                {followStatuses[following.status]}
              </Mark>
              {following.reason !== null && <p dir="auto">{following.reason}</p>}
              {following.lookedAt !== null && (
                <p className="muted">
                  <Moment at={following.lookedAt} />
                </p>
              )}
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}

function MailboxActs({ mailbox: { id, name, oauth, retiredAt } }: { mailbox: Mailbox }) {
  const { may } = useSession();
  const [isRetiring, setRetiring] = useState(false);
  const params = { mailboxId: id };
  const again = (): void => readAgain('getMailbox', 'listMailboxes');
  const verify = useAct('verifyMailbox', { onDone: again });
  const test = useAct('sendTestMail');
  const authorize = useAct('authorizeMailbox');
  const reinstate = useAct('reinstateMailbox', { onDone: again });
  const mayManage = may('mailboxes.manage');
  const isIn = retiredAt === null;
  const failed = [verify, test, authorize, reinstate].find(({ error }) => error)?.error ?? null;
  const { data: seen } = verify;
  return (
    <div className="stack">
      <div className="row wrap">
        {mayManage && isIn && (
          <button
            type="button"
            className="primary"
            title={say.verifyAbout}
            disabled={verify.isPending}
            onClick={() => verify.mutate({ params })}
          >
            {say.verify}
          </button>
        )}
        {may('sequences.save') && isIn && (
          <button
            type="button"
            disabled={test.isPending}
            onClick={() =>
              test.mutate({ body: { mailboxId: id, subject: say.testSubject, html: say.testBody } })
            }
          >
            {say.test}
          </button>
        )}
        {oauth !== null && isIn && (
          <button type="button" disabled={authorize.isPending} onClick={() => authorize.mutate({ params })}>
            {say.signIn}
          </button>
        )}
        {mayManage && isIn && (
          <button type="button" className="danger" onClick={() => setRetiring(true)}>
            {say.retire} …
          </button>
        )}
        {mayManage && !isIn && (
          <button type="button" disabled={reinstate.isPending} onClick={() => reinstate.mutate({ params })}>
            {say.reinstate}
          </button>
        )}
      </div>
      <Refusal error={failed} />
      {seen && (
        <p role="status">
          {seen.status === 'working' ? say.verified : say.notLetIn}{' '}
          <span dir="auto">{seen.statusReason}</span>
        </p>
      )}
      {test.data && (
        <p role="status">
          {testOutcomes[test.data.outcome]} {say.testTo}: <span dir="auto">{test.data.to}</span>{' '}
          <span className="muted" dir="auto">
            {test.data.reply}
          </span>
        </p>
      )}
      {authorize.data && (
        <p role="status">
          {say.signInOpened}{' '}
          <a href={authorize.data.url} target="_blank" rel="noopener noreferrer">
            {say.signInLink}
          </a>
        </p>
      )}
      {isRetiring && <RetireDialog kind="mailbox" id={id} name={name} onClose={() => setRetiring(false)} />}
    </div>
  );
}

function MailboxForm({ mailbox }: { mailbox: Mailbox }) {
  const { may } = useSession();
  const form = useForm(typedOf(mailbox));
  const saving = useSave('updateMailbox', mailbox, {
    onDone: (saved) => {
      form.reset(typedOf(saved));
      readAgain('getMailbox', 'listMailboxes');
      toast(words.saved);
    },
  });
  const isOff = !may('mailboxes.manage');
  return (
    <SaveForm
      label={mailbox.name}
      saving={saving}
      isDirty={form.isDirty}
      isOff={isOff}
      onSave={() => saving.save({ params: { mailboxId: mailbox.id }, body: sentOf(form.values) })}
      onTheirs={(theirs) => form.reset(typedOf(theirs as Mailbox))}
    >
      {isOff && <p className="muted">{settings.readOnly}</p>}
      <MailboxFields form={form} error={saving.error} read={mailbox} />
    </SaveForm>
  );
}
