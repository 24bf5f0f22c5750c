/** What can be wrong with a text that a language model wrote, and how a person is told: nothing of it is quoted. */
export const FAULTS = {
  not_json: 'the answer is not the JSON object that was asked for',
  empty: 'the answer is empty',
  truncated: 'the answer was cut off at the most tokens allowed',
  no_subject: 'the subject is missing',
  no_body: 'the body is missing',
  too_long: 'the text is too long',
  not_one_line: 'the subject is not one line',
  placeholder: 'a placeholder was left open',
  markup: 'the text has markup',
  amount: "it names an amount that is not the customer's own",
  currency: "it names an amount in another currency than the customer's",
  date: "it names a day that is not among the customer's facts",
  percentage: 'it names a percentage that the prompt does not',
  invoice_number: "it names an invoice that is not the customer's own",
  number: "it names a number that is not among the customer's facts",
  link: 'it has a web address that was not given',
  address: 'it has an email address that was not given',
} as const;
export type FaultCode = keyof typeof FAULTS;

/** One thing that is wrong; `told` says it to the model, with the words it is about. */
export interface Fault {
  code: FaultCode;
  told: string;
}

/** A fault of these words. */
export function faultOf(code: FaultCode, words?: string): Fault {
  return { code, told: words === undefined ? FAULTS[code] : `${FAULTS[code]}: ${JSON.stringify(words)}` };
}
