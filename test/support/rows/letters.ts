import { LANGUAGES, TONES, type Language } from '../../../contracts/kinds.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import { designedLetter, plainLetter } from '../../../domain/rendering/letters/letter-layout.ts';
import type { EmailTemplates } from '../../../domain/rendering/message.ts';
import { renderFacts, renderInvoice } from './render-facts.ts';

/** A locale of each language. */
export const LOCALES: Record<Language, string> = {
  en: 'en-GB',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
  it: 'it-IT',
  nl: 'nl-NL',
  pt: 'pt-PT',
  pl: 'pl-PL',
  sv: 'sv-SE',
  ja: 'ja-JP',
};

/** Every letter of the product in one language, by what it is called. */
export function lettersIn(
  language: Language,
): [name: string, level: 'account' | 'invoice', EmailTemplates][] {
  return TONES.flatMap((tone): ReturnType<typeof lettersIn> => {
    const plain = (about: 'account' | 'open'): EmailTemplates => {
      const { subject, body } = plainLetter({ tone, about, language });
      return { subject, bodyHtml: body, bodyText: null };
    };
    return [
      [`${tone}, account`, 'account', designedLetter({ tone, about: 'account', language })],
      [`${tone}, invoice`, 'invoice', designedLetter({ tone, about: 'invoice', language })],
      [`${tone}, plain account`, 'account', plain('account')],
      [`${tone}, plain open`, 'account', plain('open')],
    ];
  });
}

const NOBODY = { name: null, email: 'ap@example.com', phone: null, title: null };
const many = (count: number) =>
  Array.from({ length: count }, (_none, index) => renderInvoice({ number: `R-${index + 1}` }));

/** What may be known about a customer, and what may be missing. */
export const VARIANTS: Record<string, Partial<RenderFacts>> = {
  'everything known': {
    invoices: [
      renderInvoice({ poNumber: 'PO-77', pdfUrl: 'https://files.example/1.pdf' }),
      renderInvoice({ number: 'R-2', dueOn: '2026-03-01', balance: '80' }),
    ],
    credit: '25.00',
  },
  'one invoice': { invoices: many(1) },
  'three invoices': { invoices: many(3) },
  'five invoices': { invoices: many(5) },
  'one that is not due': { invoices: [...many(1), renderInvoice({ number: 'R-9', dueOn: '2026-03-20' })] },
  'no name': { contact: NOBODY },
  'a department': { contact: { ...NOBODY, name: 'Accounts Payable' } },
  'a family name': { contact: { ...NOBODY, name: 'Dr. Vogt' } },
  'no link': { invoices: [renderInvoice({ payUrl: null })] },
  'no sender': { sender: { name: '', email: '', signatureHtml: null, signatureText: null } },
};

/** Facts for a customer of a language. */
export function factsIn(
  language: Language,
  variant: string,
  level: 'account' | 'invoice' = 'account',
): RenderFacts {
  const facts = { ...renderFacts(), ...VARIANTS[variant] };
  const customer = { ...facts.customer, name: 'Qxz', locale: LOCALES[language] };
  return {
    ...facts,
    customer,
    organisation: { name: 'Vwq' },
    language,
    ...(level === 'invoice' && { invoice: facts.invoices[0]! }),
  };
}

/** All of them but English, which the others are compared with. */
export const OTHER_LANGUAGES = LANGUAGES.filter((language) => language !== 'en');
