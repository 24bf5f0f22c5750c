import { compile, type FormatCallback } from 'html-to-text';
import { READ_LIMITS } from './read-limits.ts';

/** Cells stand beside each other, and mostly hold the layout of a page: a space keeps their words apart. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(' ');
};

const convert = compile({
  wordwrap: false,
  limits: {
    maxInputLength: READ_LIMITS.htmlLength,
    // Deeper than any page that people see; the walk is recursive.
    maxDepth: 400,
    ellipsis: '',
  },
  formatters: { cell },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'head', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
    { selector: 'title', format: 'skip' },
    { selector: 'template', format: 'skip' },
    { selector: 'object', format: 'skip' },
    { selector: 'select', format: 'skip' },
    { selector: 'hr', format: 'lineBreak' },
    { selector: 'blockquote', options: { trimEmptyLines: true } },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    { selector: 'table', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** What a person reads of a mail's HTML: quotes begin with `> `, links are their words, nothing hidden by a tag stays. */
export function textOfMailHtml(html: string): string {
  return convert(html)
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
