import type { Input, Reply } from '../../api/operations.ts';

export type Preview = Reply<'previewImport'>;
export type Reading = Preview['reading'];
export type Kind = Preview['kind'];
type Mapping = NonNullable<Reading['mapping']>;

/** What a person says of a file beyond how it is read. */
export interface Extra {
  loweredBy?: Input<'createImport'>['query']['loweredBy'];
  asOf?: string;
}

/** A reading as a query takes it: its mapping is JSON there. */
export const queryOf = ({ mapping, ...reading }: Reading) => ({
  ...reading,
  ...(mapping && { mapping: JSON.stringify(mapping) }),
});

/** The columns as they are read now, one of them otherwise; by their numbers, since names may stand there twice. */
export function mappingWith(
  { columns }: Pick<Preview, 'columns'>,
  changes: readonly { number: number; to: string | null }[],
): Mapping {
  const taken = new Set(changes.map(({ to }) => to));
  return columns.flatMap(({ number, to }) => {
    const change = changes.find((each) => each.number === number);
    const target = change ? change.to : to !== null && taken.has(to) ? null : to;
    return target === null ? [] : [{ from: number, to: target }];
  });
}

/** The number of a column that an answer names, by its name or its number. */
export const numberOf = ({ columns }: Pick<Preview, 'columns'>, answer: string): number =>
  columns.find(({ name }) => name === answer)?.number ?? Number(answer);

/** A question by what it is about. */
export const keyOf = ({ about, column }: Preview['questions'][number]): string => `${about} ${column}`;

/** What answers change about a reading; an empty one leaves it to the rows. */
export function readingWith(
  preview: Preview,
  declared: Reading,
  answers: Readonly<Record<string, string>>,
): Reading {
  const mapped = preview.questions.flatMap((question) => {
    const answer = answers[keyOf(question)];
    return question.about === 'mapping' && question.column !== null && answer
      ? [{ number: numberOf(preview, answer), to: question.column }]
      : [];
  });
  const said = preview.questions.flatMap((question) => {
    const answer = answers[keyOf(question)];
    return question.about !== 'mapping' && answer ? [[question.about, answer] as const] : [];
  });
  return {
    ...declared,
    ...(Object.fromEntries(said) as Reading),
    ...(mapped.length > 0 && { mapping: mappingWith(preview, mapped) }),
  };
}
