import type { FieldProblem } from '../../contracts/problems.ts';
import { addressKey, ADDRESS_PROBLEMS, parseAddress } from '../customers/email-address.ts';
import type { WayOut } from '../rendering/body-text.ts';
import { verbatimEmail } from '../rendering/message.ts';
import { fingerprintOf } from './touchpoint-message.ts';
import type { WrittenBasis, WrittenContent } from './written-touchpoint.ts';

/** What a person changes about a message; members that are left out stay. */
export interface TouchpointEdit {
  subject?: string | undefined;
  /** HTML, or plain text. */
  bodyHtml?: string | undefined;
  /** Left out beside a new `bodyHtml`: made from it. */
  bodyText?: string | undefined;
  to?: string[] | undefined;
  cc?: string[] | undefined;
  bcc?: string[] | undefined;
}

/** The message as it leaves after an edit, or what is wrong with it. */
export type EditedTouchpoint =
  { ok: true; content: WrittenContent; basis: WrittenBasis } | { ok: false; problems: FieldProblem[] };

/**
 * Lays an edit over a written message (P7): texts go out word for word, with the unsubscribe link kept or added; recipients
 * must be addresses that may get mail, each once. It stays bound to the invoices it was written from: when those move,
 * it comes back.
 *
 * @param input.suppressed keys of addresses that may not get mail, among those named
 */
export function editTouchpoint(input: {
  edit: TouchpointEdit;
  content: WrittenContent;
  basis: WrittenBasis;
  wayOut: WayOut;
  suppressed: readonly string[];
  hash: (text: string) => string;
}): EditedTouchpoint {
  const { edit, content, basis, wayOut, hash } = input;
  const problems: FieldProblem[] = [];
  const texts = editedTexts(edit, content, wayOut, problems);
  const addresses = editedAddresses(edit, content, new Set(input.suppressed), problems);
  if (problems.length > 0) return { ok: false, problems };
  const { to, cc, bcc } = addresses;
  const all = [...to, ...cc, ...bcc];
  const { currency, invoices } = basis;
  return {
    ok: true,
    content: {
      ...content,
      ...texts,
      ...addresses,
      isTextByHand:
        content.isTextByHand ||
        [edit.subject, edit.bodyHtml, edit.bodyText].some((text) => text !== undefined),
      isAddressedByHand:
        content.isAddressedByHand || [edit.to, edit.cc, edit.bcc].some((list) => list !== undefined),
    },
    basis: {
      ...basis,
      to: all,
      fingerprint: fingerprintOf({ currency, invoices, to: all }, hash),
    },
  };
}

function editedTexts(
  { subject, bodyHtml, bodyText }: TouchpointEdit,
  content: WrittenContent,
  wayOut: WayOut,
  problems: FieldProblem[],
): Pick<WrittenContent, 'subject' | 'html' | 'text'> {
  const email = {
    subject: subject ?? content.subject,
    bodyHtml: bodyHtml ?? content.html,
    bodyText: bodyText ?? (bodyHtml === undefined ? content.text : null),
  };
  const edited = verbatimEmail(email, wayOut);
  if (edited.ok) return { subject: edited.subject, html: edited.html, text: edited.text };
  problems.push(...edited.problems.map(({ place, message }) => ({ field: place, message })));
  return content;
}

type Addresses = Pick<WrittenContent, 'to' | 'cc' | 'bcc'>;

function editedAddresses(
  edit: TouchpointEdit,
  content: WrittenContent,
  suppressed: ReadonlySet<string>,
  problems: FieldProblem[],
): Addresses {
  const seen = new Set<string>();
  const result: Addresses = { to: [], cc: [], bcc: [] };
  for (const kind of ['to', 'cc', 'bcc'] as const) {
    const named = edit[kind];
    for (const [index, text] of (named ?? content[kind]).entries()) {
      const parsed = parseAddress(text);
      const field = `${kind}[${index}]`;
      if (!parsed.ok) {
        problems.push({ field, message: ADDRESS_PROBLEMS[parsed.reason] });
        continue;
      }
      const key = addressKey(parsed.address);
      if (named && suppressed.has(key)) problems.push({ field, message: 'is suppressed: it gets no mail' });
      if (seen.has(key)) continue;
      seen.add(key);
      result[kind].push(parsed.address);
    }
  }
  return result;
}
