import type { LetterTexts } from './letter-texts.ts';

/** Letters in Spanish: with «usted», and a colon after the salutation. */
export const es: LetterTexts = {
  greeting: {
    friendly: { person: 'Hola, {{contact.firstName}}:', nobody: 'Buenos días:' },
    formal: { person: 'Estimado/a {{contact.fullName}}:', nobody: 'Estimados señores:' },
  },
  colon: ': ',
  labels: {
    invoice: 'Factura',
    openAmount: 'Importe pendiente',
    issued: 'Fecha de emisión',
    due: 'Vencimiento',
    poNumber: 'Número de pedido',
    payOnline: 'Pagar en línea',
    viewPdf: 'Ver el PDF',
    totalOverdue: 'Total vencido',
    totalOpen: 'Total pendiente',
    ofWhichOverdue: 'Del cual, vencido',
  },
  daysOverdue: { one: '{{daysOverdue}} día de retraso', other: '{{daysOverdue}} días de retraso' },
  invoiceCount: {
    account: { one: '{{balance.overdueCount}} factura', other: '{{balance.overdueCount}} facturas' },
    open: { one: '{{balance.invoiceCount}} factura', other: '{{balance.invoiceCount}} facturas' },
  },
  credit: {
    listed:
      'Su saldo a favor de {{balance.credit}} se descuenta de este importe: quedan por pagar {{balance.net}}.',
    invoice: 'Su saldo a favor cubre {{invoice.credit}} de este importe: quedan por pagar {{invoice.net}}.',
  },
  regards: 'Atentamente,',
  because: {
    invoice: '{{organisation.name}} escribe a {{customer.name}} por una factura vencida.',
    account: '{{organisation.name}} escribe a {{customer.name}} por facturas vencidas.',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: 'Recordatorio: factura {{invoice.number}} de {{organisation.name}}',
        account: 'Recordatorio de {{organisation.name}}: {{balance.overdue}} por pagar',
        open: 'Su saldo pendiente con {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice: 'Le recordamos amablemente que la factura {{invoice.number}} ya ha vencido.',
        account: {
          one: 'Le recordamos amablemente que la siguiente factura ya ha vencido. Quizá se le haya pasado; a todos nos puede ocurrir.',
          other:
            'Le recordamos amablemente que las siguientes facturas ya han vencido. Quizá se le hayan pasado; a todos nos puede ocurrir.',
        },
        open: {
          one: 'En este momento figura en su cuenta la siguiente factura pendiente.',
          other: 'En este momento figuran en su cuenta las siguientes facturas pendientes.',
        },
      },
      closing: [
        'Si su pago ya está en camino, no tenga en cuenta este mensaje; muchas gracias. Si falta algo o algo no está claro, responda sin más a este mensaje y lo resolveremos.',
      ],
      label: 'Recordatorio amable',
    },
    firm: {
      heading: 'Recordatorio de pago',
      subject: {
        invoice: 'Sigue pendiente: factura {{invoice.number}} de {{organisation.name}}',
        account: 'Sigue pendiente: {{balance.overdue}} por pagar a {{organisation.name}}',
        open: 'Sigue pendiente con {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'Según nuestros registros, la factura {{invoice.number}} ha vencido y sigue pendiente de pago. Este mensaje sustituye a cualquier recordatorio anterior.',
        account: {
          one: 'Según nuestros registros, la siguiente factura ha vencido y sigue pendiente de pago. Este mensaje sustituye a cualquier recordatorio anterior.',
          other:
            'Según nuestros registros, las siguientes facturas han vencido y siguen pendientes de pago. Este mensaje sustituye a cualquier recordatorio anterior.',
        },
        open: {
          one: 'Según nuestros registros, la siguiente factura sigue pendiente de pago. Este mensaje sustituye a cualquier recordatorio anterior.',
          other:
            'Según nuestros registros, las siguientes facturas siguen pendientes de pago. Este mensaje sustituye a cualquier recordatorio anterior.',
        },
      },
      closing: [
        'Le rogamos que abone los importes vencidos en los próximos días o que nos indique en qué fecha podemos esperar su pago. Si no está de acuerdo con alguno de ellos, díganos el motivo y lo revisaremos de inmediato.',
        'Si entretanto ya ha pagado, reciba nuestro agradecimiento y no tenga en cuenta este mensaje.',
      ],
      label: 'Recordatorio de pago',
    },
    urgent: {
      heading: 'Requerimiento de pago',
      subject: {
        invoice: 'Requerimiento de pago: factura {{invoice.number}} de {{organisation.name}}',
        account: 'Requerimiento de pago: {{balance.overdue}} por pagar a {{organisation.name}}',
        open: 'Requerimiento de pago: {{balance.total}} pendientes con {{organisation.name}}',
      },
      opening: {
        invoice:
          'La factura {{invoice.number}} ha vencido y, a fecha de {{today}}, no hemos recibido su pago.',
        account: {
          one: 'La siguiente factura ha vencido y, a fecha de {{today}}, no hemos recibido su pago.',
          other: 'Las siguientes facturas han vencido y, a fecha de {{today}}, no hemos recibido su pago.',
        },
        open: {
          one: 'A fecha de {{today}}, no hemos recibido su pago de la siguiente factura.',
          other: 'A fecha de {{today}}, no hemos recibido su pago de las siguientes facturas.',
        },
      },
      closing: [
        'Le pedimos que abone los importes vencidos en un plazo de siete días. Si no le es posible, o si no está de acuerdo con alguno de ellos, responda a este mensaje dentro del mismo plazo para que podamos acordar cómo y cuándo pagará.',
        'Es posible que los pagos de los últimos días no estén reflejados arriba.',
      ],
      label: 'Recordatorio urgente',
    },
    final: {
      heading: 'Último aviso',
      subject: {
        invoice: 'Último aviso: factura {{invoice.number}} de {{organisation.name}}',
        account: 'Último aviso: {{balance.overdue}} por pagar a {{organisation.name}}',
        open: 'Último aviso: {{balance.total}} pendientes con {{organisation.name}}',
      },
      opening: {
        invoice:
          'La factura {{invoice.number}} lleva un retraso considerable: a fecha de {{today}} sigue impagada a pesar de nuestros recordatorios.',
        account: {
          one: 'Su cuenta lleva un retraso considerable: a fecha de {{today}}, la siguiente factura sigue impagada a pesar de nuestros recordatorios.',
          other:
            'Su cuenta lleva un retraso considerable: a fecha de {{today}}, las siguientes facturas siguen impagadas a pesar de nuestros recordatorios.',
        },
        open: {
          one: 'A fecha de {{today}}, la siguiente factura sigue impagada a pesar de nuestros recordatorios.',
          other:
            'A fecha de {{today}}, las siguientes facturas siguen impagadas a pesar de nuestros recordatorios.',
        },
      },
      closing: [
        'Abone los importes vencidos en un plazo de siete días desde la fecha de este aviso. De lo contrario, tendremos que considerar otras medidas sin nuevo aviso, entre ellas la suspensión de suministros y servicios y la cesión de la deuda para su cobro.',
        'Si considera que este aviso no procede, o si desea proponer un plan de pagos, responda hoy mismo. Preferimos resolverlo con usted.',
      ],
      label: 'Último aviso',
    },
  },
  call: {
    label: 'Llamada por facturas pendientes',
    instructions:
      'Preguntar si las facturas han llegado, si hay alguna disconformidad y una fecha de pago. Pendiente: {{balance.total}}; vencido: {{balance.overdue}}.',
  },
};
