/** What a report says of one recipient (RFC 3464, section 2.3). */
export interface RecipientFields {
  /** Addresses it is named by, the one that the sender used first; lower case. */
  addresses: readonly string[];
  /** Lower case: `failed`, `delayed`, `delivered`, `relayed`, `expanded`; null: it does not say. */
  action: string | null;
  status: string | null;
  /** The answers of servers, in their own words. */
  answers: readonly string[];
}

/** Fields that name a recipient, the one that we used first. */
const NAMES = ['original-recipient', 'final-recipient', 'x-actual-recipient', 'x-original-recipient', 'x-display-name'];
const ANSWERS = ['diagnostic-code', 'x-supplementary-info', 'x-smtp-response', 'x-diagnostic', 'x-notes', 'x-error'];

/** Bounds of what is looked at. */
const MOST_BLOCKS = 200;

/**
 * Reads the fields of a delivery report, a block each recipient. Blocks that a server glued together or split by a stray empty
 * line are told apart by the fields that begin one.
 */
export function recipientFields(report: string): RecipientFields[] {
  const found: RecipientFields[] = [];
  for (const fields of blocksOf(report)) {
    const addresses = NAMES.flatMap((name) => (fields.get(name) ?? []).flatMap(addressIn));
    if (addresses.length === 0 && !fields.has('action')) continue;
    found.push({
      addresses: [...new Set(addresses)],
      action: /^[a-z]+/i.exec(fields.get('action')?.[0] ?? '')?.[0].toLowerCase() ?? null,
      status: /\d\.\d{1,3}\.\d{1,3}/.exec(fields.get('status')?.[0] ?? '')?.[0] ?? null,
      answers: ANSWERS.flatMap((name) => fields.get(name) ?? []),
    });
  }
  return found;
}

type Fields = Map<string, string[]>;

function blocksOf(report: string): Fields[] {
  const lines = report.replace(/\r\n?/g, '\n').replace(/\n[ \t]+(?=\S)/g, ' ').split('\n');
  const blocks: Fields[] = [];
  let block: Fields = new Map();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    const isNext = line.trim() === '' || (key !== '' && NAMES.slice(0, 2).includes(key) && block.has(key));
    if (isNext && block.size > 0) {
      blocks.push(block);
      block = new Map();
    }
    if (key !== '') block.set(key, [...(block.get(key) ?? []), value.trim()]);
    if (blocks.length >= MOST_BLOCKS) break;
  }
  return [...blocks, block];
}

/** `rfc822; ap@example` or a bare address, also in brackets. */
function addressIn(value: string): string[] {
  const address = /[^\s<>;"()]+@[^\s<>;"()]+/.exec(value.replace(/^[\w-]+\s*;/, ''))?.[0];
  return address === undefined ? [] : [address.toLowerCase()];
}
