import { KNOWN_VARIABLES, findVariable, type VariablePath, type VariableShape } from './known-variables.ts';
import { parseTemplate, placeOf, type SyntaxNode } from './template-syntax.ts';

/** What is wrong in a template, and where. `line` and `column` count from 1. */
export type TemplateProblem = {
  /** The field, as its caller names it: `subject`, `bodyHtml`. */
  place: string;
  line: number;
  column: number;
  /** The variable as written, where one is concerned. */
  variable?: string;
  message: string;
};

/** `html`: values are escaped. `text`: they are not. */
export type TemplateMode = 'html' | 'text';

/** What a message is about: at `account` level there is no `invoice`, and it may only stand in sections. */
export type TemplateLevel = 'account' | 'invoice';

/** A template with every name looked up. */
export type CompiledNode =
  | { kind: 'text'; text: string }
  | { kind: 'variable'; name: string; path: VariablePath; isEscaped: boolean; offset: number }
  | {
      kind: 'section';
      path: VariablePath;
      isInverted: boolean;
      /** Whether its value becomes the innermost scope of its children. */
      isScope: boolean;
      children: CompiledNode[];
    };

/** Nodes to render, or all problems; problems carry offsets since the place is the caller's. */
export type CompiledTemplate = {
  nodes: CompiledNode[];
  problems: { offset: number; variable?: string; message: string }[];
};

type Context = {
  mode: TemplateMode;
  scopes: VariableShape[];
  hasInvoice: boolean;
  problems: CompiledTemplate['problems'];
};

const MAX_CACHED = 300;
const cache = new Map<string, CompiledTemplate>();

/** Parses and checks a template once; the least recently used of 300 is forgotten. */
export function compileTemplate(
  template: string,
  mode: TemplateMode,
  level: TemplateLevel,
): CompiledTemplate {
  const key = `${mode} ${level} ${template}`;
  const known = cache.get(key);
  const compiled = known ?? compile(template, mode, level);
  if (known) cache.delete(key);
  else if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value!);
  cache.set(key, compiled);
  return compiled;
}

/** The problem of a compiled template as a caller shows it. */
export function locate(
  template: string,
  place: string,
  problem: CompiledTemplate['problems'][number],
): TemplateProblem {
  const { offset, variable, message } = problem;
  return { place, ...placeOf(template, offset), ...(variable === undefined ? {} : { variable }), message };
}

function compile(template: string, mode: TemplateMode, level: TemplateLevel): CompiledTemplate {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return { nodes: [], problems: [{ offset: parsed.offset, message: parsed.message }] };
  const context: Context = { mode, scopes: [KNOWN_VARIABLES], hasInvoice: level === 'invoice', problems: [] };
  const nodes = compileNodes(parsed.nodes, context);
  return { nodes, problems: context.problems };
}

function compileNodes(nodes: SyntaxNode[], context: Context): CompiledNode[] {
  return nodes.flatMap((node) => {
    switch (node.kind) {
      case 'text':
        return [node];
      case 'variable':
        return compileVariable(node, context);
      case 'section':
        return compileSection(node, context);
      case 'unsupported':
        context.problems.push({ offset: node.offset, message: UNSUPPORTED[node.what] });
        return [];
    }
  });
}

const UNSUPPORTED = {
  partial: 'Partials ({{> …}}) are not supported',
  delimiters: 'Changing the delimiters ({{= … =}}) is not supported',
} as const;

function compileVariable(node: SyntaxNode & { kind: 'variable' }, context: Context): CompiledNode[] {
  const { name, offset } = node;
  const path = lookUp(name, offset, context);
  if (!path) return [];
  const message = variableProblem(name, node.isUnescaped, path, context);
  if (message) {
    context.problems.push({ offset, variable: name, message });
    return [];
  }
  return [{ kind: 'variable', name, path, isEscaped: context.mode === 'html' && !node.isUnescaped, offset }];
}

function variableProblem(
  name: string,
  isUnescaped: boolean,
  path: VariablePath,
  context: Context,
): string | undefined {
  if (path.shape.kind !== 'value') return `${name} is a group of variables and cannot be printed`;
  if (isInvoice(path) && !context.hasInvoice) {
    return `${name} exists only in messages about one invoice; put it in a section {{#invoice}}…{{/invoice}}`;
  }
  const isSignature = path.keys.join('.').endsWith('signatureHtml');
  if (isSignature && context.mode === 'text') return `${name} is HTML; use sender.signatureText in text`;
  if (isUnescaped && context.mode === 'html' && !isSignature) {
    return `${name} must be escaped in HTML: write {{${name}}}`;
  }
  return undefined;
}

function compileSection(node: SyntaxNode & { kind: 'section' }, context: Context): CompiledNode[] {
  const path = lookUp(node.name, node.offset, context);
  // Names inside are still checked, as far as they don't depend on the unknown section.
  const shape = path?.shape;
  const inner = shape?.kind === 'list' ? shape.item : shape;
  const isScope = !node.isInverted && inner?.kind === 'object';
  const children = compileNodes(node.children, {
    ...context,
    scopes: isScope ? [...context.scopes, inner] : context.scopes,
    hasInvoice: context.hasInvoice || (path !== undefined && isInvoice(path) && !node.isInverted),
  });
  return path ? [{ kind: 'section', path, isInverted: node.isInverted, isScope, children }] : [];
}

function lookUp(name: string, offset: number, context: Context): VariablePath | undefined {
  const path = findVariable(name, context.scopes);
  if (path) return path;
  const message =
    name === '.' ? '{{.}} is not supported' : name === '' ? 'Empty tag' : `Unknown variable ${name}`;
  context.problems.push({ offset, variable: name, message });
  return undefined;
}

function isInvoice(path: VariablePath): boolean {
  return path.depth === 0 && path.keys[0] === 'invoice';
}
