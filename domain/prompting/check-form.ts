import { faultOf, type Fault } from './fault.ts';
import type { AnsweredText } from './parse-answer.ts';
import { MAX_WRITTEN_BODY, MAX_WRITTEN_SUBJECT } from './prompt-request.ts';

/** Gaps that are one whatever stands inside. */
const GAPS = [
  /\{\{|\}\}|\{%|%\}|\$\{/gu,
  /%[A-Z_]{3,}%/gu,
  /_{3,}/gu,
  /(?<![\p{L}\p{N}])(?:TODO|TBD|TBC|FIXME|X{3,})(?![\p{L}\p{N}])/gu,
  /lorem ipsum/giu,
  /(?<!\p{L})Your (?:Full )?(?:Name|Title|Position|Company(?: Name)?|Signature|Team)(?!\p{L})/gu,
];
/** Words in brackets, which a name may hold as well. */
const BRACKETED = [/\{[^{}\n]{0,60}\}/gu, /\[[^[\]\n]{0,60}\]/gu, /<[^<>\n]{1,80}>/gu];
const MARKDOWN = [/\*\*[^*\n]+\*\*/u, /^#{1,6} /mu, /```/u, /\]\(/u];

/** Judges everything about a text but its facts: there, in its limits, nothing left open, plain text. */
export function checkForm({ subject, body }: AnsweredText, names: readonly string[]): Fault[] {
  const faults: Fault[] = [];
  if (subject === '') faults.push(faultOf('no_subject'));
  if (body === '') faults.push(faultOf('no_body'));
  if (/[\p{Cc}\u2028\u2029]/u.test(subject)) faults.push(faultOf('not_one_line'));
  if (subject.length > MAX_WRITTEN_SUBJECT || body.length > MAX_WRITTEN_BODY)
    faults.push(faultOf('too_long'));
  const text = `${subject}\n${body}`;
  for (const pattern of GAPS) {
    for (const [gap] of text.matchAll(pattern)) faults.push(faultOf('placeholder', gap));
  }
  for (const pattern of BRACKETED) {
    for (const [gap] of text.matchAll(pattern)) {
      if (!names.some((name) => name.includes(gap))) faults.push(faultOf('placeholder', gap));
    }
  }
  for (const pattern of MARKDOWN) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) faults.push(faultOf('markup', found));
  }
  return faults;
}
