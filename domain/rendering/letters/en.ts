import type { LetterTexts } from './letter-texts.ts';

/** Letters in English. */
export const en: LetterTexts = {
  greeting: {
    friendly: { person: 'Hello {{contact.firstName}},', nobody: 'Hello {{customer.name}} team,' },
    formal: { person: 'Dear {{contact.fullName}},', nobody: 'Dear {{customer.name}} team,' },
  },
  colon: ': ',
  labels: {
    invoice: 'Invoice',
    openAmount: 'Open amount',
    issued: 'Issued',
    due: 'Due',
    poNumber: 'PO number',
    payOnline: 'Pay online',
    viewPdf: 'View PDF',
    totalOverdue: 'Total overdue',
    totalOpen: 'Total open',
    ofWhichOverdue: 'Of which overdue',
  },
  daysOverdue: { one: '{{daysOverdue}} day overdue', other: '{{daysOverdue}} days overdue' },
  invoiceCount: {
    account: { one: '{{balance.overdueCount}} invoice', other: '{{balance.overdueCount}} invoices' },
    open: { one: '{{balance.invoiceCount}} invoice', other: '{{balance.invoiceCount}} invoices' },
  },
  credit: {
    listed:
      'Your credit of {{balance.credit}} with us counts against this: {{balance.net}} remains to be paid.',
    invoice: 'Your credit with us covers {{invoice.credit}} of this: {{invoice.net}} remains to be paid.',
  },
  regards: 'Kind regards,',
  because: {
    invoice: '{{organisation.name}} writes to {{customer.name}} because of an overdue invoice.',
    account: '{{organisation.name}} writes to {{customer.name}} because of overdue invoices.',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: 'Reminder: invoice {{invoice.number}} from {{organisation.name}}',
        account: 'A reminder from {{organisation.name}}: {{balance.overdue}} overdue',
        open: 'Your open balance with {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice: 'This is a friendly reminder that invoice {{invoice.number}} is past its due date.',
        account: {
          one: 'This is a friendly reminder that the following invoice is past its due date. Perhaps it slipped through; it happens to all of us.',
          other:
            'This is a friendly reminder that the following invoices are past their due dates. Perhaps they slipped through; it happens to all of us.',
        },
        open: {
          one: 'At present, the following invoice is open on your account.',
          other: 'At present, the following invoices are open on your account.',
        },
      },
      closing: [
        'If your payment is already on its way, please ignore this message, and thank you. If anything is missing or unclear, simply reply and we will sort it out.',
      ],
      label: 'Friendly reminder',
    },
    firm: {
      heading: 'Payment reminder',
      subject: {
        invoice: 'Still open: invoice {{invoice.number}} from {{organisation.name}}',
        account: 'Still open: {{balance.overdue}} overdue at {{organisation.name}}',
        open: 'Still open at {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'According to our records, invoice {{invoice.number}} is past its due date and still open. This message takes the place of any earlier reminder.',
        account: {
          one: 'According to our records, the following invoice is past its due date and still open. This message takes the place of any earlier reminder.',
          other:
            'According to our records, the following invoices are past their due dates and still open. This message takes the place of any earlier reminder.',
        },
        open: {
          one: 'According to our records, the following invoice is still open. This message takes the place of any earlier reminder.',
          other:
            'According to our records, the following invoices are still open. This message takes the place of any earlier reminder.',
        },
      },
      closing: [
        'Please arrange payment of what is due in the next few days, or reply with the date on which we can expect it. If you dispute any of it, tell us what is wrong, and we will look into it right away.',
        'If you have paid in the meantime, please accept our thanks and ignore this message.',
      ],
      label: 'Firm reminder',
    },
    urgent: {
      heading: 'Payment required',
      subject: {
        invoice: 'Payment required: invoice {{invoice.number}} from {{organisation.name}}',
        account: 'Payment required: {{balance.overdue}} overdue at {{organisation.name}}',
        open: 'Payment required: {{balance.total}} open at {{organisation.name}}',
      },
      opening: {
        invoice:
          'Invoice {{invoice.number}} is past its due date, and as of {{today}} we have not received your payment.',
        account: {
          one: 'The following invoice is past its due date, and as of {{today}} we have not received your payment.',
          other:
            'The following invoices are past their due dates, and as of {{today}} we have not received your payment.',
        },
        open: {
          one: 'As of {{today}}, we have not received your payment for the following invoice.',
          other: 'As of {{today}}, we have not received your payment for the following invoices.',
        },
      },
      closing: [
        'We ask you to pay what is due within seven days. If you cannot do so, or if you dispute any of it, reply to this message within the same time, so that we can agree on how and when you will pay.',
        'Payments made in the last few days may not be included above.',
      ],
      label: 'Urgent reminder',
    },
    final: {
      heading: 'Final notice',
      subject: {
        invoice: 'Final notice: invoice {{invoice.number}} from {{organisation.name}}',
        account: 'Final notice: {{balance.overdue}} overdue at {{organisation.name}}',
        open: 'Final notice: {{balance.total}} open at {{organisation.name}}',
      },
      opening: {
        invoice:
          'Invoice {{invoice.number}} is seriously overdue: as of {{today}}, it is still unpaid in spite of our reminders.',
        account: {
          one: 'Your account is seriously overdue: as of {{today}}, the following invoice is still unpaid in spite of our reminders.',
          other:
            'Your account is seriously overdue: as of {{today}}, the following invoices are still unpaid in spite of our reminders.',
        },
        open: {
          one: 'As of {{today}}, the following invoice is still unpaid in spite of our reminders.',
          other: 'As of {{today}}, the following invoices are still unpaid in spite of our reminders.',
        },
      },
      closing: [
        'Pay what is due within seven days of the date of this notice. Otherwise we will have to consider further steps without writing again, which may include holding back deliveries and services and handing the claim over for collection.',
        'If you believe that this notice is wrong, or if you want to propose a payment plan, reply today. We would rather settle this with you.',
      ],
      label: 'Final notice',
    },
  },
  call: {
    label: 'Call about open invoices',
    instructions:
      'Ask whether the invoices arrived, whether anything is disputed, and for a date of payment. {{balance.total}} is open, {{balance.overdue}} of it overdue.',
  },
};
