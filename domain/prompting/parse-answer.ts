/** A text as a model wrote it: subject, and body in plain text. Nothing else is ever taken from an answer. */
export interface AnsweredText {
  subject: string;
  body: string;
}

/**
 * Reads an answer. It should be a JSON object; thoughts before it, a code fence or words around it are passed over.
 * Null: there is no such object.
 */
export function parseAnswer(answer: string): AnsweredText | null {
  const found = findJson(answer, isAnsweredText);
  return found && clean(found);
}

/** Looks for a JSON value of some form in an answer, whatever stands around it. */
export function findJson<T>(answer: string, isWanted: (value: unknown) => value is T): T | null {
  const text = answer.replace(/<think>[\s\S]*?<\/think>/gi, '').trim();
  for (const candidate of [text, fenced(text), braced(text)]) {
    const parsed = jsonOf(candidate);
    if (isWanted(parsed)) return parsed;
  }
  return null;
}

function isAnsweredText(value: unknown): value is AnsweredText {
  const { subject, body } = (value ?? {}) as Partial<Record<keyof AnsweredText, unknown>>;
  return typeof subject === 'string' && typeof body === 'string';
}

function fenced(text: string): string | undefined {
  return /```(?:json)?\s*([\s\S]*?)```/i.exec(text)?.[1];
}

function braced(text: string): string {
  return text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

function clean({ subject, body }: AnsweredText): AnsweredText {
  return { subject: printable(subject), body: printable(body.replace(/\r\n?/g, '\n')) };
}

/** No half characters, no control characters but tabs and line ends, nothing that turns the reading direction over. */
function printable(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}
