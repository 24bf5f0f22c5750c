import type { AnsweredItem, AnsweredSignal, AnsweredStep } from '../../../contracts/insights/model-answer.ts';
import type { InsightPlanStep, Quoted, SummaryItem } from '../../../contracts/insights/insights.ts';
import type { DropReason } from '../../../contracts/insights/kinds.ts';
import type { QuotedSource } from '../../../contracts/insights/signals.ts';
import type { Severity } from '../../../contracts/customers/kinds.ts';
import { moneyText } from '../../receivables/not-asked.ts';
import { addDays } from '../../time/calendar.ts';
import { checkQuote, namesAmount, namesDay, type Quote } from './check-quote.ts';
import type { ModelFacts, ModelSource } from './facts.ts';
import { STEP_WORDS, TOPIC_WORDS } from './words.ts';

/** A model's answer whose pieces have the right form; `dropped` counts those that had not. */
export interface ReadAnswer {
  signals: AnsweredSignal[];
  summary: AnsweredItem[];
  plan: AnsweredStep[];
  dropped: Dropped;
}
export type Dropped = Partial<Record<DropReason, number>>;

/** What of an answer passed: in the words of the product and of the sources, never in those of a model. */
export interface CheckedAnswer {
  signals: { kind: string; severity: Severity; text: string; sources: QuotedSource[] }[];
  summary: Quoted<SummaryItem>[];
  plan: Quoted<InsightPlanStep>[];
  dropped: Dropped;
}

/**
 * Checks an answer against the facts as they are now (C14): each piece names a source that was given and quotes it, and
 * each kind is one of the closed lists. What fails is dropped and counted; the rules go on without it. Pure.
 */
export function checkAnswer(
  answer: ReadAnswer,
  { facts, today }: { facts: ModelFacts; today: string },
): CheckedAnswer {
  const dropped: Dropped = { ...answer.dropped };
  const kept = <T, R>(pieces: readonly T[], check: (piece: T) => R | { dropped: DropReason }): R[] =>
    pieces.flatMap((piece) => {
      const checked = check(piece);
      if (typeof checked !== 'object' || checked === null || !('dropped' in checked)) return [checked as R];
      dropped[checked.dropped] = (dropped[checked.dropped] ?? 0) + 1;
      return [];
    });
  const isNew = firstOf();
  return {
    signals: kept(answer.signals, (piece) => {
      const quote = checkQuote(facts, piece);
      if ('dropped' in quote) return quote;
      return isNew(`signal/${piece.kind}`) ? signalOf(piece, quote) : { dropped: 'repeated' as const };
    }),
    summary: kept(answer.summary, (piece) => {
      const quote = checkQuote(facts, piece);
      if ('dropped' in quote) return quote;
      if (piece.day != null && !namesDay(quote.quote, piece.day, { ...facts, today }))
        return { dropped: 'day' as const };
      if (piece.amount != null && !namesAmount(quote.quote, piece.amount, facts))
        return { dropped: 'amount' as const };
      const key = `summary/${piece.topic}/${quote.source.id}/${quote.quote}`;
      return isNew(key) ? itemOf(piece, quote, facts) : { dropped: 'repeated' as const };
    }),
    plan: kept(answer.plan, (piece) => {
      const quote = checkQuote(facts, piece);
      if ('dropped' in quote) return quote;
      return isNew(`step/${piece.step}`) ? stepOf(piece, quote, today) : { dropped: 'repeated' as const };
    }),
    dropped,
  };
}

type Found = Exclude<Quote, { dropped: DropReason }>;

function firstOf(): (key: string) => boolean {
  const seen = new Set<string>();
  return (key) => seen.size < seen.add(key).size;
}

/** The words of internal notes stay where they are (C9): what was concluded from one names it. */
const shownQuote = ({ source, quote }: Found): string | null => (source.entity === 'note' ? null : quote);

function signalOf({ kind, severity }: AnsweredSignal, found: Found): CheckedAnswer['signals'][number] {
  const { entity, id } = found.source;
  const sources = [{ entity, id, quote: shownQuote(found) }];
  return { kind, severity, text: TOPIC_WORDS[kind].signal, sources };
}

function itemOf(
  { topic, day, amount }: AnsweredItem,
  found: Found,
  { currency }: ModelFacts,
): Quoted<SummaryItem> {
  const { source } = found;
  const quote = shownQuote(found);
  const named = quote === null ? [] : [amount != null ? moneyText(amount, currency) : '', day ?? ''];
  const about = named.filter((each) => each !== '').join(', ');
  const text = `${source.what}: ${TOPIC_WORDS[topic].says}${about === '' ? '' : ` (${about})`}.`;
  return { text, on: source.on, source: idOf(source), quote };
}

function stepOf({ step, inDays }: AnsweredStep, found: Found, today: string): Quoted<InsightPlanStep> {
  const { kind, severity, reason } = STEP_WORDS[step];
  const { source } = found;
  return {
    key: `ai/${step}/${source.id}`,
    kind,
    severity,
    reason: `${reason}: ${source.what.toLowerCase()} of ${source.on}.`,
    dueOn: addDays(today, inDays),
    isRecommended: true,
    sources: [idOf(source)],
    quote: shownQuote(found),
  };
}

const idOf = ({ entity, id }: ModelSource) => ({ entity, id });
