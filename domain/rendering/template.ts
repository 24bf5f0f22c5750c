import {
  compileTemplate,
  locate,
  type CompiledNode,
  type TemplateLevel,
  type TemplateMode,
  type TemplateProblem,
} from './compiled-template.ts';
import type { VariablePath } from './known-variables.ts';
import type { Variables } from './variables.ts';

/** The text, or everything that kept it from being rendered, in the order of the template. */
export type RenderedTemplate = { ok: true; text: string } | { ok: false; problems: TemplateProblem[] };

type Empty = { offset: number; name: string };

/**
 * What keeps a template from being saved (M3): a broken tag (the first one), unknown variables, unescaped values in
 * HTML, and Mustache that is not supported (partials, `{{.}}`, other delimiters). Empty when it may be saved.
 *
 * @param place the field, named in every problem
 * @param options `mode` defaults to `html`; `level` to `account`, where `invoice.*` may only stand in a section
 */
export function findTemplateProblems(
  template: string,
  place: string,
  options: { mode?: TemplateMode; level?: TemplateLevel } = {},
): TemplateProblem[] {
  const { problems } = compileTemplate(template, options.mode ?? 'html', options.level ?? 'account');
  return problems.map((problem) => locate(template, place, problem));
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
  const text = renderNodes(nodes, [variables], missing);
  if (missing.size === 0) return { ok: true, text };
  return {
    ok: false,
    problems: [...missing.values()].map(({ offset, name }) =>
      locate(template, place, { offset, variable: name, message: `${name} is empty` }),
    ),
  };
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

function renderNodes(nodes: CompiledNode[], scopes: unknown[], missing: Map<number, Empty>): string {
  let text = '';
  for (const node of nodes) {
    if (node.kind === 'text') text += node.text;
    else if (node.kind === 'section') text += renderSection(node, scopes, missing);
    else {
      const value = valueAt(node.path, scopes);
      if (isEmpty(value)) missing.set(node.offset, { offset: node.offset, name: node.name });
      else text += node.isEscaped ? escapeHtml(String(value)) : String(value);
    }
  }
  return text;
}

function renderSection(
  node: CompiledNode & { kind: 'section' },
  scopes: unknown[],
  missing: Map<number, Empty>,
): string {
  const value = valueAt(node.path, scopes);
  const isShown = !(
    isEmpty(value) ||
    value === false ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
  if (isShown === node.isInverted) return '';
  if (!node.isScope) return renderNodes(node.children, scopes, missing);
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => renderNodes(node.children, [...scopes, item], missing)).join('');
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
