import { compile, type FormatCallback } from 'html-to-text';
import { cutAt } from './clean-text.ts';
import { FLAT_DEPTH, flattenHtml } from './flatten-html.ts';
import { READ_LIMITS } from './read-limits.ts';

/** Cells stand beside each other, and mostly hold the layout of a page: a space keeps their words apart. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(' ');
};

/** Lists are not indented: a list in a list in a list would be more spaces than text. */
const item: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addInline('- ');
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const convert = compile({
  wordwrap: false,
  limits: {
    // It reads what was made no longer and no deeper than that, and complains aloud about a longer one.
    maxInputLength: READ_LIMITS.htmlLength * 2,
    maxDepth: FLAT_DEPTH,
    ellipsis: '',
  },
  formatters: { cell, item },
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
    { selector: 'ul', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'ol', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'li', format: 'item' },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    { selector: 'table', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** What a person reads of a mail's HTML: quotes begin with `> `, links are their words, nothing hidden by a tag stays. */
export function textOfMailHtml(html: string): string {
  return convert(flattenHtml(cutAt(html, READ_LIMITS.htmlLength)))
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
