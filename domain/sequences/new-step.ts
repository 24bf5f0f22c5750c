import type { Delivery } from '../../contracts/sequences/kinds.ts';
import type { Timing } from '../../contracts/sequences/sequence-fields.ts';
import type { CreateStep } from '../../contracts/sequences/steps.ts';
import { DEFAULT_SEND_TIME, defaultDeliveryOf, type StepContent } from './step-rules.ts';

/** A step as its author wrote it, with the defaults of its type for what was left out (S3, S4, S5). */
export function newStepContent(input: CreateStep, sequenceDefault: Delivery): StepContent {
  return {
    type: input.type,
    label: input.label,
    priority: input.priority ?? 'normal',
    timing: completeTiming(input.timing),
    delivery: input.delivery ?? defaultDeliveryOf(input.type, sequenceDefault),
    contentMode: input.contentMode ?? (input.prompt == null ? 'template' : 'prompt'),
    subject: input.subject ?? null,
    body: input.body ?? null,
    bodyText: input.bodyText ?? null,
    language: input.language ?? null,
    variants: input.variants ?? {},
    prompt: input.prompt ?? null,
    instructions: input.instructions ?? null,
    script: input.script ?? null,
    assignee: input.assignee ?? { rule: 'primary_user' },
    contactTypes: input.contactTypes ?? [],
    cc: input.cc ?? [],
    bcc: input.bcc ?? [],
    mailboxId: input.mailboxId ?? null,
    fromAddress: input.fromAddress ?? null,
    isThreaded: input.isThreaded ?? false,
    outcomeLabels: input.outcomeLabels ?? [],
    conditions: input.conditions ?? [],
    fallback: input.fallback ?? null,
  };
}

/** A timing with its defaults: an offset step leaves at 09:00 where nothing is said (S4). */
export function completeTiming(timing: Timing): Timing {
  switch (timing.kind) {
    case 'offset':
      return { kind: 'offset', days: timing.days, sendTime: timing.sendTime ?? DEFAULT_SEND_TIME };
    case 'delay':
      return { kind: 'delay', amount: timing.amount, unit: timing.unit, atTime: timing.atTime ?? null };
  }
}
