import type { Input, Reply } from '../../../api/operations.ts';
import { orNull } from '../../../parts/form.ts';

export type Template = Reply<'getTemplate'>;
type Create = Input<'createTemplate'>['body'];

export interface TypedWords {
  subject: string;
  bodyHtml: string;
  bodyText: string;
}

export type TypedTemplate = TypedWords & {
  name: string;
  level: Template['level'];
  language: string;
  variants: Record<string, TypedWords>;
};

const wordsOf = ({ subject, bodyHtml, bodyText }: Pick<Template, 'subject' | 'bodyHtml' | 'bodyText'>) => ({
  subject,
  bodyHtml,
  bodyText: bodyText ?? '',
});

/** A template as fields show it; null: a new one. */
export const typedOf = (read: Template | null): TypedTemplate => ({
  name: read?.name ?? '',
  level: read?.level ?? 'account',
  language: read?.language ?? '',
  ...(read ? wordsOf(read) : { subject: '', bodyHtml: '', bodyText: '' }),
  variants: Object.fromEntries(
    Object.entries(read?.variants ?? {}).map(([locale, words]) => [locale, wordsOf(words)]),
  ),
});

const sentWords = ({ subject, bodyHtml, bodyText }: TypedWords) => ({
  subject,
  bodyHtml,
  bodyText: orNull(bodyText),
});

/** What is typed as the API takes it. */
export const sentOf = (typed: TypedTemplate): Create => ({
  name: typed.name,
  level: typed.level,
  language: orNull(typed.language),
  ...sentWords(typed),
  variants: Object.fromEntries(
    Object.entries(typed.variants).map(([locale, words]) => [locale, sentWords(words)]),
  ),
});
