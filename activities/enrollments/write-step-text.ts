import type { TextToWrite } from '../../domain/sending/compose-message.ts';
import type { ActivityDeps } from '../deps.ts';

/** A text that a language model is to write for a step. */
export type StepText = TextToWrite & { customerId: string };

/** Has the text of a step written and keeps it (M4). @returns why it could not be written */
export async function writeStepText(
  { store, db, writer }: ActivityDeps,
  stepExecutionId: string,
  { customerId, prompt, facts, factsHash, writtenFrom }: StepText,
): Promise<string | null> {
  const source = { kind: 'step_execution', id: stepExecutionId } as const;
  const written = await writer.write({ source, customerId, prompt, level: 'account', facts });
  if (written.kind === 'failed') return written.detail;
  const { subject, bodyHtml: body, bodyText } = written;
  const language = facts.customer.locale;
  const text = { subject, body, bodyText, language, prompt, factsHash, writtenFrom };
  await store.stepSends.setText(db, { stepExecutionId, ...text });
  return null;
}
