import type { LetterTexts } from './letter-texts.ts';

/** Letters in German: with „Sie“, and salutations that need not know whether it is Herr or Frau. */
export const de: LetterTexts = {
  greeting: {
    friendly: { person: 'Guten Tag {{contact.fullName}},', nobody: 'Guten Tag,' },
    formal: { person: 'Guten Tag {{contact.fullName}},', nobody: 'Sehr geehrte Damen und Herren,' },
  },
  colon: ': ',
  labels: {
    invoice: 'Rechnung',
    openAmount: 'Offener Betrag',
    issued: 'Rechnungsdatum',
    due: 'Fällig am',
    poNumber: 'Bestellnummer',
    payOnline: 'Online bezahlen',
    viewPdf: 'PDF ansehen',
    totalOverdue: 'Überfällig insgesamt',
    totalOpen: 'Offen insgesamt',
    ofWhichOverdue: 'Davon überfällig',
  },
  daysOverdue: { one: 'seit {{daysOverdue}} Tag überfällig', other: 'seit {{daysOverdue}} Tagen überfällig' },
  invoiceCount: {
    account: { one: '{{balance.overdueCount}} Rechnung', other: '{{balance.overdueCount}} Rechnungen' },
    open: { one: '{{balance.invoiceCount}} Rechnung', other: '{{balance.invoiceCount}} Rechnungen' },
  },
  credit: {
    listed:
      'Ihr Guthaben von {{balance.credit}} bei uns wird damit verrechnet: Zu zahlen bleiben {{balance.net}}.',
    invoice: 'Ihr Guthaben bei uns deckt davon {{invoice.credit}}: Zu zahlen bleiben {{invoice.net}}.',
  },
  regards: 'Mit freundlichen Grüßen',
  because: {
    invoice: '{{organisation.name}} schreibt an {{customer.name}} wegen einer überfälligen Rechnung.',
    account: '{{organisation.name}} schreibt an {{customer.name}} wegen überfälliger Rechnungen.',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: 'Erinnerung: Rechnung {{invoice.number}} von {{organisation.name}}',
        account: 'Zahlungserinnerung von {{organisation.name}}: {{balance.overdue}} überfällig',
        open: 'Ihr offener Saldo bei {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'wir möchten Sie freundlich daran erinnern, dass die Rechnung {{invoice.number}} bereits fällig ist.',
        account: {
          one: 'wir möchten Sie freundlich daran erinnern, dass die folgende Rechnung bereits fällig ist. Vielleicht ist sie im Alltag untergegangen; das kann jedem passieren.',
          other:
            'wir möchten Sie freundlich daran erinnern, dass die folgenden Rechnungen bereits fällig sind. Vielleicht sind sie im Alltag untergegangen; das kann jedem passieren.',
        },
        open: {
          one: 'auf Ihrem Konto ist derzeit die folgende Rechnung offen.',
          other: 'auf Ihrem Konto sind derzeit die folgenden Rechnungen offen.',
        },
      },
      closing: [
        'Falls Ihre Zahlung bereits unterwegs ist, betrachten Sie diese Nachricht bitte als gegenstandslos, und vielen Dank. Falls etwas fehlt oder unklar ist, antworten Sie einfach auf diese Nachricht; wir kümmern uns darum.',
      ],
      label: 'Freundliche Erinnerung',
    },
    firm: {
      heading: 'Zahlungserinnerung',
      subject: {
        invoice: 'Noch offen: Rechnung {{invoice.number}} von {{organisation.name}}',
        account: 'Noch offen: {{balance.overdue}} überfällig bei {{organisation.name}}',
        open: 'Noch offen bei {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'nach unseren Unterlagen ist die Rechnung {{invoice.number}} überfällig und noch offen. Diese Nachricht ersetzt frühere Erinnerungen.',
        account: {
          one: 'nach unseren Unterlagen ist die folgende Rechnung überfällig und noch offen. Diese Nachricht ersetzt frühere Erinnerungen.',
          other:
            'nach unseren Unterlagen sind die folgenden Rechnungen überfällig und noch offen. Diese Nachricht ersetzt frühere Erinnerungen.',
        },
        open: {
          one: 'nach unseren Unterlagen ist die folgende Rechnung noch offen. Diese Nachricht ersetzt frühere Erinnerungen.',
          other:
            'nach unseren Unterlagen sind die folgenden Rechnungen noch offen. Diese Nachricht ersetzt frühere Erinnerungen.',
        },
      },
      closing: [
        'Bitte begleichen Sie das Fällige in den nächsten Tagen, oder teilen Sie uns mit, wann wir mit Ihrer Zahlung rechnen können. Falls Sie etwas beanstanden, sagen Sie uns bitte, was nicht stimmt; wir prüfen es umgehend.',
        'Falls Sie inzwischen bezahlt haben, danken wir Ihnen und bitten Sie, diese Nachricht nicht zu beachten.',
      ],
      label: 'Zahlungserinnerung',
    },
    urgent: {
      heading: 'Mahnung',
      subject: {
        invoice: 'Mahnung: Rechnung {{invoice.number}} von {{organisation.name}}',
        account: 'Mahnung: {{balance.overdue}} überfällig bei {{organisation.name}}',
        open: 'Mahnung: {{balance.total}} offen bei {{organisation.name}}',
      },
      opening: {
        invoice:
          'die Rechnung {{invoice.number}} ist überfällig, und bis zum {{today}} ist Ihre Zahlung nicht bei uns eingegangen.',
        account: {
          one: 'die folgende Rechnung ist überfällig, und bis zum {{today}} ist Ihre Zahlung nicht bei uns eingegangen.',
          other:
            'die folgenden Rechnungen sind überfällig, und bis zum {{today}} ist Ihre Zahlung nicht bei uns eingegangen.',
        },
        open: {
          one: 'bis zum {{today}} ist Ihre Zahlung für die folgende Rechnung nicht bei uns eingegangen.',
          other: 'bis zum {{today}} ist Ihre Zahlung für die folgenden Rechnungen nicht bei uns eingegangen.',
        },
      },
      closing: [
        'Wir fordern Sie auf, das Fällige innerhalb von sieben Tagen zu begleichen. Sollte Ihnen das nicht möglich sein oder sollten Sie etwas beanstanden, antworten Sie bitte innerhalb derselben Frist, damit wir vereinbaren können, wie und wann Sie zahlen.',
        'Zahlungen der letzten Tage sind oben möglicherweise noch nicht berücksichtigt.',
      ],
      label: 'Mahnung',
    },
    final: {
      heading: 'Letzte Mahnung',
      subject: {
        invoice: 'Letzte Mahnung: Rechnung {{invoice.number}} von {{organisation.name}}',
        account: 'Letzte Mahnung: {{balance.overdue}} überfällig bei {{organisation.name}}',
        open: 'Letzte Mahnung: {{balance.total}} offen bei {{organisation.name}}',
      },
      opening: {
        invoice:
          'die Rechnung {{invoice.number}} ist erheblich überfällig: Trotz unserer Erinnerungen ist sie am {{today}} noch immer unbezahlt.',
        account: {
          one: 'Ihr Konto ist erheblich im Rückstand: Trotz unserer Erinnerungen ist die folgende Rechnung am {{today}} noch immer unbezahlt.',
          other:
            'Ihr Konto ist erheblich im Rückstand: Trotz unserer Erinnerungen sind die folgenden Rechnungen am {{today}} noch immer unbezahlt.',
        },
        open: {
          one: 'trotz unserer Erinnerungen ist die folgende Rechnung am {{today}} noch immer unbezahlt.',
          other:
            'trotz unserer Erinnerungen sind die folgenden Rechnungen am {{today}} noch immer unbezahlt.',
        },
      },
      closing: [
        'Begleichen Sie das Fällige innerhalb von sieben Tagen ab dem Datum dieser Mahnung. Andernfalls müssen wir ohne weitere Ankündigung weitere Schritte erwägen; dazu können das Zurückhalten von Lieferungen und Leistungen und die Übergabe der Forderung zum Einzug gehören.',
        'Falls Sie diese Mahnung für unberechtigt halten oder einen Zahlungsplan vorschlagen möchten, antworten Sie bitte noch heute. Eine Einigung mit Ihnen ist uns lieber.',
      ],
      label: 'Letzte Mahnung',
    },
  },
  call: {
    label: 'Anruf wegen offener Rechnungen',
    instructions:
      'Fragen, ob die Rechnungen angekommen sind, ob etwas beanstandet wird und wann gezahlt wird. Offen sind {{balance.total}}, davon überfällig {{balance.overdue}}.',
  },
};
