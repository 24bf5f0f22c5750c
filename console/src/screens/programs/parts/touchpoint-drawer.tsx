import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { call } from '../../../api/call.ts';
import type { Input } from '../../../api/operations.ts';
import { useAct, useCall } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSave } from '../../../api/save.ts';
import { toast } from '../../../app/toasts.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { Conflict } from '../../../parts/conflict.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { SelectField, TextArea, TextField, optionsOf } from '../../../parts/fields.tsx';
import { orNull, useForm } from '../../../parts/form.ts';
import { MailView } from '../../../parts/mail-view.tsx';
import { CustomerPick, TemplatePick } from '../../../parts/picks.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { touchpointReasons } from '../../../words/kinds.ts';
import { deliveries, programs as say } from '../../../words/programs.ts';
import type { Program } from '../screen.tsx';

type Touchpoint = Program['touchpoints'][number];
const PAUSE_MS = 300;
const NONE = {};

const valuesOf = (one: Touchpoint | null) => ({
  label: one?.label ?? '',
  offsetDays: String(one?.offsetDays ?? 30),
  delivery: one?.delivery ?? ('review' as const),
  level: one?.level ?? ('account' as const),
  subject: one?.subject ?? '',
  bodyHtml: one?.bodyHtml ?? '',
});

/** One rule of the program, with what a chosen customer would get. `touchpoint` null: a new one. */
export function TouchpointDrawer({
  program,
  touchpoint,
  canSave,
  onClose,
}: {
  program: Program;
  touchpoint: Touchpoint | null;
  canSave: boolean;
  onClose: () => void;
}) {
  const refresh = useRefresh();
  const form = useForm(valuesOf(touchpoint));
  const { values, bind } = form;
  const [template, setTemplate] = useState<Option | null>(
    touchpoint?.templateId ? { id: touchpoint.templateId, name: touchpoint.templateId } : null,
  );
  const params = { programId: program.id };
  const done = (): void => {
    toast(say.saved);
    refresh('getProgram', 'getTouchpoint', 'listTouchpoints', 'dryRunProgram');
    onClose();
  };
  const read = useCall(
    'getTouchpoint',
    { params: { ...params, touchpointId: touchpoint?.id ?? '' } },
    { isOn: touchpoint !== null },
  );
  const add = useAct('addTouchpoint', { onDone: done });
  const archive = useAct('archiveTouchpoint', { onDone: done });
  const update = useSave('updateTouchpoint', read.data ?? NONE, {
    onDone: done,
    key: read.data?.id ?? '',
  });
  const body = (): Omit<Input<'addTouchpoint'>['body'], 'level'> => ({
    label: values.label.trim(),
    offsetDays: Number(values.offsetDays),
    delivery: values.delivery,
    ...(template === null
      ? { templateId: null, subject: orNull(values.subject), bodyHtml: orNull(values.bodyHtml) }
      : { templateId: template.id }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (touchpoint === null) add.mutate({ params, body: { ...body(), level: values.level } });
    else update.save({ params: { ...params, touchpointId: touchpoint.id }, body: body() });
  };
  const error = add.error ?? update.error ?? archive.error;
  return (
    <Drawer title={touchpoint?.label ?? say.addTouchpoint} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <div className="fields">
          <TextField label={say.label} bind={bind('label')} error={error} isRequired autoFocus />
          <TextField kind="number" label={say.offset} bind={bind('offsetDays')} error={error} isRequired />
        </div>
        <div className="fields">
          <SelectField
            label={say.delivery}
            bind={bind('delivery')}
            options={optionsOf(deliveries)}
            error={error}
          />
          <SelectField
            label={say.level}
            bind={bind('level')}
            options={optionsOf(say.levels)}
            error={error}
            isOff={touchpoint !== null}
          />
        </div>
        <TemplatePick label={say.template} value={template} onChange={setTemplate} />
        {template === null && (
          <>
            <TextField label={say.subject} bind={bind('subject')} error={error} />
            <TextArea label={say.body} bind={bind('bodyHtml')} error={error} rows={10} />
          </>
        )}
        <Refusal error={error} />
        <Conflict
          conflict={update.conflict}
          onTheirs={(theirs) => form.reset(valuesOf(theirs as unknown as Touchpoint))}
        />
        {canSave && (
          <div className="row wrap">
            <button
              type="submit"
              className="primary"
              disabled={add.isPending || update.isBusy || (touchpoint !== null && !read.data)}
            >
              {touchpoint === null ? say.addTouchpoint : say.editTouchpoint}
            </button>
            {touchpoint !== null && (
              <button
                type="button"
                className="danger"
                disabled={archive.isPending}
                onClick={() => archive.mutate({ params: { ...params, touchpointId: touchpoint.id } })}
              >
                {say.archiveTouchpoint}
              </button>
            )}
          </div>
        )}
      </form>
      <Preview program={program} touchpoint={{ ...body(), level: values.level }} />
    </Drawer>
  );
}

function Preview({ program, touchpoint }: { program: Program; touchpoint: Input<'addTouchpoint'>['body'] }) {
  const [customer, setCustomer] = useState<Option | null>(null);
  const text = JSON.stringify(touchpoint);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const read = useQuery({
    queryKey: ['previewTouchpoint', program.id, customer?.id, settled],
    queryFn: ({ signal }) => {
      const typed = JSON.parse(settled) as Input<'addTouchpoint'>['body'];
      return call(
        'previewTouchpoint',
        {
          params: { programId: program.id },
          body: {
            touchpoint: { ...typed, label: typed.label === '' ? '–' : typed.label },
            customerId: customer?.id ?? '',
          },
        },
        { signal },
      );
    },
    enabled: customer !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const preview = read.data;
  return (
    <section className="stack" aria-label={say.preview}>
      <h3>{say.preview}</h3>
      <CustomerPick label={say.previewOf} value={customer} onChange={setCustomer} />
      <Refusal error={read.error} />
      {preview && (
        <>
          {preview.notAsked !== null && (
            <p className="notice">{say.notAsked(touchpointReasons[preview.notAsked])}</p>
          )}
          {preview.problems.length > 0 && (
            <div className="notice">
              <strong>{say.problems}</strong>
              <ul className="reasons">
                {preview.problems.map(({ field, message }) => (
                  <li key={field + message}>
                    {field}: {message}
                  </li>
                ))}
              </ul>
            </div>
          )}
          {(preview.html !== null || preview.text !== null) && (
            <MailView
              id={`preview ${preview.customer.id}`}
              mail={{
                subject: preview.subject,
                html: preview.html,
                text: preview.text,
                to: preview.to,
                cc: preview.cc,
                bcc: preview.bcc,
              }}
            />
          )}
        </>
      )}
    </section>
  );
}
