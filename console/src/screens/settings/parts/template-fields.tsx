import { useState } from 'react';
import { useCall } from '../../../api/queries.ts';
import { TextArea, TextField } from '../../../parts/fields.tsx';
import type { Form } from '../../../parts/form.ts';
import { Shown } from '../../../parts/states.tsx';
import { variableKinds } from '../../../words/settings-kinds.ts';
import { templates as say } from '../../../words/templates.ts';
import type { Template, TypedTemplate, TypedWords } from './template-values.ts';

const ROWS = 12;

/** The words of a template in its own language and in others. */
export function TemplateFields({ form, error }: { form: Form<TypedTemplate>; error: unknown }) {
  const { values, set, bind } = form;
  const [locale, setLocale] = useState('');
  const languages = Object.keys(values.variants);
  const add = (): void => {
    const language = locale.trim();
    if (language === '' || languages.includes(language)) return;
    const { subject, bodyHtml, bodyText } = values;
    set({ variants: { ...values.variants, [language]: { subject, bodyHtml, bodyText } } });
    setLocale('');
  };
  const drop = (language: string): void =>
    set({
      variants: Object.fromEntries(Object.entries(values.variants).filter(([each]) => each !== language)),
    });
  return (
    <>
      <TextField label={say.name} bind={bind('name')} error={error} isRequired />
      <TextField label={say.language} hint={say.languageHint} bind={bind('language')} error={error} />
      <Words value={values} onChange={(change) => set(change)} error={error} at={null} />
      {languages.map((language) => (
        <details key={language} open>
          <summary>{say.other(language)}</summary>
          <div className="stack">
            <Words
              value={values.variants[language] as TypedWords}
              onChange={(change) =>
                set({
                  variants: {
                    ...values.variants,
                    [language]: { ...(values.variants[language] as TypedWords), ...change },
                  },
                })
              }
              error={error}
              at={`variants.${language}`}
            />
            <p>
              <button type="button" onClick={() => drop(language)}>
                {say.takeLanguage(language)}
              </button>
            </p>
          </div>
        </details>
      ))}
      <div className="row wrap">
        <TextField label={say.locale} bind={{ name: 'locale', value: locale, onChange: setLocale }} />
        <button type="button" onClick={add} disabled={locale.trim() === ''}>
          {say.addLanguage}
        </button>
      </div>
    </>
  );
}

function Words({
  value,
  onChange,
  error,
  at,
}: {
  value: TypedWords;
  onChange: (change: Partial<TypedWords>) => void;
  error: unknown;
  /** Where the API names them; null: in the template itself. */
  at: string | null;
}) {
  const of = (name: keyof TypedWords) => ({
    bind: { name, value: value[name], onChange: (text: string) => onChange({ [name]: text }) },
    error,
    errorField: at === null ? name : `${at}.${name}`,
  });
  return (
    <>
      <TextField label={say.subject} {...of('subject')} isRequired />
      <TextArea label={say.html} hint={say.htmlHint} rows={ROWS} {...of('bodyHtml')} isRequired />
      <TextArea label={say.text} hint={say.textHint} rows={4} {...of('bodyText')} />
    </>
  );
}

/** What may be named in a template of a level. */
export function Variables({ level }: { level: Template['level'] }) {
  const read = useCall('listTemplateVariables', { query: { level } });
  return (
    <details>
      <summary>{say.variables}</summary>
      <Shown read={read}>
        {({ items }) => (
          <ul className="plain-list variables">
            {items.map(({ name, kind, within }) => (
              <li key={`${within} ${name}`}>
                <code>{`{{${name}}}`}</code>{' '}
                <span className="muted">
                  {variableKinds[kind]}
                  {within !== null && `, ${say.within} ${within}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </details>
  );
}
