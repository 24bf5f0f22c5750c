import type { LeftOutReason } from '../../contracts/sending/kinds.ts';
import type { ChosenRecipients, LeftOut } from './choose-recipients.ts';
import type { ComposeMessage } from './compose-message.ts';
import type { NoSms } from './compose-sms.ts';
import { PHONE_PROBLEMS, phoneKey, readPhoneNumber } from '../customers/phone-number.ts';
import {
  chooseContact,
  shownContact,
  type ContactChoice,
  type Reach,
  type SendContact,
} from './recipients.ts';

type Input = Pick<ComposeMessage, 'facts' | 'contactTypes' | 'contactId'>;

/**
 * How people are reached by phone: a number that no sms can go to is passed over as one that is suppressed is. Suppressed
 * ones are given by their keys (`phoneKey`).
 */
export function byPhone(region: string | null): Reach {
  return {
    addressOf: ({ phone }) => (phone === null || phone.trim() === '' ? null : phone),
    unusable: (phone, keys) => unusableNumber(phone, keys, region),
  };
}

function unusableNumber(
  phone: string,
  keys: ReadonlySet<string>,
  region: string | null,
): LeftOutReason | null {
  if (keys.has(phoneKey(phone, region))) return 'suppressed';
  return readPhoneNumber(phone, region).ok ? null : 'invalid_address';
}

/** The number an sms is meant for: the one that a person named, else that of the contact whose turn it is (S3). */
export function numberMeantFor({ facts, contactTypes, contactId }: Input): {
  to: string[];
  choice: ContactChoice;
} {
  const { contacts, suppressed, content } = facts;
  const region = facts.organisation.region ?? null;
  const reach = byPhone(region);
  const choice = chooseContact({ contacts, contactTypes, contactId, suppressed, reach });
  const [named] = content?.pinned?.to ?? [];
  const phone = named ?? choice.contact?.phone;
  return { to: phone == null ? [] : [phoneKey(phone, region)], choice };
}

/**
 * Whom an sms goes to (S3, D3, Q4, M7), always one number, as E.164. Nobody is left: an error that says whether there was no
 * number, none that can be used, or none that may get any, in the gateway's words where it refused one just now (D2).
 */
export function chooseNumber(input: Input): ChosenRecipients | NoSms {
  const { facts } = input;
  const region = facts.organisation.region ?? null;
  const { to, choice } = numberMeantFor(input);
  const [named] = facts.content?.pinned?.to ?? [];
  const leftOut: LeftOut[] = choice.passedOver.map(({ contact, address, reason }) => {
    return { kind: 'to', address, contactId: contact.contactId, reason };
  });
  const phone = named ?? choice.contact?.phone ?? null;
  if (phone === null) return noneLeft(input, leftOut);
  const contact = named === undefined ? choice.contact : contactAt(facts.contacts, named, region);
  const reason = unusableNumber(phone, new Set(facts.suppressed), region);
  const own: LeftOut = {
    kind: 'to',
    address: phone,
    contactId: contact?.contactId ?? null,
    reason: 'suppressed',
  };
  if (reason !== null) return noneLeft(input, [{ ...own, reason }]);
  return {
    contactId: contact?.contactId ?? null,
    contact: contact ?? shownContact(choice),
    to,
    recipients: [{ kind: 'to', address: to[0]! }],
    leftOut: named === undefined ? leftOut : [],
  };
}

function contactAt(
  contacts: readonly SendContact[],
  number: string,
  region: string | null,
): SendContact | null {
  const key = phoneKey(number, region);
  return contacts.find(({ phone }) => phone !== null && phoneKey(phone, region) === key) ?? null;
}

function noneLeft({ facts, contactId }: Input, leftOut: readonly LeftOut[]): NoSms {
  const broken = leftOut.find(({ reason }) => reason === 'invalid_address');
  if (broken) {
    const read = readPhoneNumber(broken.address, facts.organisation.region ?? null);
    const problem = read.ok ? 'cannot be used' : PHONE_PROBLEMS[read.problem];
    return {
      kind: 'error',
      code: 'invalid_number',
      detail: `The phone number cannot be used: it ${problem}.`,
    };
  }
  if (leftOut.length === 0) {
    const isNamed = facts.contacts.some((contact) => contact.contactId === contactId);
    const detail = isNamed ? 'The contact has no phone number.' : 'No contact with a phone number matches.';
    return { kind: 'error', code: 'no_recipient', detail };
  }
  const words = facts.message?.refusal;
  const detail =
    leftOut.length === 1
      ? 'The only number it may go to is opted out or suppressed.'
      : 'All numbers it may go to are opted out or suppressed.';
  return { kind: 'error', code: 'all_suppressed', detail: words ? `${words} ${detail}` : detail };
}
