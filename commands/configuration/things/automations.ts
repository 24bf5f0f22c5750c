import { automationActionsSchema, type AutomationAction } from '../../../contracts/automations/actions.ts';
import {
  createAutomationSchema,
  updateAutomationSchema,
} from '../../../contracts/automations/automations.ts';
import type { AutomationStatus } from '../../../contracts/automations/kinds.ts';
import { documentSchemas } from '../../../contracts/configuration/documents.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { keptKeys } from '../../../domain/automations/definition-rules.ts';
import {
  automationPathWithNames,
  automationWithIds,
  automationWithNames,
} from '../../../domain/configuration/automation-references.ts';
import type { Values } from '../../../domain/configuration/references.ts';
import { createAutomation } from '../../automations/create-automation.ts';
import { resumeAutomation, startAutomation } from '../../automations/start-automation.ts';
import {
  completeAutomation,
  deactivateAutomation,
  pauseAutomation,
} from '../../automations/stop-automation.ts';
import { updateAutomation } from '../../automations/update-automation.ts';
import { changedFields, type Existing, fieldsOf, type Thing, without, type Work } from './thing.ts';

const { shape } = documentSchemas.automation;
const EXTRA = ['status'];
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Automations. Who applies a folder that sets one running owns it (A1); completed ones are history. */
export const automationThing: Thing = {
  reads: 'automations.read',
  writes: () => ['automations.save'],
  fresh: createAutomationSchema,
  extra: EXTRA,
  isClosedForGood: true,
  references: {
    withNames: automationWithNames,
    withIds: automationWithIds,
    pathWithNames: automationPathWithNames,
  },
  async list({ deps: { store }, tx }) {
    const all = await store.automations.listAll(tx);
    return all.map(({ startsAt, endsAt, ...automation }): Existing => {
      const settings = { ...automation, startsAt: iso(startsAt), endsAt: iso(endsAt) };
      return {
        id: automation.id,
        name: automation.name,
        of: null,
        values: { ...fieldsOf(updateAutomationSchema, settings), status: automation.status },
        isClosed: automation.status === 'completed',
      };
    });
  },
  settled(values, existing) {
    const { startsAt, endsAt, actions } = values;
    const before = (existing?.values['actions'] ?? []) as readonly AutomationAction[];
    return {
      ...values,
      ...(typeof startsAt === 'string' && { startsAt: iso(Date.parse(startsAt)) }),
      ...(typeof endsAt === 'string' && { endsAt: iso(Date.parse(endsAt)) }),
      ...(actions !== undefined && { actions: keptKeys(automationActionsSchema.parse(actions), before) }),
    };
  },
  notes(existing, { values }) {
    const from = existing?.values['status'] ?? 'created';
    const to = values['status'] ?? from;
    return from === to ? [] : [`its status moves from ${String(from)} to ${String(to)}`];
  },
  async create(work, { values }) {
    const { deps, actor } = work;
    const input = createAutomationSchema.parse(without(values, EXTRA));
    const { id } = await createAutomation(deps, actor, input);
    await move(work, id, { from: 'created', values });
  },
  async update(work, update) {
    const { existing, wanted } = update;
    const { deps, actor } = work;
    const changed = without(changedFields(update), EXTRA);
    const one = { automationId: existing.id };
    if (Object.keys(changed).length > 0)
      await updateAutomation(deps, actor, { ...one, patch: updateAutomationSchema.parse(changed) });
    const from = shape.status.unwrap().parse(existing.values['status']);
    await move(work, existing.id, { from, values: wanted.values });
  },
  remove: null,
};

/** Moves it as a person does (A1). @throws ProblemError `validation` for a way that there is not */
async function move(
  { deps, actor }: Work,
  automationId: string,
  { from, values }: { from: AutomationStatus; values: Values },
): Promise<void> {
  const to = shape.status.parse(values['status']) ?? from;
  const one = { automationId };
  if (from === to) return;
  switch (to) {
    case 'running':
      await (from === 'paused' ? resumeAutomation : startAutomation)(deps, actor, one);
      return;
    case 'paused':
      if (from !== 'running') await startAutomation(deps, actor, one);
      await pauseAutomation(deps, actor, one);
      return;
    case 'inactive':
      await deactivateAutomation(deps, actor, one);
      return;
    case 'completed':
      await completeAutomation(deps, actor, one);
      return;
    case 'created': {
      const message = `cannot move from ${from} to created`;
      throw new ProblemError('validation', `The status ${message}.`, [{ field: 'status', message }]);
    }
  }
}
