import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { readAgain, useAct, useCall, usePages } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { TextArea, TextField } from '../../../parts/fields.tsx';
import { textOfNumber, useForm, wholeOf, type Form } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Empty, Refusal, Shown } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { mailboxes, smsSenders as say } from '../../../words/mailboxes.ts';
import { settings } from '../../../words/settings.ts';
import { smsStatuses } from '../../../words/settings-kinds.ts';
import { useOpened } from '../opened.ts';
import { PartHead } from './part-head.tsx';
import { RetireDialog } from './retire-dialog.tsx';

type Sender = Reply<'getSmsSender'>;

/** Numbers that sms leave from. */
export default function SmsSendersPart() {
  const { may } = useSession();
  const { opened, open, close } = useOpened();
  const list = usePages('listSmsSenders', { query: {} });
  const create = may('mailboxes.manage') && (
    <button type="button" className="primary" onClick={() => open('new')}>
      {say.create}
    </button>
  );
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
            { name: say.number, cell: ({ number }) => <span dir="ltr">{number}</span> },
            { name: settings.status, cell: (sender) => <Status sender={sender} /> },
          ]}
        />
      </Pages>
      {opened === 'new' && <NewSender onClose={close} onMade={open} />}
      {opened !== null && opened !== 'new' && <SenderDrawer id={opened} onClose={close} />}
    </>
  );
}

function Status({ sender: { status, statusReason, retiredAt } }: { sender: Sender }) {
  if (retiredAt !== null) return <Mark tone="muted">{mailboxes.retired}</Mark>;
  return (
    <>
      <Mark tone={status === 'working' ? 'good' : 'danger'}>{smsStatuses[status]}</Mark>{' '}
      <span className="muted" dir="auto">
        {statusReason}
      </span>
    </>
  );
}

const typedOf = (read: Sender | null, zone = '') => ({
  name: read?.name ?? '',
  number: read?.number ?? '',
  zone: read?.zone ?? zone,
  dailyCap: textOfNumber(read?.dailyCap ?? null),
  languages: read?.languages.join('\n') ?? '',
});
type Typed = ReturnType<typeof typedOf>;

const languagesOf = (text: string): string[] => text.split(/\s+/).filter((each) => each !== '');
const sentOf = ({ name, number, zone, dailyCap }: Typed) => ({
  name,
  number,
  zone,
  dailyCap: wholeOf(dailyCap),
});

function Fields({ form: { bind }, error }: { form: Form<Typed>; error: unknown }) {
  return (
    <>
      <TextField label={say.name} bind={bind('name')} error={error} isRequired />
      <TextField
        kind="tel"
        label={say.number}
        hint={say.numberHint}
        bind={bind('number')}
        error={error}
        isRequired
      />
      <div className="fields">
        <TextField label={say.zone} bind={bind('zone')} error={error} isRequired />
        <TextField
          kind="number"
          label={say.dailyCap}
          hint={mailboxes.capHint}
          bind={bind('dailyCap')}
          error={error}
        />
      </div>
      <TextArea
        label={say.languages}
        hint={say.languagesHint}
        rows={3}
        bind={bind('languages')}
        error={error}
      />
    </>
  );
}

function NewSender({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { zone } = useLocale();
  const form = useForm(typedOf(null, zone));
  const create = useAct('createSmsSender', {
    onDone: ({ id }) => {
      readAgain('listSmsSenders');
      onMade(id);
    },
  });
  const languages = languagesOf(form.values.languages);
  return (
    <Drawer title={say.create} onClose={onClose}>
      <SaveForm
        label={say.create}
        saving={{ conflict: null, error: create.error, isBusy: create.isPending }}
        isDirty={form.isDirty}
        act={settings.create}
        onSave={() =>
          create.mutate({ body: { ...sentOf(form.values), ...(languages.length > 0 && { languages }) } })
        }
      >
        <Fields form={form} error={create.error} />
      </SaveForm>
    </Drawer>
  );
}

function SenderDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const read = useCall('getSmsSender', { params: { smsSenderId: id } });
  return (
    <Drawer title={read.data?.name ?? say.title} onClose={onClose}>
      <Shown read={read}>{(sender) => <OneSender sender={sender} />}</Shown>
    </Drawer>
  );
}

function OneSender({ sender }: { sender: Sender }) {
  const { may } = useSession();
  const [isRetiring, setRetiring] = useState(false);
  const form = useForm(typedOf(sender));
  const params = { smsSenderId: sender.id };
  const saving = useSave('updateSmsSender', sender, {
    onDone: (saved) => {
      form.reset(typedOf(saved));
      readAgain('getSmsSender', 'listSmsSenders');
      toast(words.saved);
    },
  });
  const reinstate = useAct('reinstateSmsSender', {
    onDone: () => readAgain('getSmsSender', 'listSmsSenders'),
  });
  const isOff = !may('mailboxes.manage');
  const more =
    sender.retiredAt === null ? (
      <button type="button" className="danger" onClick={() => setRetiring(true)}>
        {mailboxes.retire} …
      </button>
    ) : (
      <button type="button" disabled={reinstate.isPending} onClick={() => reinstate.mutate({ params })}>
        {mailboxes.reinstate}
      </button>
    );
  return (
    <>
      <p>
        <Status sender={sender} />
      </p>
      <SaveForm
        label={sender.name}
        saving={saving}
        isDirty={form.isDirty}
        isOff={isOff}
        onSave={() =>
          saving.save({
            params,
            body: { ...sentOf(form.values), languages: languagesOf(form.values.languages) },
          })
        }
        onTheirs={(theirs) => form.reset(typedOf(theirs as Sender))}
        more={more}
      >
        {isOff && <p className="muted">{settings.readOnly}</p>}
        <Fields form={form} error={saving.error} />
      </SaveForm>
      <Refusal error={reinstate.error} />
      {isRetiring && (
        <RetireDialog kind="smsSender" id={sender.id} name={sender.name} onClose={() => setRetiring(false)} />
      )}
    </>
  );
}
