import { CURRENCIES } from '../../contracts/currencies.ts';
import type { ImportKind } from '../../contracts/imports/kinds.ts';
import type { PreviewQuestion } from '../../contracts/imports/previews.ts';
import { delimiterName, type ImportReading } from '../../contracts/imports/reading.ts';
import type { FileSample } from '../../domain/csv/file-sample.ts';
import { plausibleHeads, type FileHead, type FileRow } from '../../domain/csv/find-delimiter.ts';
import { headerKey } from '../../domain/imports/csv-columns.ts';
import {
  judgeAmounts,
  judgeDates,
  type Judgement,
  type SampleValue,
} from '../../domain/imports/preview/judge-values.ts';
import type { ProposedHeader } from '../../domain/imports/preview/propose-mapping.ts';

/** What of a file was looked at. */
export interface LookedAt extends Pick<ProposedHeader, 'missing' | 'rivals'> {
  kind: ImportKind;
  rows: readonly FileRow[];
  header: FileRow;
  places: ReadonlyMap<string, number>;
  today: string;
}

/** Options that the values show, and the questions that they leave. */
export interface Judged {
  found: Pick<ImportReading, 'dateFormat' | 'decimalMark'>;
  questions: PreviewQuestion[];
}

const DAYS = ['issued_on', 'due_on', 'paid_on', 'occurred_on', 'ends_on'];
const AMOUNTS = ['amount', 'balance'];

/** Looks at the values of a file as far as nothing was declared about them. */
export function judgeFile(
  { encoding, heads }: FileSample,
  { looked, reading }: { looked: LookedAt; reading: ImportReading },
): Judged {
  const days = judgeDates(valuesOf(looked, DAYS), looked.today);
  const amounts = judgeAmounts(valuesOf(looked, AMOUNTS), CURRENCIES);
  const dateFormat = reading.dateFormat ?? days.value ?? undefined;
  const decimalMark = reading.decimalMark ?? amounts.value ?? undefined;
  const questions: PreviewQuestion[] = [];
  if (encoding.choices.length > 1) {
    questions.push({
      about: 'encoding',
      column: null,
      message: 'In which encoding is the file? Its letters read differently.',
      choices: encoding.choices.map(({ encoding: value, readings }) => ({
        value,
        readings: differingLines(encoding.choices, readings),
      })),
    });
  }
  questions.push(...delimiterQuestion(heads, looked), ...mappingQuestions(looked));
  if (!dateFormat) questions.push(...questionOf(days, looked, DAY_QUESTION));
  if (!decimalMark) questions.push(...questionOf(amounts, looked, AMOUNT_QUESTION));
  if (!reading.lines) questions.push(...linesQuestion(looked));
  return { found: { ...(dateFormat && { dateFormat }), ...(decimalMark && { decimalMark }) }, questions };
}

interface Asked {
  about: PreviewQuestion['about'];
  columns: readonly string[];
  message: string;
}
const DAY_QUESTION: Asked = {
  about: 'dateFormat',
  columns: DAYS,
  message: 'In which order are day, month and year?',
};
const AMOUNT_QUESTION: Asked = {
  about: 'decimalMark',
  columns: AMOUNTS,
  message: 'Is the point or the comma the decimal mark?',
};

function questionOf(
  { choices }: Judgement<string>,
  looked: LookedAt,
  { about, columns, message }: Asked,
): PreviewQuestion[] {
  if (choices.length === 0) return [];
  const first = choices[0]?.readings[0];
  const row = looked.rows.find(({ line }) => line === first?.line);
  const column = columns.find((name) => row?.values[looked.places.get(name) ?? -1]?.trim() === first?.text);
  const place = column === undefined ? undefined : looked.places.get(column);
  return [
    { about, column: place === undefined ? null : (looked.header.values[place] ?? null), message, choices },
  ];
}

/** Asked where the columns do not say it: several delimiters split all rows alike. */
function delimiterQuestion(heads: readonly FileHead[], { places }: LookedAt): PreviewQuestion[] {
  const plausible = plausibleHeads(heads);
  if (places.size > 0 || plausible.length < 2) return [];
  const choices = plausible.map(({ delimiter, rows }) => ({
    value: delimiterName(delimiter),
    readings: rows.slice(0, 3).map(({ line, values }) => ({
      line,
      text: values.join(delimiter),
      reading: values.join(' | '),
    })),
  }));
  return [{ about: 'delimiter', column: null, message: 'What stands between two values?', choices }];
}

function mappingQuestions({ missing, rivals, rows, header }: LookedAt): PreviewQuestion[] {
  const names = header.values.map(headerKey);
  // A name that stands there twice says nothing: a mapping takes the number then.
  const sourceOf = (number: number): string => {
    const isOnly = names.filter((name) => name === names[number - 1]).length === 1;
    return (isOnly && header.values[number - 1]?.trim()) || `${number}`;
  };
  const choiceOf = (number: number) => ({
    value: sourceOf(number),
    readings: rows.slice(0, 3).map(({ line, values }) => {
      const text = (values[number - 1] ?? '').trim();
      return { line, text, reading: text };
    }),
  });
  const all = header.values.map((_, place) => place + 1);
  return [
    ...missing.map((column) => ({
      about: 'mapping' as const,
      column,
      message: `Which column is \`${column}\`? It is needed.`,
      choices: all.map(choiceOf),
    })),
    ...rivals.map(({ to, numbers }) => ({
      about: 'mapping' as const,
      column: to,
      message: `Which of these columns is \`${to}\`?`,
      choices: numbers.map(choiceOf),
    })),
  ];
}

/** Whether several rows of an invoice are its lines. */
function linesQuestion({ kind, rows, places }: LookedAt): PreviewQuestion[] {
  const [number, amount] = [places.get('number'), places.get('amount')];
  if (kind !== 'invoices' || number === undefined || amount === undefined) return [];
  const groups = new Map<string, FileRow[]>();
  for (const row of rows) {
    const value = (row.values[number] ?? '').trim();
    groups.set(value, [...(groups.get(value) ?? []), row]);
  }
  const several = [...groups].find(([value, each]) => value !== '' && each.length > 1);
  if (!several) return [];
  const [value, lines] = several;
  const reading = `is left out on lines ${lines.map(({ line }) => line).join(', ')}`;
  const shown = (text: string) =>
    lines
      .slice(0, 3)
      .map(({ line, values }) => ({ line, text: `${value}: ${values[amount] ?? ''}`, reading: text }));
  return [
    {
      about: 'lines',
      column: 'number',
      message: `\`${value}\` stands on ${lines.length} rows. Are they lines of one invoice?`,
      choices: [
        { value: 'sum', readings: shown(`one of ${lines.length} lines that are summed`) },
        { value: '', readings: shown(reading) },
      ],
    },
  ];
}

function valuesOf({ rows, places }: LookedAt, columns: readonly string[]): SampleValue[] {
  return columns.flatMap((column) => {
    const place = places.get(column);
    if (place === undefined) return [];
    return rows.flatMap(({ line, values }) => {
      const text = (values[place] ?? '').trim();
      return text === '' ? [] : [{ line, text }];
    });
  });
}

/** Lines that not every choice reads alike. */
function differingLines(
  choices: FileSample['encoding']['choices'],
  readings: readonly { line: number; text: string }[],
) {
  const isTorn = (index: number) => new Set(choices.map((each) => each.readings[index]?.text)).size > 1;
  return readings
    .filter((_, index) => isTorn(index))
    .slice(0, 3)
    .map(({ line, text }) => ({ line, text: '', reading: text }));
}
