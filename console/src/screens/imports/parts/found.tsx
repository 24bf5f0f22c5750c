import { useLocale } from '../../../app/locale.ts';
import { countText } from '../../../parts/format.ts';
import { Table } from '../../../parts/table.tsx';
import { delimiters, encodings, foundBy, importColumns, imports as say } from '../../../words/imports.ts';
import { mappingWith, type Preview, type Reading } from '../reading.ts';

/** Kinds whose rows take properties of any name. */
const WITH_PROPERTIES: readonly Preview['kind'][] = ['customers', 'related_records'];

/** What a file is, and what each of its columns is read as. */
export function Found({
  preview,
  onMapping,
}: {
  preview: Preview;
  onMapping: (mapping: NonNullable<Reading['mapping']>) => void;
}) {
  const { locale } = useLocale();
  const { encoding, delimiter, headerLine, lineCount, titleLines, totalLines, missingColumns } = preview;
  const facts = [
    [say.lines, countText(lineCount, locale)],
    [say.encoding, `${encodings[encoding.value]} (${foundBy[encoding.source]})`],
    [say.delimiter, `${delimiters[delimiter.value]} (${foundBy[delimiter.source]})`],
    [say.header, headerLine === null ? say.noHeader : countText(headerLine, locale)],
    ...(titleLines.length > 0 ? [[say.titles, titleLines.map(({ text }) => text).join(' · ')]] : []),
    ...(totalLines.length > 0
      ? [[say.totals, totalLines.map(({ line }) => `${say.line} ${line}`).join(', ')]]
      : []),
  ];
  return (
    <section className="stack" aria-label={say.found}>
      <h2>{say.found}</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {missingColumns.length > 0 && (
        <p className="notice">
          {say.missing}: {missingColumns.join(', ')}
        </p>
      )}
      <Table
        label={say.columns}
        rows={preview.columns}
        keyOf={({ number }) => `${number}`}
        rowHead={{ name: say.column, cell: ({ name, number }) => <span dir="auto">{name || number}</span> }}
        columns={[
          {
            name: say.samples,
            cell: ({ samples }) => <span dir="auto">{samples.slice(0, 3).join(' · ')}</span>,
          },
          {
            name: say.readAs,
            cell: ({ number, name, to }) => (
              <select
                aria-label={`${say.readAs}: ${name || number}`}
                value={to ?? ''}
                onChange={(event) =>
                  onMapping(mappingWith(preview, [{ number, to: event.target.value || null }]))
                }
              >
                <option value="">{say.notRead}</option>
                {targetsOf(preview.kind, name, to).map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </select>
            ),
          },
        ]}
      />
    </section>
  );
}

/** What a column may be read as: ours, itself where the file says so, or a property of its name. */
function targetsOf(kind: Preview['kind'], name: string, to: string | null): [string, string][] {
  const known = Object.entries(importColumns[kind]);
  const property = `property.${name.trim()}`;
  const more = WITH_PROPERTIES.includes(kind) && name.trim() !== '' ? [property] : [];
  if (to !== null && !more.includes(to) && !known.some(([column]) => column === to)) more.push(to);
  return [
    ...known,
    ...more.map((column): [string, string] => [
      column,
      column.startsWith('property.') ? say.asProperty(column.slice('property.'.length)) : column,
    ]),
  ];
}
