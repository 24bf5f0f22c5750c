import { htmlOfText, isHtml, textOfHtml, withHtmlFooter, withTextFooter, type WayOut } from './body-text.ts';
import { findHtmlProblems, MAX_HTML_DEPTH } from './html-problems.ts';
import { languageOf } from './language.ts';
import { orProblem, problemOf } from './rendering-fault.ts';
import { locate, type TemplateLevel, type TemplateProblem } from './compiled-template.ts';
import type { RenderFacts } from './facts.ts';
import { findTemplateProblems, renderForReader, renderTemplate, type RenderedTemplate } from './template.ts';
import { buildVariables, type Variables } from './variables.ts';

/**
 * The templates of an email. `bodyHtml` that is not written as HTML is plain text; `bodyText` null: made from the HTML.
 * `isSubjectWritten`: the subject is no template.
 */
export type EmailTemplates = {
  subject: string;
  isSubjectWritten?: boolean;
  bodyHtml: string;
  bodyText: string | null;
};

/** A rendered email with both parts, or all problems, each with the field as `place`. */
export type RenderedEmail =
  { ok: true; subject: string; html: string; text: string } | { ok: false; problems: TemplateProblem[] };

/** RFC 5322, section 2.1.1: a line has at most 998 characters. */
export const MAX_SUBJECT_CHARACTERS = 998;

/** What keeps the templates of an email from being saved (M3, S7): problems of each field, missing subject or body. */
export function findEmailProblems(
  email: EmailTemplates,
  level: TemplateLevel = 'account',
): TemplateProblem[] {
  const problems = [
    ...findTemplateProblems(email.subject, 'subject', { mode: 'text', level }),
    ...findTemplateProblems(email.bodyHtml, 'bodyHtml', {
      mode: isHtml(email.bodyHtml) ? 'html' : 'text',
      level,
    }),
    ...findTemplateProblems(email.bodyText ?? '', 'bodyText', { mode: 'text', level }),
  ];
  const subject = subjectProblem(email.subject);
  if (subject) problems.push(subject);
  if (email.bodyHtml.trim() === '') problems.push(problemOf('bodyHtml', 'The body is empty'));
  return problems;
}

/**
 * Renders an email: subject in one line, HTML and text part, an unsubscribe line in each part that does not show the
 * link yet. Nothing but `facts` goes in, so the same facts give the same email. Never throws: broken facts are a problem.
 */
export function renderEmail(email: EmailTemplates, facts: RenderFacts): RenderedEmail {
  return orProblem('bodyHtml', () => render(email, facts));
}

function render(email: EmailTemplates, facts: RenderFacts): RenderedEmail {
  const variables = buildVariables(facts);
  const subject = email.isSubjectWritten ? checked(email.subject) : renderSubject(email.subject, variables);
  const body = renderBody(email, variables);
  if (!subject.ok || !body.ok) {
    return { ok: false, problems: [subject, body].flatMap((part) => (part.ok ? [] : part.problems)) };
  }
  const wayOut = wayOutOf(facts);
  return {
    ok: true,
    subject: subject.text,
    html: withHtmlFooter(body.html, wayOut),
    text: withTextFooter(body.text, wayOut),
  };
}

/** The unsubscribe link, said in the customer's language, or in the organisation's (M6). */
export function wayOutOf(facts: Pick<RenderFacts, 'customer' | 'organisation' | 'unsubscribeUrl'>): WayOut {
  const { customer, organisation, unsubscribeUrl } = facts;
  return { unsubscribeUrl, language: languageOf([customer.locale, organisation.locale ?? null]) };
}

/**
 * An email whose texts are not templates: they go out as they are, with the unsubscribe link in both parts, if there is to
 * be one. What looks like a tag is a problem, since nothing will fill it. Never throws.
 */
export function verbatimEmail(email: EmailTemplates, wayOut: WayOut | null): RenderedEmail {
  return orProblem('bodyHtml', () => verbatim(email, wayOut));
}

