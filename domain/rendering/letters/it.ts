import type { LetterTexts } from './letter-texts.ts';

/** Letters in Italian: with «Lei», and «Spettabile» to a company. */
export const it: LetterTexts = {
  greeting: {
    friendly: { person: 'Buongiorno {{contact.fullName}},', nobody: 'Buongiorno,' },
    formal: { person: 'Gentile {{contact.fullName}},', nobody: 'Spettabile {{customer.name}},' },
  },
  colon: ': ',
  labels: {
    invoice: 'Fattura',
    openAmount: 'Importo da pagare',
    issued: 'Data di emissione',
    due: 'Scadenza',
    poNumber: 'Numero d’ordine',
    payOnline: 'Pagare online',
    viewPdf: 'Vedere il PDF',
    totalOverdue: 'Totale scaduto',
    totalOpen: 'Totale da pagare',
    ofWhichOverdue: 'Di cui scaduto',
  },
  daysOverdue: { one: '{{daysOverdue}} giorno di ritardo', other: '{{daysOverdue}} giorni di ritardo' },
  invoiceCount: {
    account: { one: '{{balance.overdueCount}} fattura', other: '{{balance.overdueCount}} fatture' },
    open: { one: '{{balance.invoiceCount}} fattura', other: '{{balance.invoiceCount}} fatture' },
  },
  credit: {
    listed:
      'Il Suo credito di {{balance.credit}} presso di noi viene detratto da questo importo: restano da pagare {{balance.net}}.',
    invoice:
      'Il Suo credito presso di noi copre {{invoice.credit}} di questo importo: restano da pagare {{invoice.net}}.',
  },
  regards: 'Cordiali saluti',
  because: {
    invoice: '{{organisation.name}} scrive a {{customer.name}} per una fattura scaduta.',
    account: '{{organisation.name}} scrive a {{customer.name}} per fatture scadute.',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: 'Promemoria: fattura {{invoice.number}} di {{organisation.name}}',
        account: 'Promemoria da {{organisation.name}}: {{balance.overdue}} da saldare',
        open: 'Il Suo saldo presso {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice: 'Le ricordiamo cortesemente che la fattura {{invoice.number}} è scaduta.',
        account: {
          one: 'Le ricordiamo cortesemente che la seguente fattura è scaduta. Forse è sfuggita; può capitare a tutti.',
          other:
            'Le ricordiamo cortesemente che le seguenti fatture sono scadute. Forse sono sfuggite; può capitare a tutti.',
        },
        open: {
          one: 'Al momento sul Suo conto risulta da pagare la seguente fattura.',
          other: 'Al momento sul Suo conto risultano da pagare le seguenti fatture.',
        },
      },
      closing: [
        'Se il pagamento è già in corso, La preghiamo di non tenere conto di questo messaggio e La ringraziamo. Se manca qualcosa o qualcosa non è chiaro, basta rispondere a questo messaggio e provvederemo.',
      ],
      label: 'Promemoria cortese',
    },
    firm: {
      heading: 'Sollecito di pagamento',
      subject: {
        invoice: 'Ancora da saldare: fattura {{invoice.number}} di {{organisation.name}}',
        account: 'Ancora da saldare: {{balance.overdue}} a {{organisation.name}}',
        open: 'Ancora da saldare a {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'Dai nostri registri la fattura {{invoice.number}} risulta scaduta e non ancora pagata. Questo messaggio sostituisce ogni promemoria precedente.',
        account: {
          one: 'Dai nostri registri la seguente fattura risulta scaduta e non ancora pagata. Questo messaggio sostituisce ogni promemoria precedente.',
          other:
            'Dai nostri registri le seguenti fatture risultano scadute e non ancora pagate. Questo messaggio sostituisce ogni promemoria precedente.',
        },
        open: {
          one: 'Dai nostri registri la seguente fattura risulta non ancora pagata. Questo messaggio sostituisce ogni promemoria precedente.',
          other:
            'Dai nostri registri le seguenti fatture risultano non ancora pagate. Questo messaggio sostituisce ogni promemoria precedente.',
        },
      },
      closing: [
        'La preghiamo di saldare quanto scaduto nei prossimi giorni o di comunicarci la data in cui possiamo attendere il pagamento. Se contesta qualche importo, ci indichi il motivo e lo verificheremo subito.',
        'Se nel frattempo ha già pagato, La ringraziamo e La preghiamo di non tenere conto di questo messaggio.',
      ],
      label: 'Sollecito di pagamento',
    },
    urgent: {
      heading: 'Richiesta di pagamento',
      subject: {
        invoice: 'Richiesta di pagamento: fattura {{invoice.number}} di {{organisation.name}}',
        account: 'Richiesta di pagamento: {{balance.overdue}} da saldare a {{organisation.name}}',
        open: 'Richiesta di pagamento: {{balance.total}} da saldare a {{organisation.name}}',
      },
      opening: {
        invoice:
          'La fattura {{invoice.number}} è scaduta e, alla data del {{today}}, non abbiamo ricevuto il Suo pagamento.',
        account: {
          one: 'La seguente fattura è scaduta e, alla data del {{today}}, non abbiamo ricevuto il Suo pagamento.',
          other:
            'Le seguenti fatture sono scadute e, alla data del {{today}}, non abbiamo ricevuto il Suo pagamento.',
        },
        open: {
          one: 'Alla data del {{today}} non abbiamo ricevuto il Suo pagamento della seguente fattura.',
          other: 'Alla data del {{today}} non abbiamo ricevuto il Suo pagamento delle seguenti fatture.',
        },
      },
      closing: [
        'Le chiediamo di saldare quanto scaduto entro sette giorni. Se non Le è possibile, o se contesta qualche importo, risponda a questo messaggio entro lo stesso termine, così da concordare come e quando pagherà.',
        'I pagamenti degli ultimi giorni potrebbero non essere ancora compresi sopra.',
      ],
      label: 'Sollecito urgente',
    },
    final: {
      heading: 'Ultimo avviso',
      subject: {
        invoice: 'Ultimo avviso: fattura {{invoice.number}} di {{organisation.name}}',
        account: 'Ultimo avviso: {{balance.overdue}} da saldare a {{organisation.name}}',
        open: 'Ultimo avviso: {{balance.total}} da saldare a {{organisation.name}}',
      },
      opening: {
        invoice:
          'La fattura {{invoice.number}} è in grave ritardo: nonostante i nostri solleciti, alla data del {{today}} risulta ancora non pagata.',
        account: {
          one: 'Il Suo conto è in grave ritardo: nonostante i nostri solleciti, alla data del {{today}} la seguente fattura risulta ancora non pagata.',
          other:
            'Il Suo conto è in grave ritardo: nonostante i nostri solleciti, alla data del {{today}} le seguenti fatture risultano ancora non pagate.',
        },
        open: {
          one: 'Nonostante i nostri solleciti, alla data del {{today}} la seguente fattura risulta ancora non pagata.',
          other:
            'Nonostante i nostri solleciti, alla data del {{today}} le seguenti fatture risultano ancora non pagate.',
        },
      },
      closing: [
        'La invitiamo a saldare quanto scaduto entro sette giorni dalla data di questo avviso. In caso contrario dovremo valutare ulteriori misure senza altro preavviso, tra cui la sospensione di forniture e servizi e l’affidamento del credito a terzi per il recupero.',
        'Se ritiene che questo avviso non sia fondato, o se desidera proporre un piano di pagamento, risponda oggi stesso. Preferiamo trovare una soluzione con Lei.',
      ],
      label: 'Ultimo avviso',
    },
  },
  call: {
    label: 'Telefonata per le fatture da pagare',
    instructions:
      'Chiedere se le fatture sono arrivate, se qualcosa viene contestato e una data di pagamento. Da pagare: {{balance.total}}, di cui scaduto: {{balance.overdue}}.',
  },
};
