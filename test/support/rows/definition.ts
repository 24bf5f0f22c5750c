import type { SequenceDefinition, StoredStep } from '../../../domain/sequences/definition.ts';
import { defaultStopRules } from '../../../domain/sequences/sequence-rules.ts';

const NOW = Date.parse('2026-03-02T08:00:00Z');

/** The definition of a draft that lacks nothing but what its steps lack, with the one branch `main`. */
export function definition(
  steps: StoredStep[],
  change: Partial<SequenceDefinition['sequence']> = {},
): SequenceDefinition {
  return {
    sequence: {
      id: 'seq_1',
      name: 'Chase',
      description: null,
      zone: 'Europe/Berlin',
      purpose: 'collections',
      status: 'draft',
      isTemplate: false,
      mailboxId: 'mbx_1',
      fromAddress: null,
      smsSenderId: null,
      defaultDelivery: 'automatic',
      primaryUserId: 'usr_primary',
      memberIds: [],
      listId: null,
      beginAt: null,
      endAt: null,
      sendDays: [],
      window: null,
      holidays: null,
      limits: [],
      stopRules: defaultStopRules('collections'),
      tracking: { opens: false, clicks: false, leaveAlone: [] },
      hasConditions: false,
      version: 1,
      planVersion: 1,
      drainedVersion: 1,
      timingEditedAt: null,
      closing: null,
      activatedAt: null,
      endedAt: null,
      archivedAt: null,
      createdById: 'usr_primary',
      createdAt: NOW,
      updatedAt: NOW,
      ...change,
    },
    branches: [{ id: 'brn_1', sequenceId: 'seq_1', name: 'main', position: 1 }],
    steps,
    graph: {
      branchIds: ['brn_1'],
      places: steps.map(({ id: stepId, branchId }) => ({ stepId, branchId, isRemoved: false })),
    },
  };
}
