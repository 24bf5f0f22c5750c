import type { Client } from '@temporalio/client';
import { mergeWings } from '../merge-wings.ts';
import { automationLifecycle } from './lifecycle/automations.ts';
import { enrollmentLifecycle } from './lifecycle/enrollments.ts';
import { mailReadingLifecycle } from './lifecycle/inbox/mail-reading.ts';
import { inboxLifecycle } from './lifecycle/inbox/mailboxes.ts';
import { answerLifecycle } from './lifecycle/inbox/answers.ts';
import { insightLifecycle } from './lifecycle/insights.ts';
import { programLifecycle } from './lifecycle/programs.ts';
import { sendingLifecycle } from './lifecycle/sending.ts';
import { sequenceLifecycle } from './lifecycle/sequences.ts';
import { upkeepLifecycle } from './lifecycle/upkeep.ts';
import { webhookLifecycle } from './lifecycle/webhooks.ts';
import { createStarter } from './starter.ts';

/**
 * Everything that the wings ask of Temporal; two wings with the same name do not compile.
 *
 * @param options.isSparing leaves alone whoever is still at it, as `createStarter` says
 */
export function createLifecycle(client: Client, options: { isSparing?: boolean } = {}) {
  const starter = createStarter(client, options);
  return mergeWings({
    sending: sendingLifecycle(starter),
    sequences: sequenceLifecycle(starter),
    enrollments: enrollmentLifecycle(starter),
    programs: programLifecycle(starter),
    insights: insightLifecycle(starter),
    mailReading: mailReadingLifecycle(starter),
    inbox: inboxLifecycle(starter),
    inboxAnswers: answerLifecycle(starter),
    webhooks: webhookLifecycle(starter),
    upkeep: upkeepLifecycle(starter),
    automations: automationLifecycle(starter),
  });
}

/** What the product may ask of Temporal. Every call is safe to repeat; a lost one is made up by the reconciler. */
export type Lifecycle = ReturnType<typeof createLifecycle>;

/** A batch, as its workflow is named. */
export interface BatchRef {
  batchId: string;
  programId: string;
  /** The mailbox it sends from, where that is known: its send is found by it. */
  mailboxId?: string | null;
}
