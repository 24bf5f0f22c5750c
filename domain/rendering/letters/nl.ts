import type { LetterTexts } from './letter-texts.ts';

/** Letters in Dutch: with ‘u’. */
export const nl: LetterTexts = {
  greeting: {
    friendly: { person: 'Beste {{contact.firstName}},', nobody: 'Beste relatie,' },
    formal: { person: 'Geachte {{contact.fullName}},', nobody: 'Geachte heer, mevrouw,' },
  },
  colon: ': ',
  labels: {
    invoice: 'Factuur',
    openAmount: 'Openstaand bedrag',
    issued: 'Factuurdatum',
    due: 'Vervaldatum',
    poNumber: 'Inkoopordernummer',
    payOnline: 'Online betalen',
    viewPdf: 'Pdf bekijken',
    totalOverdue: 'Totaal vervallen',
    totalOpen: 'Totaal openstaand',
    ofWhichOverdue: 'Waarvan vervallen',
  },
  daysOverdue: {
    one: '{{daysOverdue}} dag te laat',
    other: '{{daysOverdue}} dagen te laat',
  },
  invoiceCount: {
    account: { one: '{{balance.overdueCount}} factuur', other: '{{balance.overdueCount}} facturen' },
    open: { one: '{{balance.invoiceCount}} factuur', other: '{{balance.invoiceCount}} facturen' },
  },
  credit: {
    listed:
      'Uw tegoed van {{balance.credit}} bij ons wordt hiermee verrekend: er blijft {{balance.net}} te betalen.',
    invoice: 'Uw tegoed bij ons dekt hiervan {{invoice.credit}}: er blijft {{invoice.net}} te betalen.',
  },
  regards: 'Met vriendelijke groet,',
  because: {
    invoice: '{{organisation.name}} schrijft aan {{customer.name}} vanwege een vervallen factuur.',
    account: '{{organisation.name}} schrijft aan {{customer.name}} vanwege vervallen facturen.',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: 'Herinnering: factuur {{invoice.number}} van {{organisation.name}}',
        account: 'Herinnering van {{organisation.name}}: {{balance.overdue}} te betalen',
        open: 'Uw openstaande saldo bij {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'Graag herinneren wij u eraan dat de vervaldatum van factuur {{invoice.number}} is verstreken.',
        account: {
          one: 'Graag herinneren wij u eraan dat de vervaldatum van de volgende factuur is verstreken. Misschien is deze aan uw aandacht ontsnapt; dat kan iedereen gebeuren.',
          other:
            'Graag herinneren wij u eraan dat de vervaldata van de volgende facturen zijn verstreken. Misschien zijn deze aan uw aandacht ontsnapt; dat kan iedereen gebeuren.',
        },
        open: {
          one: 'Op dit moment staat de volgende factuur op uw rekening open.',
          other: 'Op dit moment staan de volgende facturen op uw rekening open.',
        },
      },
      closing: [
        'Is uw betaling al onderweg, dan kunt u dit bericht als niet verzonden beschouwen; hartelijk dank. Ontbreekt er iets of is er iets onduidelijk, beantwoord dan gewoon dit bericht en wij zoeken het uit.',
      ],
      label: 'Vriendelijke herinnering',
    },
    firm: {
      heading: 'Betalingsherinnering',
      subject: {
        invoice: 'Nog niet betaald: factuur {{invoice.number}} van {{organisation.name}}',
        account: 'Nog niet betaald: {{balance.overdue}} aan {{organisation.name}}',
        open: 'Nog openstaand bij {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'Volgens onze administratie is factuur {{invoice.number}} vervallen en nog niet betaald. Dit bericht vervangt eerdere herinneringen.',
        account: {
          one: 'Volgens onze administratie is de volgende factuur vervallen en nog niet betaald. Dit bericht vervangt eerdere herinneringen.',
          other:
            'Volgens onze administratie zijn de volgende facturen vervallen en nog niet betaald. Dit bericht vervangt eerdere herinneringen.',
        },
        open: {
          one: 'Volgens onze administratie is de volgende factuur nog niet betaald. Dit bericht vervangt eerdere herinneringen.',
          other:
            'Volgens onze administratie zijn de volgende facturen nog niet betaald. Dit bericht vervangt eerdere herinneringen.',
        },
      },
      closing: [
        'Wilt u het vervallen bedrag binnen enkele dagen betalen, of ons laten weten wanneer wij uw betaling kunnen verwachten? Bent u het ergens niet mee eens, laat ons dan weten wat er niet klopt; wij kijken er direct naar.',
        'Hebt u inmiddels betaald, dan danken wij u en kunt u dit bericht als niet verzonden beschouwen.',
      ],
      label: 'Betalingsherinnering',
    },
    urgent: {
      heading: 'Aanmaning',
      subject: {
        invoice: 'Aanmaning: factuur {{invoice.number}} van {{organisation.name}}',
        account: 'Aanmaning: {{balance.overdue}} te betalen aan {{organisation.name}}',
        open: 'Aanmaning: {{balance.total}} openstaand bij {{organisation.name}}',
      },
      opening: {
        invoice:
          'Factuur {{invoice.number}} is vervallen en op {{today}} hebben wij uw betaling nog niet ontvangen.',
        account: {
          one: 'De volgende factuur is vervallen en op {{today}} hebben wij uw betaling nog niet ontvangen.',
          other:
            'De volgende facturen zijn vervallen en op {{today}} hebben wij uw betaling nog niet ontvangen.',
        },
        open: {
          one: 'Op {{today}} hebben wij uw betaling van de volgende factuur nog niet ontvangen.',
          other: 'Op {{today}} hebben wij uw betaling van de volgende facturen nog niet ontvangen.',
        },
      },
      closing: [
        'Wij verzoeken u het vervallen bedrag binnen zeven dagen te betalen. Is dat niet mogelijk, of bent u het ergens niet mee eens, beantwoord dit bericht dan binnen dezelfde termijn, zodat wij kunnen afspreken hoe en wanneer u betaalt.',
        'Betalingen van de afgelopen dagen zijn hierboven mogelijk nog niet verwerkt.',
      ],
      label: 'Aanmaning',
    },
    final: {
      heading: 'Laatste aanmaning',
      subject: {
        invoice: 'Laatste aanmaning: factuur {{invoice.number}} van {{organisation.name}}',
        account: 'Laatste aanmaning: {{balance.overdue}} te betalen aan {{organisation.name}}',
        open: 'Laatste aanmaning: {{balance.total}} openstaand bij {{organisation.name}}',
      },
      opening: {
        invoice:
          'De betaling van factuur {{invoice.number}} is ernstig te laat: ondanks onze herinneringen is deze op {{today}} nog steeds niet betaald.',
        account: {
          one: 'Uw betaling is ernstig te laat: ondanks onze herinneringen is de volgende factuur op {{today}} nog steeds niet betaald.',
          other:
            'Uw betaling is ernstig te laat: ondanks onze herinneringen zijn de volgende facturen op {{today}} nog steeds niet betaald.',
        },
        open: {
          one: 'Ondanks onze herinneringen is de volgende factuur op {{today}} nog steeds niet betaald.',
          other: 'Ondanks onze herinneringen zijn de volgende facturen op {{today}} nog steeds niet betaald.',
        },
      },
      closing: [
        'Betaal het vervallen bedrag binnen zeven dagen na de datum van deze aanmaning. Anders moeten wij zonder nader bericht verdere stappen overwegen, waaronder het opschorten van leveringen en diensten en het uit handen geven van de vordering ter incasso.',
        'Bent u van mening dat deze aanmaning niet terecht is, of wilt u een betalingsregeling voorstellen, reageer dan vandaag nog. Wij komen er liever samen met u uit.',
      ],
      label: 'Laatste aanmaning',
    },
  },
  call: {
    label: 'Bellen over openstaande facturen',
    instructions:
      'Vraag of de facturen zijn aangekomen, of er iets wordt betwist en wanneer er wordt betaald. Openstaand: {{balance.total}}, waarvan vervallen: {{balance.overdue}}.',
  },
};
