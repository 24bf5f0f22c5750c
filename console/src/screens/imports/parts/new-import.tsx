import { useState } from 'react';
import { readAgain, useAct, usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { optionsOf, SelectField } from '../../../parts/fields.tsx';
import { FileField } from '../../../parts/file-field.tsx';
import { Refusal, Skeleton } from '../../../parts/states.tsx';
import { importKinds, imports as say } from '../../../words/imports.ts';
import { counted } from '../../../words/plural.ts';
import {
  keyOf,
  queryOf,
  readingWith,
  type Extra,
  type Kind,
  type Preview,
  type Reading,
} from '../reading.ts';
import { Found } from './found.tsx';
import { Options } from './options.tsx';
import { Questions } from './questions.tsx';
import { SaveProfile } from './save-profile.tsx';
import { Summary } from './summary.tsx';

interface Chosen {
  file: File;
  kind: Kind;
  profile: string;
  /** What a person said of how it is read; the file says the rest. */
  declared: Reading;
}

/** One file on its way: every change of what is said of it looks at it again. */
export function NewImport() {
  const { locale } = useLocale();
  const [kind, setKind] = useState<Kind>('customers');
  const [profile, setProfile] = useState('');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [extra, setExtra] = useState<Extra>({});
  const profiles = usePages('listImportProfiles', { query: { kind, limit: 200 } });
  // A change that is refused leaves what was found before, so that another one can be made.
  const [seen, setSeen] = useState<Preview | null>(null);
  const preview = useAct('previewImport', { onDone: setSeen });
  const run = useAct('createImport', { onDone: () => readAgain('listImports', 'getCustomerTable') });
  const look = (next: Chosen): void => {
    setChosen(next);
    run.reset();
    const { file, declared } = next;
    const named = next.profile === '' ? {} : { profile: next.profile };
    preview.mutate({ query: { kind: next.kind, ...named, ...queryOf(declared) }, file });
  };
  const choose = (change: Partial<Pick<Chosen, 'file' | 'kind' | 'profile'>>): void => {
    setAnswers({});
    setSeen(null);
    const file = change.file ?? chosen?.file;
    if (file) look({ file, kind, profile, declared: {}, ...change });
  };
  const declare = (declared: Reading): void => {
    if (chosen) look({ ...chosen, declared });
  };
  const found = chosen && seen?.kind === chosen.kind ? seen : null;
  const open = found?.questions.filter((question) => answers[keyOf(question)] !== '') ?? [];
  const send = (isDryRun: boolean): void => {
    if (!chosen || !found) return;
    run.mutate({
      query: {
        kind: chosen.kind,
        ...queryOf(found.reading),
        ...extra,
        ...(isDryRun && { dryRun: 'true' as const }),
      },
      file: chosen.file,
    });
  };
  const isBusy = preview.isPending || run.isPending;
  const isOff = open.length > 0 || preview.error !== null;
  return (
    <div className="stack">
      <div className="fields">
        <SelectField
          label={say.kind}
          bind={{
            name: 'kind',
            value: kind,
            onChange: (next) => {
              setKind(next);
              setProfile('');
              choose({ kind: next, profile: '' });
            },
          }}
          options={optionsOf(importKinds)}
        />
        <SelectField
          label={say.profile}
          bind={{
            name: 'profile',
            value: profile,
            onChange: (next) => {
              setProfile(next);
              choose({ profile: next });
            },
          }}
          options={[['', say.noProfile], ...profiles.rows.map(({ id, name }) => [id, name] as const)]}
        />
        <FileField label={say.file} hint={say.fileHint} onFile={(file) => choose({ file })} />
      </div>
      {chosen === null && <p className="muted">{say.choose}</p>}
      {preview.isPending && found === null && <Skeleton rows={4} />}
      <Refusal error={preview.error} onRetry={() => chosen && look(chosen)} />
      {chosen && found && (
        <div className={preview.isPending ? 'stack dimmed' : 'stack'} aria-busy={preview.isPending}>
          {open.length > 0 && (
            <Questions
              questions={open}
              onAnswer={(given) => {
                setAnswers({ ...answers, ...given });
                declare(readingWith(found, chosen.declared, given));
              }}
            />
          )}
          <Found preview={found} onMapping={(mapping) => declare({ ...chosen.declared, mapping })} />
          <Options
            kind={chosen.kind}
            reading={found.reading}
            onReading={(change) => declare({ ...chosen.declared, ...change })}
            extra={extra}
            onExtra={setExtra}
          />
          <SaveProfile kind={chosen.kind} reading={found.reading} />
          <div className="row wrap">
            <button
              type="button"
              disabled={isBusy || isOff}
              title={say.dryRunAbout}
              onClick={() => send(true)}
            >
              {say.dryRun}
            </button>
            <button type="button" className="primary" disabled={isBusy || isOff} onClick={() => send(false)}>
              {say.run}
            </button>
            {open.length > 0 && <span className="muted">{counted(open.length, say.open, locale)}</span>}
          </div>
          {run.isPending && <p role="status">{say.running}</p>}
          <Refusal error={run.error} />
          {run.data && <Summary key={run.data.id} id={run.data.id} />}
        </div>
      )}
    </div>
  );
}
