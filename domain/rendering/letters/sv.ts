import type { LetterTexts } from './letter-texts.ts';

/** Letters in Swedish: with ”ni” to a company, as Swedish business writes. */
export const sv: LetterTexts = {
  greeting: {
    friendly: { person: 'Hej {{contact.firstName}},', nobody: 'Hej,' },
    formal: { person: 'Hej {{contact.fullName}},', nobody: 'Hej,' },
  },
  colon: ': ',
  labels: {
    invoice: 'Faktura',
    openAmount: 'Belopp att betala',
    issued: 'Fakturadatum',
    due: 'Förfallodag',
    poNumber: 'Inköpsordernummer',
    payOnline: 'Betala online',
    viewPdf: 'Visa PDF',
    totalOverdue: 'Totalt förfallet',
    totalOpen: 'Totalt att betala',
    ofWhichOverdue: 'Varav förfallet',
  },
  daysOverdue: { one: '{{daysOverdue}} dag försenad', other: '{{daysOverdue}} dagar försenad' },
  invoiceCount: {
    account: { one: '{{balance.overdueCount}} faktura', other: '{{balance.overdueCount}} fakturor' },
    open: { one: '{{balance.invoiceCount}} faktura', other: '{{balance.invoiceCount}} fakturor' },
  },
  credit: {
    listed:
      'Ert tillgodohavande på {{balance.credit}} hos oss räknas av från beloppet: {{balance.net}} återstår att betala.',
    invoice:
      'Ert tillgodohavande hos oss täcker {{invoice.credit}} av beloppet: {{invoice.net}} återstår att betala.',
  },
  regards: 'Med vänliga hälsningar',
  because: {
    invoice: '{{organisation.name}} skriver till {{customer.name}} med anledning av en förfallen faktura.',
    account: '{{organisation.name}} skriver till {{customer.name}} med anledning av förfallna fakturor.',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: 'Påminnelse: faktura {{invoice.number}} från {{organisation.name}}',
        account: 'Påminnelse från {{organisation.name}}: {{balance.overdue}} har förfallit',
        open: 'Ert saldo hos {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice: 'Vi vill vänligen påminna om att faktura {{invoice.number}} har förfallit till betalning.',
        account: {
          one: 'Vi vill vänligen påminna om att följande faktura har förfallit till betalning. Den har kanske blivit förbisedd; det kan hända alla.',
          other:
            'Vi vill vänligen påminna om att följande fakturor har förfallit till betalning. De har kanske blivit förbisedda; det kan hända alla.',
        },
        open: {
          one: 'Just nu är följande faktura obetald på ert konto.',
          other: 'Just nu är följande fakturor obetalda på ert konto.',
        },
      },
      closing: [
        'Om betalningen redan är på väg kan ni bortse från det här meddelandet; tack så mycket. Om något saknas eller är oklart räcker det att svara på meddelandet, så reder vi ut det.',
      ],
      label: 'Vänlig påminnelse',
    },
    firm: {
      heading: 'Betalningspåminnelse',
      subject: {
        invoice: 'Fortfarande obetald: faktura {{invoice.number}} från {{organisation.name}}',
        account: 'Fortfarande obetalt: {{balance.overdue}} till {{organisation.name}}',
        open: 'Fortfarande obetalt till {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'Enligt våra uppgifter har faktura {{invoice.number}} förfallit och är fortfarande obetald. Det här meddelandet ersätter tidigare påminnelser.',
        account: {
          one: 'Enligt våra uppgifter har följande faktura förfallit och är fortfarande obetald. Det här meddelandet ersätter tidigare påminnelser.',
          other:
            'Enligt våra uppgifter har följande fakturor förfallit och är fortfarande obetalda. Det här meddelandet ersätter tidigare påminnelser.',
        },
        open: {
          one: 'Enligt våra uppgifter är följande faktura fortfarande obetald. Det här meddelandet ersätter tidigare påminnelser.',
          other:
            'Enligt våra uppgifter är följande fakturor fortfarande obetalda. Det här meddelandet ersätter tidigare påminnelser.',
        },
      },
      closing: [
        'Vi ber er betala det förfallna beloppet inom de närmaste dagarna, eller meddela oss när vi kan vänta oss er betalning. Om ni bestrider något, berätta vad som är fel, så tittar vi på det genast.',
        'Om ni har betalat under tiden tackar vi och ber er bortse från det här meddelandet.',
      ],
      label: 'Betalningspåminnelse',
    },
    urgent: {
      heading: 'Betalningskrav',
      subject: {
        invoice: 'Betalningskrav: faktura {{invoice.number}} från {{organisation.name}}',
        account: 'Betalningskrav: {{balance.overdue}} att betala till {{organisation.name}}',
        open: 'Betalningskrav: {{balance.total}} att betala till {{organisation.name}}',
      },
      opening: {
        invoice: 'Faktura {{invoice.number}} har förfallit och den {{today}} hade vi inte fått er betalning.',
        account: {
          one: 'Följande faktura har förfallit och den {{today}} hade vi inte fått er betalning.',
          other: 'Följande fakturor har förfallit och den {{today}} hade vi inte fått er betalning.',
        },
        open: {
          one: 'Den {{today}} hade vi inte fått er betalning för följande faktura.',
          other: 'Den {{today}} hade vi inte fått er betalning för följande fakturor.',
        },
      },
      closing: [
        'Vi ber er betala det förfallna beloppet inom sju dagar. Om det inte är möjligt, eller om ni bestrider något, svara på meddelandet inom samma tid, så att vi kan komma överens om hur och när ni betalar.',
        'Betalningar från de senaste dagarna är kanske inte medräknade ovan.',
      ],
      label: 'Betalningskrav',
    },
    final: {
      heading: 'Sista påminnelse',
      subject: {
        invoice: 'Sista påminnelse: faktura {{invoice.number}} från {{organisation.name}}',
        account: 'Sista påminnelse: {{balance.overdue}} att betala till {{organisation.name}}',
        open: 'Sista påminnelse: {{balance.total}} att betala till {{organisation.name}}',
      },
      opening: {
        invoice:
          'Faktura {{invoice.number}} är kraftigt försenad: trots våra påminnelser är den fortfarande obetald den {{today}}.',
        account: {
          one: 'Er betalning är kraftigt försenad: trots våra påminnelser är följande faktura fortfarande obetald den {{today}}.',
          other:
            'Er betalning är kraftigt försenad: trots våra påminnelser är följande fakturor fortfarande obetalda den {{today}}.',
        },
        open: {
          one: 'Trots våra påminnelser är följande faktura fortfarande obetald den {{today}}.',
          other: 'Trots våra påminnelser är följande fakturor fortfarande obetalda den {{today}}.',
        },
      },
      closing: [
        'Betala det förfallna beloppet inom sju dagar från dagen för den här påminnelsen. I annat fall måste vi överväga ytterligare åtgärder utan att skriva igen, bland annat att hålla inne leveranser och tjänster och att lämna fordran till inkasso.',
        'Om ni anser att påminnelsen är felaktig, eller om ni vill föreslå en betalningsplan, svara redan i dag. Vi löser det helst tillsammans med er.',
      ],
      label: 'Sista påminnelse',
    },
  },
  call: {
    label: 'Samtal om obetalda fakturor',
    instructions:
      'Fråga om fakturorna har kommit fram, om något bestrids och när betalning sker. Att betala: {{balance.total}}, varav förfallet: {{balance.overdue}}.',
  },
};
