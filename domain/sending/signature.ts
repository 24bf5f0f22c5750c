import type { FieldProblem } from '../../contracts/problems.ts';
import { findHtmlProblems } from '../rendering/html-problems.ts';
import { locate } from '../rendering/compiled-template.ts';

/** What keeps the signature of a mailbox from being saved: it stands in every mail (M3). */
export function findSignatureProblems({
  signatureHtml,
}: {
  signatureHtml?: string | null | undefined;
}): FieldProblem[] {
  const html = signatureHtml ?? '';
  return findHtmlProblems(html)
    .map((problem) => locate(html, 'signatureHtml', problem))
    .map(({ place, line, column, message }) => ({
      field: place,
      message: `line ${line}, column ${column}: ${message}`,
    }));
}
