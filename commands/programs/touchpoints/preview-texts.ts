import type { Actor } from '../../../contracts/actor.ts';
import { type FieldProblem, found } from '../../../contracts/problems.ts';
import type { MinimumAmounts } from '../../../contracts/minimum-amounts.ts';
import type {
  PreviewTemplate,
  PreviewTouchpoint,
  TextPreview,
} from '../../../contracts/programs/text-previews.ts';
import { findBuiltInTemplate } from '../../../domain/programs/built-in-templates.ts';
import type { StoredTouchpoint, TemplateText } from '../../../domain/programs/definition.ts';
import { previewText } from '../../../domain/programs/preview-text.ts';
import { findWordingProblems, touchpointOf } from '../../../domain/programs/touchpoint-rules.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { organisationToday } from '../../access/organisation-today.ts';
import type { CommandDeps } from '../../deps.ts';
import { DRAFT_UNSUBSCRIBE_URL } from '../../sending/draft-link.ts';
import { findUnfitness } from '../save-touchpoint.ts';
import { resolvedContent, type TouchpointContent } from './read-touchpoint-content.ts';

/** Stands for the id of what is not saved. */
const UNSAVED = 'unsaved';

/**
 * Renders a touchpoint, saved or not, as a customer would get it now (M2, M3, S3). Nothing is written.
 *
 * @throws ProblemError `not_found` for an unknown program, touchpoint or customer
 */
export async function previewTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  { programId, touchpointId, touchpoint: unsaved, ...forWhom }: PreviewTouchpoint & { programId: string },
): Promise<TextPreview> {
  const { db, store } = deps;
  const program = found(await store.programs.read(db, programId), 'program');
  const now = await deps.now();
  const customer = await findCustomer(deps, actor, { ...forWhom, now });
  const saved = touchpointId === undefined ? null : await store.touchpoints.read(db, touchpointId);
  const touchpoint = unsaved
    ? touchpointOf(unsaved, { id: UNSAVED, programId, now })
    : found(saved?.programId === programId ? saved : null, 'touchpoint');
  const unfit = unsaved ? await findUnfitness(deps, db, touchpoint) : [];
  const { fromAddress, minimumAmounts } = program;
  return show(deps, {
    content: await resolvedContent(deps, db, touchpoint),
    customer,
    invoiceId: forWhom.invoiceId ?? null,
    sender: { mailboxId: await store.programs.mailboxIdOf(db, program), fromAddress, minimumAmounts },
    unfit: unfit.map(({ field, message }) => ({ field: `touchpoint.${field}`, message })),
    now,
  });
}

/**
 * Renders a named text, saved or not, as a customer would get it now (M2, M3). Nothing is written.
 *
 * @throws ProblemError `not_found` for an unknown template or customer
 */
export async function previewTemplate(
  deps: CommandDeps,
  actor: Actor,
  { templateId, template: unsaved, ...forWhom }: PreviewTemplate,
): Promise<TextPreview> {
  const { db, store } = deps;
  const now = await deps.now();
  const customer = await findCustomer(deps, actor, { ...forWhom, now });
  const { bodyText = null, language = null, variants = {} } = unsaved ?? {};
  const text: TemplateText = unsaved
    ? { ...unsaved, id: UNSAVED, name: UNSAVED, bodyText, language, variants }
    : found(
        findBuiltInTemplate(templateId!) ?? (await store.templates.readAll(db, [templateId!]))[0],
        'template',
      );
  const unfit = unsaved ? findWordingProblems(text) : [];
  const plain = { label: text.name, offsetDays: 1, level: text.level };
  const touchpoint: StoredTouchpoint = touchpointOf(plain, { id: UNSAVED, programId: UNSAVED, now });
  return show(deps, {
    content: await resolvedContent(deps, db, touchpoint, text),
    customer,
    invoiceId: forWhom.invoiceId ?? null,
    sender: {
      mailboxId: await store.programs.mailboxIdOf(db, { mailboxId: null }),
      fromAddress: null,
      minimumAmounts: null,
    },
    unfit: unfit.map(({ field, message }) => ({ field: `template.${field}`, message })),
    now,
  });
}

async function findCustomer(
  deps: CommandDeps,
  actor: Actor,
  { customerId, now }: { customerId: string; now: number },
): Promise<{ id: string; name: string }> {
  const { db, store } = deps;
  const today = await organisationToday(deps, db, { actor, now });
  return found(await store.customers.find(db, actor, { customerId, today }), 'customer');
}

interface Showing {
  content: TouchpointContent;
  customer: { id: string; name: string };
  invoiceId: string | null;
  sender: { mailboxId: string | null; fromAddress: string | null; minimumAmounts: MinimumAmounts | null };
  /** What keeps it from being saved. */
  unfit: readonly FieldProblem[];
  now: number;
}

async function show(
  { db, store }: CommandDeps,
  { content, customer: { id, name }, invoiceId, sender, unfit, now }: Showing,
): Promise<TextPreview> {
  const asked = { customerIds: [id], ...sender, addresses: [...content.cc, ...content.bcc], now };
  const facts = found((await store.touchpointFacts.readAll(db, asked)).get(id), 'customer');
  const today = localDateOf(now, facts.organisation.zone);
  const unsubscribeUrl = DRAFT_UNSUBSCRIBE_URL;
  const { problems, ...shown } = previewText({ content, facts, invoiceId, today, unsubscribeUrl });
  const isSaid = new Set(unfit.map(({ message }) => message));
  const rest = problems.filter(({ message }) => !isSaid.has(message));
  return { customer: { id, name }, ...shown, problems: [...unfit, ...rest] };
}
