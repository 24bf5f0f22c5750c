import type { LetterTexts } from './letter-texts.ts';

/** Letters in French: with « vous », and no-break spaces where French typography has them. */
export const fr: LetterTexts = {
  greeting: {
    friendly: { person: 'Bonjour {{contact.fullName}},', nobody: 'Bonjour,' },
    formal: { person: 'Madame, Monsieur,', nobody: 'Madame, Monsieur,' },
  },
  colon: '\u00a0: ',
  labels: {
    invoice: 'Facture',
    openAmount: 'Solde dû',
    issued: 'Date de facture',
    due: 'Échéance',
    poNumber: 'Numéro de commande',
    payOnline: 'Payer en ligne',
    viewPdf: 'Voir le PDF',
    totalOverdue: 'Total échu',
    totalOpen: 'Total en cours',
    ofWhichOverdue: 'Dont échu',
  },
  daysOverdue: { one: '{{daysOverdue}} jour de retard', other: '{{daysOverdue}} jours de retard' },
  invoiceCount: {
    account: { one: '{{balance.overdueCount}} facture', other: '{{balance.overdueCount}} factures' },
    open: { one: '{{balance.invoiceCount}} facture', other: '{{balance.invoiceCount}} factures' },
  },
  credit: {
    listed:
      'Votre avoir de {{balance.credit}} chez nous vient en déduction de ce montant\u00a0: il reste {{balance.net}} à payer.',
    invoice:
      'Votre avoir chez nous couvre {{invoice.credit}} de ce montant\u00a0: il reste {{invoice.net}} à payer.',
  },
  regards: 'Cordialement,',
  because: {
    invoice: '{{organisation.name}} écrit à {{customer.name}} au sujet d’une facture échue.',
    account: '{{organisation.name}} écrit à {{customer.name}} au sujet de factures échues.',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: 'Rappel\u00a0: facture {{invoice.number}} de {{organisation.name}}',
        account: 'Rappel de {{organisation.name}}\u00a0: {{balance.overdue}} à régler',
        open: 'Votre encours chez {{organisation.name}}\u00a0: {{balance.total}}',
      },
      opening: {
        invoice:
          'Nous nous permettons de vous rappeler que la facture {{invoice.number}} est arrivée à échéance.',
        account: {
          one: 'Nous nous permettons de vous rappeler que la facture suivante est arrivée à échéance. Il s’agit peut-être d’un simple oubli\u00a0; cela arrive à tout le monde.',
          other:
            'Nous nous permettons de vous rappeler que les factures suivantes sont arrivées à échéance. Il s’agit peut-être d’un simple oubli\u00a0; cela arrive à tout le monde.',
        },
        open: {
          one: 'À ce jour, la facture suivante figure sur votre compte.',
          other: 'À ce jour, les factures suivantes figurent sur votre compte.',
        },
      },
      closing: [
        'Si votre règlement est déjà en route, merci de ne pas tenir compte de ce courrier. Si un document vous manque ou si un point n’est pas clair, il vous suffit de nous répondre\u00a0: nous ferons le nécessaire.',
      ],
      label: 'Rappel amical',
    },
    firm: {
      heading: 'Relance',
      subject: {
        invoice: 'Toujours impayée\u00a0: facture {{invoice.number}} de {{organisation.name}}',
        account: 'Toujours impayé\u00a0: {{balance.overdue}} à régler à {{organisation.name}}',
        open: 'Toujours impayé chez {{organisation.name}}\u00a0: {{balance.total}}',
      },
      opening: {
        invoice:
          'Sauf erreur de notre part, la facture {{invoice.number}} est échue et reste impayée. Ce courrier remplace tout rappel antérieur.',
        account: {
          one: 'Sauf erreur de notre part, la facture suivante est échue et reste impayée. Ce courrier remplace tout rappel antérieur.',
          other:
            'Sauf erreur de notre part, les factures suivantes sont échues et restent impayées. Ce courrier remplace tout rappel antérieur.',
        },
        open: {
          one: 'Sauf erreur de notre part, la facture suivante reste impayée. Ce courrier remplace tout rappel antérieur.',
          other:
            'Sauf erreur de notre part, les factures suivantes restent impayées. Ce courrier remplace tout rappel antérieur.',
        },
      },
      closing: [
        'Nous vous remercions de régler les sommes dues dans les prochains jours, ou de nous indiquer la date à laquelle nous pouvons attendre votre règlement. Si vous contestez l’une d’elles, dites-nous ce qui ne convient pas\u00a0: nous l’examinerons aussitôt.',
        'Si vous avez réglé entre-temps, nous vous en remercions et vous prions de ne pas tenir compte de ce courrier.',
      ],
      label: 'Relance',
    },
    urgent: {
      heading: 'Paiement exigé',
      subject: {
        invoice: 'Paiement exigé\u00a0: facture {{invoice.number}} de {{organisation.name}}',
        account: 'Paiement exigé\u00a0: {{balance.overdue}} à régler à {{organisation.name}}',
        open: 'Paiement exigé\u00a0: {{balance.total}} impayés chez {{organisation.name}}',
      },
      opening: {
        invoice:
          'La facture {{invoice.number}} est échue et, à la date du {{today}}, nous n’avons pas reçu votre règlement.',
        account: {
          one: 'La facture suivante est échue et, à la date du {{today}}, nous n’avons pas reçu votre règlement.',
          other:
            'Les factures suivantes sont échues et, à la date du {{today}}, nous n’avons pas reçu votre règlement.',
        },
        open: {
          one: 'À la date du {{today}}, nous n’avons pas reçu votre règlement de la facture suivante.',
          other: 'À la date du {{today}}, nous n’avons pas reçu votre règlement des factures suivantes.',
        },
      },
      closing: [
        'Nous vous demandons de régler les sommes dues sous sept jours. Si cela ne vous est pas possible, ou si vous contestez l’une d’elles, veuillez nous répondre dans le même délai afin de convenir des modalités de votre règlement.',
        'Les règlements de ces derniers jours peuvent ne pas être pris en compte ci-dessus.',
      ],
      label: 'Relance urgente',
    },
    final: {
      heading: 'Dernier avis',
      subject: {
        invoice: 'Dernier avis\u00a0: facture {{invoice.number}} de {{organisation.name}}',
        account: 'Dernier avis\u00a0: {{balance.overdue}} à régler à {{organisation.name}}',
        open: 'Dernier avis\u00a0: {{balance.total}} impayés chez {{organisation.name}}',
      },
      opening: {
        invoice:
          'Malgré nos rappels, la facture {{invoice.number}} accuse un retard important et reste impayée à la date du {{today}}.',
        account: {
          one: 'Votre compte accuse un retard important\u00a0: malgré nos rappels, la facture suivante reste impayée à la date du {{today}}.',
          other:
            'Votre compte accuse un retard important\u00a0: malgré nos rappels, les factures suivantes restent impayées à la date du {{today}}.',
        },
        open: {
          one: 'Malgré nos rappels, la facture suivante reste impayée à la date du {{today}}.',
          other: 'Malgré nos rappels, les factures suivantes restent impayées à la date du {{today}}.',
        },
      },
      closing: [
        'Veuillez régler les sommes dues sous sept jours à compter de la date du présent avis. À défaut, nous serons contraints d’envisager d’autres mesures sans nouvel avis, notamment la suspension de nos livraisons et prestations et la remise de la créance à un service de recouvrement.',
        'Si vous estimez que cet avis n’est pas fondé, ou si vous souhaitez proposer un échéancier, répondez-nous dès aujourd’hui. Nous préférons trouver une solution avec vous.',
      ],
      label: 'Dernier avis',
    },
  },
  call: {
    label: 'Appel au sujet des factures impayées',
    instructions:
      'Demander si les factures sont bien arrivées, si l’une d’elles est contestée, et une date de règlement. Encours\u00a0: {{balance.total}}, dont échu\u00a0: {{balance.overdue}}.',
  },
};
