import type { FieldProblem } from '../../contracts/problems.ts';
import type {
  CreateTouchpoint,
  Touchpoint,
  UpdateTouchpoint,
} from '../../contracts/programs/program-touchpoints.ts';
import { parseAddress } from '../customers/email-address.ts';
import { findEmailProblems } from '../rendering/message.ts';
import { findDoubledLanguages } from '../rendering/language.ts';
import type { StoredTouchpoint, TemplateText, TouchpointWords } from './definition.ts';

/** A new touchpoint; what is not given takes its default. */
export function touchpointOf(
  input: CreateTouchpoint,
  { id, programId, now }: { id: string; programId: string; now: number },
): StoredTouchpoint {
  return {
    id,
    programId,
    label: input.label,
    offsetDays: input.offsetDays,
    level: input.level ?? 'account',
    delivery: input.delivery ?? 'review',
    contentMode: input.contentMode ?? (input.prompt == null ? 'template' : 'prompt'),
    templateId: input.templateId ?? null,
    subject: input.subject ?? null,
    bodyHtml: input.bodyHtml ?? null,
    bodyText: input.bodyText ?? null,
    prompt: input.prompt ?? null,
    contactTypes: [...new Set(input.contactTypes)],
    cc: input.cc ?? [],
    bcc: input.bcc ?? [],
    ccOwner: input.ccOwner ?? false,
    version: 1,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
  };
}

/** A touchpoint with what a patch changes. A template or a prompt that is named takes the place of another text. */
export function editedTouchpoint(before: StoredTouchpoint, patch: UpdateTouchpoint): StoredTouchpoint {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return { ...before, ...replacedWords(patch), ...given };
}

const NO_OWN_TEXT = { subject: null, bodyHtml: null, bodyText: null };

function replacedWords(patch: UpdateTouchpoint): Partial<TouchpointWords> {
  if (patch.prompt != null || patch.contentMode === 'prompt') {
    return { ...NO_OWN_TEXT, templateId: null, contentMode: 'prompt' };
  }
  if (patch.templateId != null) return { ...NO_OWN_TEXT, prompt: null, contentMode: 'template' };
  if (patch.contentMode === 'template') return { prompt: null };
  return {};
}

/** What stands around a touchpoint that is being saved. */
export interface TouchpointSurroundings {
  /** The named text; null: none is named, or there is no such text to choose. */
  template: TemplateText | null;
  /** Whether a language model is configured (M4). */
  isWriterAvailable: boolean;
}

/** What keeps a touchpoint from being saved: a text that is missing, doubled, broken (M3) or impossible (M4), addresses. */
export function findTouchpointProblems(
  touchpoint: StoredTouchpoint,
  surroundings: TouchpointSurroundings,
): FieldProblem[] {
  const words =
    touchpoint.contentMode === 'prompt'
      ? findPromptProblems(touchpoint, surroundings)
      : findTemplateProblems(touchpoint, surroundings);
  return [...words, ...findAddressProblems(touchpoint)];
}

function findPromptProblems(
  touchpoint: StoredTouchpoint,
  { isWriterAvailable }: TouchpointSurroundings,
): FieldProblem[] {
  const problems = foreign(touchpoint, ['templateId', 'subject', 'bodyHtml', 'bodyText'], 'a prompt');
  if (!isWriterAvailable) {
    problems.push({ field: 'contentMode', message: 'needs a language model, and none is configured' });
  }
  if (isMissing(touchpoint.prompt)) problems.push({ field: 'prompt', message: 'is missing' });
  return problems;
}

function findTemplateProblems(
  touchpoint: StoredTouchpoint,
  { template }: TouchpointSurroundings,
): FieldProblem[] {
  const { templateId, subject, bodyHtml, bodyText, level } = touchpoint;
  const problems = foreign(touchpoint, ['prompt'], 'a template');
  if (templateId !== null) {
    problems.push(...foreign(touchpoint, ['subject', 'bodyHtml', 'bodyText'], 'a named template'));
    if (!template) problems.push({ field: 'templateId', message: 'is no template that can be chosen' });
    else if (template.level !== level) {
      problems.push({
        field: 'templateId',
        message: `is a text of ${template.level} level, not of ${level}`,
      });
    }
    return problems;
  }
  if (isMissing(subject)) problems.push({ field: 'subject', message: 'is missing; or name a template' });
  if (isMissing(bodyHtml)) problems.push({ field: 'bodyHtml', message: 'is missing; or name a template' });
  if (isMissing(subject) || isMissing(bodyHtml)) return problems;
  return [...problems, ...findTextProblems({ subject, bodyHtml, bodyText, level })];
}

/** Broken templates of an email, each with its field, line and column (M3). */
export function findTextProblems({
  level,
  ...text
}: Pick<TemplateText, 'subject' | 'bodyHtml' | 'bodyText' | 'level'>): FieldProblem[] {
  return findEmailProblems(text, level).map(({ place, line, column, message }) => ({
    field: place,
    message: `line ${line}, column ${column}: ${message}`,
  }));
}

/** Broken templates of a named text, its variants included, each with its field, line and column (M3, M6). */
export function findWordingProblems(text: TemplateText): FieldProblem[] {
  const { level, language, variants } = text;
  const problems = findTextProblems(text);
  for (const [tag, words] of Object.entries(variants)) {
    const found = findTextProblems({ ...words, level });
    problems.push(...found.map(({ field, message }) => ({ field: `variants.${tag}.${field}`, message })));
  }
  return [...problems, ...findDoubledLanguages(language, Object.keys(variants))];
}

function isMissing(text: string | null): text is null {
  return text === null || text.trim() === '';
}

function foreign(
  touchpoint: StoredTouchpoint,
  names: readonly (keyof TouchpointWords)[],
  beside: string,
): FieldProblem[] {
  return names
    .filter((field) => touchpoint[field] !== null)
    .map((field) => ({ field, message: `cannot stand beside ${beside}; empty it` }));
}

function findAddressProblems(touchpoint: StoredTouchpoint): FieldProblem[] {
  return (['cc', 'bcc'] as const).flatMap((field) =>
    touchpoint[field].flatMap((address, index) => {
      const parsed = parseAddress(address);
      if (parsed.ok) return [];
      return [{ field: `${field}[${index}]`, message: `cannot be used: ${parsed.reason}` }];
    }),
  );
}

/** A touchpoint as the product shows it. */
export function shownTouchpoint(touchpoint: StoredTouchpoint): Touchpoint {
  const { createdAt, updatedAt, archivedAt } = touchpoint;
  return {
    ...touchpoint,
    channel: 'email',
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    archivedAt: archivedAt === null ? null : new Date(archivedAt).toISOString(),
  };
}
