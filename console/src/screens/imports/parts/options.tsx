import { optionsOf, SelectField, TextField } from '../../../parts/fields.tsx';
import {
  dateFormats,
  decimalMarks,
  delimiters,
  encodings,
  importModes,
  imports as say,
  loweringCauses,
  roundModes,
} from '../../../words/imports.ts';
import type { Extra, Kind, Reading } from '../reading.ts';

/** How a file is read, where somebody knows better; emptied, the file says it. */
export function Options({
  kind,
  reading,
  onReading,
  extra,
  onExtra,
}: {
  kind: Kind;
  reading: Reading;
  onReading: (change: Reading) => void;
  extra: Extra;
  onExtra: (extra: Extra) => void;
}) {
  const of = <K extends keyof Reading>(name: K) => ({
    name,
    value: (reading[name] ?? '') as NonNullable<Reading[K]> | '',
    onChange: (value: NonNullable<Reading[K]> | '') =>
      onReading({ [name]: value === '' ? undefined : value } as Reading),
  });
  const shown = ['', say.asShown] as const;
  const isOfInvoices = kind === 'invoices';
  return (
    <details>
      <summary>{say.options}</summary>
      <div className="stack">
        <div className="fields">
          <SelectField
            label={say.dateFormat}
            bind={of('dateFormat')}
            options={[shown, ...optionsOf(dateFormats)]}
          />
          <SelectField
            label={say.decimalMark}
            bind={of('decimalMark')}
            options={[shown, ...optionsOf(decimalMarks)]}
          />
          <SelectField
            label={say.delimiter}
            bind={of('delimiter')}
            options={[shown, ...optionsOf(delimiters)]}
          />
          <SelectField
            label={say.encoding}
            bind={of('encoding')}
            options={[shown, ...optionsOf(encodings)]}
          />
          <SelectField
            label={say.round}
            bind={of('round')}
            options={[['', say.refused], ...optionsOf(roundModes)]}
          />
        </div>
        {isOfInvoices && (
          <div className="fields">
            <SelectField
              label={say.several}
              bind={of('lines')}
              options={[
                ['', say.refused],
                ['sum', say.sum],
              ]}
            />
            <SelectField
              label={say.mode}
              bind={{ ...of('mode'), value: reading.mode ?? 'upsert' }}
              options={optionsOf(importModes)}
            />
            <SelectField
              label={say.loweredBy}
              bind={{
                name: 'loweredBy',
                value: extra.loweredBy ?? 'payment',
                onChange: (loweredBy) => onExtra({ ...extra, loweredBy }),
              }}
              options={optionsOf(loweringCauses)}
            />
            <Source reading={reading} onReading={onReading} />
            {reading.mode === 'openItems' && (
              <TextField
                kind="date"
                label={say.asOf}
                bind={{
                  name: 'asOf',
                  value: extra.asOf ?? '',
                  onChange: (asOf) => onExtra({ ...extra, asOf: asOf === '' ? undefined : asOf }),
                }}
              />
            )}
          </div>
        )}
      </div>
    </details>
  );
}

/** Looked at again when it is left, not with every letter. */
function Source({ reading, onReading }: { reading: Reading; onReading: (change: Reading) => void }) {
  return (
    <div className="field">
      <label htmlFor="import-source">{say.source}</label>
      <input
        id="import-source"
        key={reading.source ?? ''}
        defaultValue={reading.source ?? ''}
        dir="auto"
        aria-describedby="import-source-hint"
        onBlur={({ target }) => {
          const source = target.value.trim();
          if (source !== (reading.source ?? '')) onReading({ source: source === '' ? undefined : source });
        }}
      />
      <p id="import-source-hint" className="muted field-hint">
        {say.sourceHint}
      </p>
    </div>
  );
}
