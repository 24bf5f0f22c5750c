import type { ScheduledTouchpoint } from '../../../domain/programs/written-touchpoint.ts';
import type { TouchpointContent } from './read-touchpoint-content.ts';
import type { TouchpointFacts } from '../../../domain/programs/touchpoint-facts.ts';
import type { CommandDeps } from '../../deps.ts';
import { failedRow, writeRow, type Writing } from './write-touchpoints.ts';
import type { ScheduledTouchpointChange } from '../../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import {
  skipReasonOf,
  touchpointRenderFacts,
  type WrittenText,
} from '../../../domain/programs/touchpoint-message.ts';

/** A message to be written, with what it is made of. */
export interface RowToPrepare {
  row: ScheduledTouchpoint;
  content: TouchpointContent;
  facts: TouchpointFacts;
}

/**
 * Has a language model write one message (M4), from the facts as they were read: when they have moved by the time it
 * answers, the approval finds out as for any other message.
 */
export async function writeByPrompt(
  deps: CommandDeps,
  { writing, now, ...work }: RowToPrepare & { writing: Writing; now: number },
): Promise<ScheduledTouchpointChange> {
  const { row, content, facts } = work;
  const { today } = writing;
  const about = { content, facts, invoiceId: row.invoiceId, today };
  const messageId = row.messageId ?? deps.newId('message');
  const toWrite = { ...work, row: { ...row, messageId }, today, now };
  if (skipReasonOf(about)) return writeRow(deps, toWrite);
  const answer = await deps.writer.write({
    source: { kind: 'touchpoint', id: row.scheduledTouchpointId },
    customerId: row.customerId,
    prompt: content.prompt ?? '',
    level: content.level,
    facts: touchpointRenderFacts({ ...about, unsubscribeUrl: deps.links.unsubscribeUrl(messageId) }),
  });
  if (answer.kind === 'failed') return failedRow(row.scheduledTouchpointId, answer);
  const { subject, bodyHtml, bodyText } = answer;
  const written: WrittenText = {
    subject,
    bodyHtml,
    bodyText,
    language: facts.customer.locale ?? facts.organisation.locale,
  };
  return writeRow(deps, { ...toWrite, written });
}
