import { compileTemplate, type CompiledNode, type TemplateLevel } from './compiled-template.ts';
import { isHtml } from './body-text.ts';
import type { EmailTemplates } from './message.ts';

/**
 * Whether the templates of an email name one of these groups of variables, such as `balance`; what stands inside a
 * section of another group (`{{#invoice}}{{balance}}{{/invoice}}`) does not count. Broken templates may name anything.
 */
export function mentions(email: EmailTemplates, level: TemplateLevel, groups: readonly string[]): boolean {
  const parts = [
    compileTemplate(email.subject, 'text', level),
    compileTemplate(email.bodyHtml, isHtml(email.bodyHtml) ? 'html' : 'text', level),
    compileTemplate(email.bodyText ?? '', 'text', level),
  ];
  return parts.some(({ nodes, problems }) => problems.length > 0 || names(nodes, groups));
}

function names(nodes: readonly CompiledNode[], groups: readonly string[]): boolean {
  return nodes.some((node) => {
    if (node.kind === 'text') return false;
    if (node.path.depth === 0 && groups.includes(node.path.keys[0] ?? '')) return true;
    return node.kind === 'section' && names(node.children, groups);
  });
}
