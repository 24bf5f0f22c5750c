import { envelopeOf, fieldOf } from './envelope.ts';
import { parametersOf, type MimePart } from './mime-parts.ts';
import { quoted } from './tokens.ts';

/** BODYSTRUCTURE of RFC 3501, section 7.4.2; without the data that BODY leaves out. */
export function bodyStructureOf(part: MimePart, { isExtended }: { isExtended: boolean }): string {
  const { type, subtype, parameters, parts, header } = part;
  const field = (name: string): string => quoted(fieldOf(header, name));
  const more = isExtended
    ? ` ${dispositionOf(header)} ${field('Content-Language')} ${field('Content-Location')}`
    : '';
  if (parts.length > 0) {
    const inside = parts.map((each) => bodyStructureOf(each, { isExtended })).join('');
    return `(${inside} ${quoted(subtype)}${isExtended ? ` ${listOf(parameters)}${more}` : ''})`;
  }
  const encoding = quoted((fieldOf(header, 'Content-Transfer-Encoding') ?? '7bit').toLowerCase());
  const kind = [
    quoted(type),
    quoted(subtype),
    listOf(charsetOf(part)),
    field('Content-ID'),
    field('Content-Description'),
  ];
  const size = [encoding, `${part.body.length}`];
  return `(${[...kind, ...size, ...ofItsKind(part, isExtended)].join(' ')}${isExtended ? ` ${field('Content-MD5')}${more}` : ''})`;
}

function ofItsKind({ type, body, message }: MimePart, isExtended: boolean): string[] {
  const lines = `${body.toString('latin1').split('\n').length - 1}`;
  if (message !== null) return [envelopeOf(message.header), bodyStructureOf(message, { isExtended }), lines];
  return type === 'text' ? [lines] : [];
}

/** A text that does not say is US-ASCII (RFC 2045, section 5.2). */
function charsetOf({ type, parameters }: MimePart): [string, string][] {
  const isSilent = type === 'text' && !parameters.some(([name]) => name === 'charset');
  return isSilent ? [['charset', 'us-ascii'], ...parameters] : parameters;
}

function dispositionOf(header: Buffer): string {
  const field = fieldOf(header, 'Content-Disposition');
  if (field === null) return 'NIL';
  return `(${quoted(field.split(';')[0]!.trim().toLowerCase())} ${listOf(parametersOf(field))})`;
}

const listOf = (parameters: readonly [string, string][]): string =>
  parameters.length === 0
    ? 'NIL'
    : `(${parameters.map(([name, value]) => `${quoted(name)} ${quoted(value)}`).join(' ')})`;
