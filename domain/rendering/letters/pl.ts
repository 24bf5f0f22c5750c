import type { LetterTexts } from './letter-texts.ts';

/**
 * Letters in Polish: to „Państwo“, since a name alone says neither Pan nor Pani, and would have to be declined. After 2 to 4
 * comes another form than after 5 or more.
 */
export const pl: LetterTexts = {
  greeting: {
    friendly: { person: 'Dzień dobry,', nobody: 'Dzień dobry,' },
    formal: { person: 'Szanowni Państwo,', nobody: 'Szanowni Państwo,' },
  },
  colon: ': ',
  labels: {
    invoice: 'Faktura',
    openAmount: 'Kwota do zapłaty',
    issued: 'Data wystawienia',
    due: 'Termin płatności',
    poNumber: 'Numer zamówienia',
    payOnline: 'Zapłać online',
    viewPdf: 'Zobacz PDF',
    totalOverdue: 'Razem po terminie',
    totalOpen: 'Razem do zapłaty',
    ofWhichOverdue: 'W tym po terminie',
  },
  daysOverdue: {
    one: '{{daysOverdue}} dzień po terminie',
    few: '{{daysOverdue}} dni po terminie',
    many: '{{daysOverdue}} dni po terminie',
    other: '{{daysOverdue}} dnia po terminie',
  },
  invoiceCount: {
    account: {
      one: '{{balance.overdueCount}} faktura',
      few: '{{balance.overdueCount}} faktury',
      many: '{{balance.overdueCount}} faktur',
      other: '{{balance.overdueCount}} faktury',
    },
    open: {
      one: '{{balance.invoiceCount}} faktura',
      few: '{{balance.invoiceCount}} faktury',
      many: '{{balance.invoiceCount}} faktur',
      other: '{{balance.invoiceCount}} faktury',
    },
  },
  credit: {
    listed:
      'Państwa nadpłata w wysokości {{balance.credit}} zostaje zaliczona na poczet tej kwoty: do zapłaty pozostaje {{balance.net}}.',
    invoice: 'Państwa nadpłata pokrywa {{invoice.credit}} z tej kwoty: do zapłaty pozostaje {{invoice.net}}.',
  },
  regards: 'Z poważaniem',
  because: {
    invoice: '{{organisation.name}} pisze do {{customer.name}} w sprawie faktury po terminie płatności.',
    account: '{{organisation.name}} pisze do {{customer.name}} w sprawie faktur po terminie płatności.',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: 'Przypomnienie: faktura {{invoice.number}} od {{organisation.name}}',
        account: 'Przypomnienie od {{organisation.name}}: {{balance.overdue}} po terminie',
        open: 'Państwa saldo w {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice: 'uprzejmie przypominamy, że minął termin płatności faktury {{invoice.number}}.',
        account: {
          one: 'uprzejmie przypominamy, że minął termin płatności poniższej faktury. Być może umknęła Państwa uwadze; każdemu może się to zdarzyć.',
          other:
            'uprzejmie przypominamy, że minął termin płatności poniższych faktur. Być może umknęły Państwa uwadze; każdemu może się to zdarzyć.',
        },
        open: {
          one: 'obecnie na Państwa koncie do zapłaty pozostaje poniższa faktura.',
          other: 'obecnie na Państwa koncie do zapłaty pozostają poniższe faktury.',
        },
      },
      closing: [
        'Jeżeli płatność jest już w drodze, prosimy nie brać tej wiadomości pod uwagę; dziękujemy. Jeżeli czegoś brakuje lub coś jest niejasne, wystarczy odpowiedzieć na tę wiadomość, a zajmiemy się sprawą.',
      ],
      label: 'Uprzejme przypomnienie',
    },
    firm: {
      heading: 'Przypomnienie o płatności',
      subject: {
        invoice: 'Nadal nieopłacona: faktura {{invoice.number}} od {{organisation.name}}',
        account: 'Nadal do zapłaty: {{balance.overdue}} na rzecz {{organisation.name}}',
        open: 'Nadal do zapłaty na rzecz {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'według naszej ewidencji termin płatności faktury {{invoice.number}} minął, a faktura nie została opłacona. Ta wiadomość zastępuje wcześniejsze przypomnienia.',
        account: {
          one: 'według naszej ewidencji termin płatności poniższej faktury minął, a faktura nie została opłacona. Ta wiadomość zastępuje wcześniejsze przypomnienia.',
          other:
            'według naszej ewidencji termin płatności poniższych faktur minął, a faktury nie zostały opłacone. Ta wiadomość zastępuje wcześniejsze przypomnienia.',
        },
        open: {
          one: 'według naszej ewidencji poniższa faktura nie została opłacona. Ta wiadomość zastępuje wcześniejsze przypomnienia.',
          other:
            'według naszej ewidencji poniższe faktury nie zostały opłacone. Ta wiadomość zastępuje wcześniejsze przypomnienia.',
        },
      },
      closing: [
        'Prosimy o uregulowanie zaległości w najbliższych dniach lub o podanie terminu, w którym możemy spodziewać się płatności. Jeżeli mają Państwo zastrzeżenia, prosimy o informację, co się nie zgadza; niezwłocznie to sprawdzimy.',
        'Jeżeli w międzyczasie dokonali Państwo płatności, dziękujemy i prosimy nie brać tej wiadomości pod uwagę.',
      ],
      label: 'Przypomnienie o płatności',
    },
    urgent: {
      heading: 'Wezwanie do zapłaty',
      subject: {
        invoice: 'Wezwanie do zapłaty: faktura {{invoice.number}} od {{organisation.name}}',
        account: 'Wezwanie do zapłaty: {{balance.overdue}} na rzecz {{organisation.name}}',
        open: 'Wezwanie do zapłaty: {{balance.total}} na rzecz {{organisation.name}}',
      },
      opening: {
        invoice:
          'termin płatności faktury {{invoice.number}} minął, a do dnia {{today}} nie otrzymaliśmy Państwa płatności.',
        account: {
          one: 'termin płatności poniższej faktury minął, a do dnia {{today}} nie otrzymaliśmy Państwa płatności.',
          other:
            'termin płatności poniższych faktur minął, a do dnia {{today}} nie otrzymaliśmy Państwa płatności.',
        },
        open: {
          one: 'do dnia {{today}} nie otrzymaliśmy Państwa płatności za poniższą fakturę.',
          other: 'do dnia {{today}} nie otrzymaliśmy Państwa płatności za poniższe faktury.',
        },
      },
      closing: [
        'Wzywamy do uregulowania zaległości w ciągu siedmiu dni. Jeżeli nie jest to możliwe lub mają Państwo zastrzeżenia, prosimy o odpowiedź w tym samym terminie, abyśmy mogli uzgodnić sposób i termin płatności.',
        'Płatności z ostatnich dni mogą nie być jeszcze uwzględnione powyżej.',
      ],
      label: 'Wezwanie do zapłaty',
    },
    final: {
      heading: 'Ostateczne wezwanie do zapłaty',
      subject: {
        invoice: 'Ostateczne wezwanie do zapłaty: faktura {{invoice.number}} od {{organisation.name}}',
        account: 'Ostateczne wezwanie do zapłaty: {{balance.overdue}} na rzecz {{organisation.name}}',
        open: 'Ostateczne wezwanie do zapłaty: {{balance.total}} na rzecz {{organisation.name}}',
      },
      opening: {
        invoice:
          'faktura {{invoice.number}} jest znacznie przeterminowana: mimo naszych przypomnień do dnia {{today}} nie została opłacona.',
        account: {
          one: 'Państwa konto wykazuje znaczną zaległość: mimo naszych przypomnień poniższa faktura do dnia {{today}} nie została opłacona.',
          other:
            'Państwa konto wykazuje znaczną zaległość: mimo naszych przypomnień poniższe faktury do dnia {{today}} nie zostały opłacone.',
        },
        open: {
          one: 'mimo naszych przypomnień poniższa faktura do dnia {{today}} nie została opłacona.',
          other: 'mimo naszych przypomnień poniższe faktury do dnia {{today}} nie zostały opłacone.',
        },
      },
      closing: [
        'Prosimy o uregulowanie zaległości w ciągu siedmiu dni od daty niniejszego wezwania. W przeciwnym razie będziemy zmuszeni rozważyć dalsze kroki bez kolejnego wezwania, w tym wstrzymanie dostaw i usług oraz przekazanie należności do windykacji.',
        'Jeżeli uważają Państwo, że wezwanie jest niezasadne, lub chcą Państwo zaproponować plan spłaty, prosimy o odpowiedź jeszcze dziś. Wolimy rozwiązać tę sprawę wspólnie z Państwem.',
      ],
      label: 'Ostateczne wezwanie do zapłaty',
    },
  },
  call: {
    label: 'Telefon w sprawie nieopłaconych faktur',
    instructions:
      'Zapytać, czy faktury dotarły, czy są zastrzeżenia i o termin płatności. Do zapłaty: {{balance.total}}, w tym po terminie: {{balance.overdue}}.',
  },
};
