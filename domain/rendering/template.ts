import {
  compileTemplate,
  locate,
  type CompiledNode,
  type TemplateLevel,
  type TemplateMode,
  type TemplateProblem,
} from './compiled-template.ts';
import { findHtmlProblems } from './html-problems.ts';
import type { VariablePath } from './known-variables.ts';
import type { Variables } from './variables.ts';

/** The text, or everything that kept it from being rendered, in the order of the template. */
export type RenderedTemplate = { ok: true; text: string } | { ok: false; problems: TemplateProblem[] };

type Empty = { offset: number; name: string };

/** What is printed, and how much more may be. */
interface Printing {
  missing: Map<number, Empty>;
  /** Nodes that may still be printed. */
  left: number;
  /** Characters that may still be printed. */
  room: number;
  /** Whether what is empty stands as its tag. */
  isForReader?: boolean;
}

/** A list inside itself multiplies: what no letter has is not printed at all. */
const MAX_NODES = 500_000;
const MAX_CHARACTERS = 5_000_000;

/**
 * What keeps a template from being saved (M3): a broken tag (the first one), unknown variables, unescaped values in
 * HTML, and Mustache that is not supported (partials, `{{.}}`, other delimiters); in HTML, elements too deep inside each
 * other and links that lead elsewhere than they may. Empty when it may be saved.
 *
 * @param place the field, named in every problem
 * @param options `mode` defaults to `html`; `level` to `account`, where `invoice.*` may only stand in a section
 */
export function findTemplateProblems(
  template: string,
  place: string,
  options: { mode?: TemplateMode; level?: TemplateLevel } = {},
): TemplateProblem[] {
  const mode = options.mode ?? 'html';
  const { problems } = compileTemplate(template, mode, options.level ?? 'account');
  const ofHtml = mode === 'html' ? findHtmlProblems(template) : [];
  return [...problems, ...ofHtml].map((problem) => locate(template, place, problem));
}

/**
 * Fills a template. A variable that is reached and is null, empty or blank is an error naming it (M3); an optional one
 * stands in a section of its own: `{{#contact.name}}Dear {{contact.name}}{{/contact.name}}`.
 *
 * @param mode `html` escapes every value but `{{{sender.signatureHtml}}}`; `text` escapes none
 */
export function renderTemplate(
  template: string,
  variables: Variables,
  mode: TemplateMode,
  place = 'template',
): RenderedTemplate {
  const { nodes, problems } = compileTemplate(template, mode, variables.invoice ? 'invoice' : 'account');
  if (problems.length > 0) {
    return { ok: false, problems: problems.map((problem) => locate(template, place, problem)) };
  }
  const missing = new Map<number, Empty>();
  const printing = { missing, left: MAX_NODES, room: MAX_CHARACTERS };
  const text = renderNodes(nodes, [variables], printing);
  if (printing.left < 0 || printing.room < 0) {
    return { ok: false, problems: [locate(template, place, { offset: 0, message: 'It grows too long' })] };
  }
  if (missing.size === 0) return { ok: true, text };
  return {
    ok: false,
    problems: [...missing.values()].map(({ offset, name }) =>
      locate(template, place, { offset, variable: name, message: `${name} is empty` }),
    ),
  };
}

/**
 * Fills a text that only our own people read, such as the script of a call (S3): what is empty stands there as its tag, so
 * that they see what is missing, and the rest is filled. What is no template is shown as it is.
 */
export function renderForReader(template: string, variables: Variables): string {
  const { nodes, problems } = compileTemplate(template, 'text', variables.invoice ? 'invoice' : 'account');
  if (problems.length > 0) return template;
  const printing = { missing: new Map(), left: MAX_NODES, room: MAX_CHARACTERS, isForReader: true };
  const text = renderNodes(nodes, [variables], printing);
  return printing.left < 0 || printing.room < 0 ? template : text;
}

/** Escapes a value for HTML text and quoted attributes. */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"'`]/g, (character) => ENTITIES[character]!);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function renderNodes(nodes: CompiledNode[], scopes: unknown[], printing: Printing): string {
  let text = '';
  for (const node of nodes) {
    printing.left -= 1;
    if (printing.left < 0 || printing.room < 0) break;
    if (node.kind === 'section') {
      text += renderSection(node, scopes, printing);
      continue;
    }
    const printed = node.kind === 'text' ? node.text : renderVariable(node, scopes, printing);
    printing.room -= printed.length;
    text += printed;
  }
  return text;
}

function renderVariable(
  { path, name, offset, isEscaped }: CompiledNode & { kind: 'variable' },
  scopes: unknown[],
  { missing, isForReader = false }: Printing,
): string {
  const value = valueAt(path, scopes);
  if (!isEmpty(value)) return isEscaped ? escapeHtml(String(value)) : String(value);
  missing.set(offset, { offset, name });
  return isForReader ? `{{${name}}}` : '';
}

function renderSection(
  node: CompiledNode & { kind: 'section' },
  scopes: unknown[],
  printing: Printing,
): string {
  const value = valueAt(node.path, scopes);
  const isShown = !(
    isEmpty(value) ||
    value === false ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
  if (isShown === node.isInverted) return '';
  if (!node.isScope) return renderNodes(node.children, scopes, printing);
  const items: unknown[] = Array.isArray(value) ? value : [value];
  let text = '';
  for (const item of items) {
    printing.left -= 1;
    if (printing.left < 0 || printing.room < 0) break;
    text += renderNodes(node.children, [...scopes, item], printing);
  }
  return text;
}

function valueAt(path: VariablePath, scopes: unknown[]): unknown {
  let value = scopes[path.depth];
  for (const key of path.keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
