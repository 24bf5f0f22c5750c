import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { templateChanges } from '../../contracts/programs/changes.ts';
import type { CreateTemplate, Template, UpdateTemplate } from '../../contracts/programs/templates.ts';
import { BUILT_IN_TEMPLATES, findBuiltInTemplate } from '../../domain/programs/built-in-templates.ts';
import type { StoredTemplate } from '../../domain/programs/definition.ts';
import { shownTemplate } from '../../domain/programs/shown-template.ts';
import { findWordingProblems } from '../../domain/programs/touchpoint-rules.ts';
import { nameKeyOf } from '../../domain/name-key.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Adds a named text (M2).
 *
 * @throws ProblemError `validation` for a broken tag or an unknown variable, with its place (M3)
 * @throws ProblemError `conflict` when the name is taken, in any case
 */
export function createTemplate(
  deps: CommandDeps,
  actor: Actor,
  input: CreateTemplate,
  templateId = deps.newId('template'),
): Promise<Template> {
  return runCommand(deps, actor, async (tx, now) => {
    const template: StoredTemplate = {
      ...input,
      id: templateId,
      bodyText: input.bodyText ?? null,
      language: input.language ?? null,
      variants: input.variants ?? {},
      version: 1,
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
    };
    refuseUnfit(template);
    await deps.store.templates.create(tx, template);
    return record(deps, tx, { actor, now, kind: 'created', after: template });
  });
}

/**
 * Changes a text of the organisation; what is written from it already stays.
 *
 * @throws ProblemError as createTemplate, `not_found`, and `conflict` when it is archived or built in
 */
export function updateTemplate(
  deps: CommandDeps,
  actor: Actor,
  { templateId, patch }: { templateId: string; patch: UpdateTemplate },
): Promise<Template> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockChangeable(deps, tx, templateId);
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const after = { ...before, ...given, version: before.version + 1, updatedAt: now };
    refuseUnfit(after);
    await deps.store.templates.save(tx, after);
    return record(deps, tx, { actor, now, kind: 'updated', before, after });
  });
}

/**
 * Archives a text: it can no longer be chosen.
 *
 * @throws ProblemError `not_found`, and `conflict` while a touchpoint uses it, or when it is archived or built in
 */
export function archiveTemplate(
  deps: CommandDeps,
  actor: Actor,
  { templateId }: { templateId: string },
): Promise<Template> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockChangeable(deps, tx, templateId);
    const users = await deps.store.templates.listUsers(tx, templateId);
    if (users.length > 0) {
      const detail = `Touchpoints of these programs use the template: ${users.join(', ')}.`;
      throw new ProblemError('conflict', detail);
    }
    const after = { ...before, version: before.version + 1, updatedAt: now, archivedAt: now };
    await deps.store.templates.save(tx, after);
    await deps.hooks.followGone(deps, tx, { id: templateId, name: after.name, now });
    return record(deps, tx, { actor, now, kind: 'archived', before, after });
  });
}

function refuseUnfit(template: StoredTemplate): void {
  const key = nameKeyOf(template.name);
  if (BUILT_IN_TEMPLATES.some(({ name }) => nameKeyOf(name) === key)) {
    throw new ProblemError('conflict', `There is a template named "${template.name}" already.`, [
      { field: 'name', message: 'is the name of a built-in template' },
    ]);
  }
  refuseInvalid(findWordingProblems(template));
}

async function lockChangeable(deps: CommandDeps, tx: Tx, templateId: string): Promise<StoredTemplate> {
  if (findBuiltInTemplate(templateId)) {
    throw new ProblemError('conflict', 'A built-in template is never changed: add one of your own.');
  }
  const template = found(await deps.store.templates.lock(tx, templateId), 'template');
  if (template.archivedAt !== null) throw new ProblemError('conflict', 'The template is archived.');
  return template;
}

async function record(
  deps: CommandDeps,
  tx: Tx,
  {
    kind,
    ...change
  }: {
    actor: Actor;
    now: number;
    kind: keyof typeof templateChanges;
    before?: StoredTemplate;
    after: StoredTemplate;
  },
): Promise<Template> {
  const entityId = change.after.id;
  await recordChange(deps, tx, templateChanges[kind], { ...change, entityId });
  return shownTemplate(change.after);
}
