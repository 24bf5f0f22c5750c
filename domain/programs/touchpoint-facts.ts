import type { ContactType } from '../../contracts/customers/kinds.ts';
import type { ContentMode } from '../../contracts/sequences/kinds.ts';
import type { TouchpointLevel } from '../../contracts/sending/kinds.ts';
import type { TouchpointReason } from '../../contracts/programs/kinds.ts';
import type { MessageFacts } from '../sending/send-facts.ts';
import type { EmailTemplates } from '../rendering/message.ts';
import type { RenderInvoice } from '../rendering/facts.ts';

/** An open invoice that nothing keeps back. */
export type TouchpointInvoice = RenderInvoice & { invoiceId: string };

/** An open invoice that is not to be asked for now, and why; `below_minimum`: its balance is below the smallest unit. */
export interface KeptBackInvoice {
  invoiceId: string;
  dueOn: string;
  reason: Extract<TouchpointReason, 'disputed' | 'promise' | 'invoice_hold' | 'in_credit' | 'below_minimum'>;
}

/** Everything a touchpoint's message is made of, as read in one statement (D7). */
export interface TouchpointFacts extends MessageFacts {
  invoices: TouchpointInvoice[];
  keptBack: KeptBackInvoice[];
  /** Of the customer's AR owner, for `ccOwner`; null: there is none. */
  ownerEmail: string | null;
  isCustomerActive: boolean;
}

/** What a touchpoint says and to whom (P3), a named template resolved. Of mode `prompt`: no subject and no bodies. */
export interface TouchpointText {
  level: TouchpointLevel;
  contentMode: ContentMode;
  subject: string | null;
  bodyHtml: string | null;
  bodyText: string | null;
  /** BCP 47, what it is written in; null: nobody has said. */
  language: string | null;
  /** The same in other languages (M6), by BCP 47 tag. */
  variants: Readonly<Record<string, EmailTemplates>>;
  contactTypes: readonly ContactType[];
  cc: readonly string[];
  bcc: readonly string[];
  ccOwner: boolean;
}
