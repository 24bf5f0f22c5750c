import type { FieldProblem } from '../../contracts/problems.ts';
import type { TemplateProblem } from '../rendering/compiled-template.ts';
import type { RenderFacts } from '../rendering/facts.ts';
import { wordsFor } from '../rendering/language.ts';
import { renderEmail, renderText } from '../rendering/message.ts';
import { replySubject, type Thread } from '../sending/thread-subject.ts';
import { countSegments, type SmsSegments } from '../sending/sms-segments.ts';
import type { StepContent } from './step-rules.ts';

/** A step filled from facts; what a step of its type does not have, or what could not be rendered, is null. */
export interface RenderedStep {
  subject: string | null;
  /** BCP 47, what an email is written in; null: nobody has said. */
  language: string | null;
  html: string | null;
  text: string | null;
  /** Of an sms: how it is sent (M7). */
  sms: SmsSegments | null;
  instructions: string | null;
  script: string | null;
  problems: FieldProblem[];
}

/** Renders everything a step holds, messages and the words for its person; problems never hide the parts that work. */
export function renderStep(
  written: StepContent,
  facts: RenderFacts,
  thread: Thread | null = null,
): RenderedStep {
  const { subject, body, bodyText } = written;
  const locales = [facts.customer.locale, facts.organisation.locale ?? null];
  const spoken = wordsFor({ ...written, words: { subject, body, bodyText } }, locales);
  const step = { ...written, ...spoken.words };
  const { language } = spoken;
  const problems: FieldProblem[] = [];
  const textOf = (template: string | null, place: string): string | null => {
    if (template === null) return null;
    const rendered = renderText(template, facts, place);
    if (rendered.ok) return rendered.text;
    problems.push(...rendered.problems.map(fieldProblemOf));
    return null;
  };
  const rendered = {
    language: step.type === 'email' ? language : null,
    ...renderMessage(step, { ...facts, language }, { problems, textOf, thread }),
    instructions: textOf(step.instructions, 'instructions'),
    script: textOf(step.script, 'script'),
  };
  const sms = step.type === 'sms' && rendered.text !== null ? countSegments(rendered.text.trim()) : null;
  return { ...rendered, sms, problems };
}

interface Rendering {
  problems: FieldProblem[];
  textOf: (template: string | null, place: string) => string | null;
  thread: Thread | null;
}

function renderMessage(
  step: StepContent,
  facts: RenderFacts,
  { problems, textOf, thread }: Rendering,
): Pick<RenderedStep, 'subject' | 'html' | 'text'> {
  if (step.type !== 'email') return { subject: null, html: null, text: textOf(step.body, 'body') };
  if (step.contentMode === 'prompt') {
    problems.push({
      field: 'prompt',
      message: 'the text is written when the step is due; ask for a draft to see one',
    });
    return { subject: null, html: null, text: null };
  }
  const answered = step.subject === null && step.isThreaded ? thread : null;
  const email = renderEmail(
    { ...subjectOf(step, answered), bodyHtml: step.body ?? '', bodyText: step.bodyText },
    facts,
  );
  const subjectFor = (subject: string) => (answered ? replySubject(subject) : subject);
  if (email.ok) return { subject: subjectFor(email.subject), html: email.html, text: email.text };
  problems.push(...email.problems.map(fieldProblemOf));
  return { subject: null, html: null, text: null };
}

/** Its own, or what it answers: the mail that has left, else the template of the one before it. */
function subjectOf({ subject }: StepContent, answered: Thread | null) {
  if (answered?.subject != null) return { subject: answered.subject, isSubjectWritten: true };
  return { subject: subject ?? answered?.template ?? '' };
}

function fieldProblemOf({ place, line, column, message }: TemplateProblem): FieldProblem {
  return {
    field: place === 'bodyHtml' ? 'body' : place,
    message: `line ${line}, column ${column}: ${message}`,
  };
}
