import { useState, type ReactNode } from 'react';
import { readAgain, useAct, useCall } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { optionsOf, SelectField } from '../../../parts/fields.tsx';
import { useForm } from '../../../parts/form.ts';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Shown } from '../../../parts/states.tsx';
import { words } from '../../../words/en.ts';
import { settings } from '../../../words/settings.ts';
import { levels } from '../../../words/settings-kinds.ts';
import { templates as say } from '../../../words/templates.ts';
import { TemplateFields, Variables } from './template-fields.tsx';
import { TemplatePreview } from './template-preview.tsx';
import { sentOf, typedOf, type Template } from './template-values.ts';

function Around({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  return (
    <>
      <p>
        <button type="button" className="plain" onClick={onClose}>
          ← {say.back}
        </button>
      </p>
      <h2 dir="auto">{title}</h2>
      <div className="beside">{children}</div>
    </>
  );
}

/** One template: its words, and how a customer would get them. */
export function TemplateView({
  id,
  onClose,
  onCopy,
}: {
  id: string;
  onClose: () => void;
  onCopy: () => void;
}) {
  const { may } = useSession();
  const [language, setLanguage] = useState('');
  const read = useCall('getTemplate', {
    params: { templateId: id },
    query: { ...(language !== '' && { language }) },
  });
  return (
    <Shown read={read}>
      {(template) =>
        template.isBuiltIn || !may('templates.save') ? (
          <Around title={template.name} onClose={onClose}>
            <div className="stack">
              <div className="row wrap">
                <SelectField
                  label={say.showLanguage}
                  bind={{ name: 'language', value: language, onChange: setLanguage }}
                  options={[['', '–'], ...template.languages.map((each) => [each, each] as const)]}
                />
                {may('templates.save') && (
                  <button type="button" onClick={onCopy}>
                    {say.copy}
                  </button>
                )}
              </div>
              <p dir="auto">
                <strong>{template.subject}</strong>
              </p>
              <pre className="audit-values" dir="auto" tabIndex={0}>
                {template.bodyHtml}
              </pre>
            </div>
            <TemplatePreview of={{ templateId: id }} />
          </Around>
        ) : (
          <Edited key={id} template={template} onClose={onClose} />
        )
      }
    </Shown>
  );
}

function Edited({ template, onClose }: { template: Template; onClose: () => void }) {
  const form = useForm(typedOf(template));
  const [isArchiving, setArchiving] = useState(false);
  const params = { templateId: template.id };
  const saving = useSave('updateTemplate', template, {
    onDone: (saved) => {
      form.reset(typedOf(saved));
      readAgain('listTemplates', 'getTemplate');
      toast(words.saved);
    },
  });
  const archive = useAct('archiveTemplate', {
    onDone: () => {
      readAgain('listTemplates');
      onClose();
    },
  });
  const { level, ...change } = sentOf(form.values);
  return (
    <Around title={template.name} onClose={onClose}>
      <SaveForm
        label={template.name}
        saving={saving}
        isDirty={form.isDirty}
        act={say.save}
        onSave={() => saving.save({ params, body: change })}
        onTheirs={(theirs) => form.reset(typedOf(theirs as Template))}
        more={
          <button type="button" className="danger" onClick={() => setArchiving(true)}>
            {say.archive} …
          </button>
        }
      >
        <TemplateFields form={form} error={saving.error} />
        <Variables level={level} />
      </SaveForm>
      <TemplatePreview of={{ template: unsaved(form.values) }} />
      {isArchiving && (
        <ConfirmDialog
          title={say.archiveTitle(template.name)}
          about={say.archiveAbout}
          act={say.archive}
          isBusy={archive.isPending}
          error={archive.error}
          onAct={() => archive.mutate({ params })}
          onClose={() => setArchiving(false)}
        />
      )}
    </Around>
  );
}

const unsaved = (values: ReturnType<typeof typedOf>) => {
  const { name: _name, ...template } = sentOf(values);
  return template;
};

/** A new template, from nothing or from another. */
export function NewTemplate({
  of,
  onClose,
  onMade,
}: {
  /** What it is a copy of. */
  of: string | null;
  onClose: () => void;
  onMade: (id: string) => void;
}) {
  const read = useCall('getTemplate', { params: { templateId: of ?? '' }, query: {} }, { isOn: of !== null });
  if (of === null) return <Made from={null} onClose={onClose} onMade={onMade} />;
  return <Shown read={read}>{(from) => <Made from={from} onClose={onClose} onMade={onMade} />}</Shown>;
}

function Made({
  from,
  onClose,
  onMade,
}: {
  from: Template | null;
  onClose: () => void;
  onMade: (id: string) => void;
}) {
  const start = typedOf(from);
  const form = useForm(from === null ? start : { ...start, name: say.copyOf(from.name) });
  const create = useAct('createTemplate', {
    onDone: ({ id }) => {
      readAgain('listTemplates');
      onMade(id);
    },
  });
  return (
    <Around title={say.create} onClose={onClose}>
      <SaveForm
        label={say.create}
        saving={{ conflict: null, error: create.error, isBusy: create.isPending }}
        isDirty={from !== null || form.isDirty}
        act={settings.create}
        onSave={() => create.mutate({ body: sentOf(form.values) })}
      >
        <SelectField label={say.level} bind={form.bind('level')} options={optionsOf(levels)} />
        <TemplateFields form={form} error={create.error} />
        <Variables level={form.values.level} />
      </SaveForm>
      <TemplatePreview of={{ template: unsaved(form.values) }} />
    </Around>
  );
}