function verbatim(email: EmailTemplates, wayOut: WayOut | null): RenderedEmail {
  const problems = (['subject', 'bodyHtml', 'bodyText'] as const)
    .filter((place) => email[place]?.includes('{{'))
    .map((place) => problemOf(place, 'Template tags are not filled here: write the words themselves'));
  const subject = subjectProblem(email.subject);
  if (subject) problems.push(subject);
  if (email.bodyHtml.trim() === '') problems.push(problemOf('bodyHtml', 'The body is empty'));
  const isMarkup = isHtml(email.bodyHtml);
  if (isMarkup) problems.push(...findBodyProblems(email.bodyHtml));
  if (problems.length > 0) return { ok: false, problems };
  const html = isMarkup ? email.bodyHtml : htmlOfText(email.bodyHtml);
  const text = email.bodyText ?? (isMarkup ? textOfHtml(html) : email.bodyHtml);
  return {
    ok: true,
    subject: email.subject.trim(),
    html: wayOut === null ? html : withHtmlFooter(html, wayOut),
    text: wayOut === null ? text : withTextFooter(text, wayOut),
  };
}

/** Renders a text for people or a phone: sms body, instructions, script, note. Nothing is escaped. Never throws. */
export function renderText(template: string, facts: RenderFacts, place: string): RenderedTemplate {
  return orProblem(place, () => renderTemplate(template, buildVariables(facts), 'text', place));
}

/** Renders a text that only our own people read: what is empty stands as its tag, the rest is filled. Never throws. */
export function renderNotes(template: string, facts: RenderFacts): string {
  try {
    return renderForReader(template, buildVariables(facts));
  } catch {
    return template;
  }
}

/** Elements inside each other that a mail may have: those of a body, of a signature in it, and of what is around them. */
const MAX_MAIL_DEPTH = 2 * MAX_HTML_DEPTH + 20;

/** What keeps the HTML of a mail from leaving, as it was put together. */
export function findBodyProblems(html: string): TemplateProblem[] {
  return findHtmlProblems(html, MAX_MAIL_DEPTH).map((problem) => locate(html, 'bodyHtml', problem));
}

function renderSubject(template: string, variables: Variables): RenderedTemplate {
  const rendered = renderTemplate(template, variables, 'text', 'subject');
  return rendered.ok ? checked(rendered.text) : rendered;
}

function checked(subject: string): RenderedTemplate {
  const problem = subjectProblem(subject);
  return problem ? { ok: false, problems: [problem] } : { ok: true, text: subject.trim() };
}

function subjectProblem(subject: string): TemplateProblem | undefined {
  if (subject.trim() === '') return problemOf('subject', 'The subject is empty');
  // A line break would start a header of the sender's choice.
  if (/[\p{Cc}\u2028\u2029]/u.test(subject)) {
    return problemOf('subject', 'The subject has a line break or control character');
  }
  if (subject.length <= MAX_SUBJECT_CHARACTERS) return undefined;
  return problemOf('subject', `The subject is longer than ${MAX_SUBJECT_CHARACTERS} characters`);
}

type RenderedBody = { ok: true; html: string; text: string } | { ok: false; problems: TemplateProblem[] };

function renderBody(email: EmailTemplates, variables: Variables): RenderedBody {
  const mode = isHtml(email.bodyHtml) ? 'html' : 'text';
  const body = renderTemplate(email.bodyHtml, variables, mode, 'bodyHtml');
  const text = email.bodyText === null ? null : renderTemplate(email.bodyText, variables, 'text', 'bodyText');
  if (!body.ok || text?.ok === false) {
    return { ok: false, problems: [body, text].flatMap((part) => (part && !part.ok ? part.problems : [])) };
  }
  if (body.text.trim() === '') return { ok: false, problems: [problemOf('bodyHtml', 'The body is empty')] };
  const html = mode === 'html' ? body.text : htmlOfText(body.text);
  const problems = mode === 'html' ? findBodyProblems(html) : [];
  if (problems.length > 0) return { ok: false, problems };
  const derived = (): string => (mode === 'html' ? textOfHtml(html) : body.text);
  return { ok: true, html, text: text?.text ?? derived() };
}
