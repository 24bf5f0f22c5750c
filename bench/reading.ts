import { readReading } from '../commands/inbox/suggestions/read-answer.ts';
import type { SuggestionKind } from '../contracts/inbox/kinds.ts';
import { SUGGESTION_KINDS } from '../contracts/inbox/kinds.ts';
import { checkSuggestions } from '../domain/inbox/suggestions/check-suggestions.ts';
import { maskMail } from '../domain/inbox/suggestions/facts.ts';
import { READING_SCHEMA, readingMessages } from '../domain/inbox/suggestions/request.ts';
import { loadConfig } from '../infra/config.ts';
import { createChatModel } from '../infra/llm/chat-model.ts';
import { factsOfCase, READING_SET, type ReadingCase } from '../tools/mail-reading/reading-set.ts';
import type { Row } from './table.ts';

/** What a suggestion comes down to: its kind, its day and its invoices. */
const keyOf = (kind: SuggestionKind, day: string | null, invoices: readonly string[]): string =>
  JSON.stringify([kind, day, [...invoices].sort()]);

/** How well the configured language model reads the mails of the set (I8): found, missed and invented, kind by kind. */
export async function measureReading(): Promise<Row[]> {
  const { llm } = loadConfig();
  if (!llm) throw new Error('no language model is configured (LLM_BASE_URL, LLM_MODEL)');
  const ask = createChatModel(llm, READING_SCHEMA);
  const counts = new Map(SUGGESTION_KINDS.map((kind) => [kind, { found: 0, missed: 0, invented: 0 }]));
  let unread = 0;
  for (const mail of READING_SET.mails) {
    const shown = await read(mail, ask);
    if (shown === null) unread += 1;
    count(counts, mail, shown ?? []);
  }
  const rows = [...counts].map(([kind, { found, missed, invented }]) => ({
    measurement: `reading: ${kind}`,
    found,
    missed,
    invented,
  }));
  return [...rows, { measurement: 'reading: mails without an answer', unread }];
}

type Shown = readonly (readonly [SuggestionKind, string])[];

async function read(mail: ReadingCase, ask: ReturnType<typeof createChatModel>): Promise<Shown | null> {
  const facts = factsOfCase(mail);
  const masked = maskMail(facts);
  const reply = await ask(readingMessages(masked, facts));
  const answer = reply.kind === 'answered' ? readReading(reply.text) : null;
  if (answer === null) return null;
  return checkSuggestions(answer.answered, { facts, masked }).suggestions.map(({ kind, data }) => {
    const numbers = data.invoiceIds.map((id) => id.replace('inv_', ''));
    return [kind, keyOf(kind, data.day, numbers)] as const;
  });
}

function count(
  counts: Map<SuggestionKind, { found: number; missed: number; invented: number }>,
  { expected }: ReadingCase,
  shown: Shown,
): void {
  const left = [...shown];
  for (const { kind, day, invoices } of expected) {
    const at = left.findIndex(([, key]) => key === keyOf(kind, day, invoices));
    counts.get(kind)![at < 0 ? 'missed' : 'found'] += 1;
    if (at >= 0) left.splice(at, 1);
  }
  for (const [kind] of left) counts.get(kind)!.invented += 1;
}
