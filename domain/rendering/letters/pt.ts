import type { LetterTexts } from './letter-texts.ts';

/** Letters in Portuguese: in the third person, and in words that Portugal and Brazil share. */
export const pt: LetterTexts = {
  greeting: {
    friendly: { person: 'Olá, {{contact.firstName}},', nobody: 'Olá,' },
    formal: { person: 'Caro(a) {{contact.fullName}},', nobody: 'Prezados senhores,' },
  },
  colon: ': ',
  labels: {
    invoice: 'Fatura',
    openAmount: 'Valor em aberto',
    issued: 'Data de emissão',
    due: 'Vencimento',
    poNumber: 'Número do pedido',
    payOnline: 'Pagar online',
    viewPdf: 'Ver o PDF',
    totalOverdue: 'Total vencido',
    totalOpen: 'Total em aberto',
    ofWhichOverdue: 'Do qual, vencido',
  },
  daysOverdue: { one: '{{daysOverdue}} dia de atraso', other: '{{daysOverdue}} dias de atraso' },
  invoiceCount: {
    account: { one: '{{balance.overdueCount}} fatura', other: '{{balance.overdueCount}} faturas' },
    open: { one: '{{balance.invoiceCount}} fatura', other: '{{balance.invoiceCount}} faturas' },
  },
  credit: {
    listed:
      'O seu crédito de {{balance.credit}} junto de nós é descontado deste montante: ficam por pagar {{balance.net}}.',
    invoice:
      'O seu crédito junto de nós cobre {{invoice.credit}} deste montante: ficam por pagar {{invoice.net}}.',
  },
  regards: 'Com os melhores cumprimentos,',
  because: {
    invoice: '{{organisation.name}} escreve a {{customer.name}} por causa de uma fatura vencida.',
    account: '{{organisation.name}} escreve a {{customer.name}} por causa de faturas vencidas.',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: 'Lembrete: fatura {{invoice.number}} de {{organisation.name}}',
        account: 'Lembrete de {{organisation.name}}: {{balance.overdue}} por pagar',
        open: 'O seu saldo em aberto com {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice: 'Gostaríamos de lembrar que a fatura {{invoice.number}} já venceu.',
        account: {
          one: 'Gostaríamos de lembrar que a fatura seguinte já venceu. Talvez tenha passado despercebida; acontece a todos.',
          other:
            'Gostaríamos de lembrar que as faturas seguintes já venceram. Talvez tenham passado despercebidas; acontece a todos.',
        },
        open: {
          one: 'Neste momento, a fatura seguinte está em aberto na sua conta.',
          other: 'Neste momento, as faturas seguintes estão em aberto na sua conta.',
        },
      },
      closing: [
        'Se o pagamento já está a caminho, por favor ignore esta mensagem, e muito obrigado. Se faltar alguma coisa ou algo não estiver claro, basta responder a esta mensagem, e trataremos do assunto.',
      ],
      label: 'Lembrete amável',
    },
    firm: {
      heading: 'Lembrete de pagamento',
      subject: {
        invoice: 'Ainda em aberto: fatura {{invoice.number}} de {{organisation.name}}',
        account: 'Ainda em aberto: {{balance.overdue}} por pagar a {{organisation.name}}',
        open: 'Ainda em aberto com {{organisation.name}}: {{balance.total}}',
      },
      opening: {
        invoice:
          'De acordo com a nossa contabilidade, a fatura {{invoice.number}} está vencida e continua por pagar. Esta mensagem substitui qualquer lembrete anterior.',
        account: {
          one: 'De acordo com a nossa contabilidade, a fatura seguinte está vencida e continua por pagar. Esta mensagem substitui qualquer lembrete anterior.',
          other:
            'De acordo com a nossa contabilidade, as faturas seguintes estão vencidas e continuam por pagar. Esta mensagem substitui qualquer lembrete anterior.',
        },
        open: {
          one: 'De acordo com a nossa contabilidade, a fatura seguinte continua por pagar. Esta mensagem substitui qualquer lembrete anterior.',
          other:
            'De acordo com a nossa contabilidade, as faturas seguintes continuam por pagar. Esta mensagem substitui qualquer lembrete anterior.',
        },
      },
      closing: [
        'Pedimos que pague os valores vencidos nos próximos dias, ou que nos indique a data em que podemos esperar o seu pagamento. Se não concordar com algum deles, diga-nos o que não está certo, e verificaremos de imediato.',
        'Se entretanto já pagou, aceite o nosso agradecimento e ignore esta mensagem.',
      ],
      label: 'Lembrete de pagamento',
    },
    urgent: {
      heading: 'Pedido de pagamento',
      subject: {
        invoice: 'Pedido de pagamento: fatura {{invoice.number}} de {{organisation.name}}',
        account: 'Pedido de pagamento: {{balance.overdue}} por pagar a {{organisation.name}}',
        open: 'Pedido de pagamento: {{balance.total}} em aberto com {{organisation.name}}',
      },
      opening: {
        invoice:
          'A fatura {{invoice.number}} está vencida e, à data de {{today}}, não recebemos o seu pagamento.',
        account: {
          one: 'A fatura seguinte está vencida e, à data de {{today}}, não recebemos o seu pagamento.',
          other: 'As faturas seguintes estão vencidas e, à data de {{today}}, não recebemos o seu pagamento.',
        },
        open: {
          one: 'À data de {{today}}, não recebemos o seu pagamento da fatura seguinte.',
          other: 'À data de {{today}}, não recebemos o seu pagamento das faturas seguintes.',
        },
      },
      closing: [
        'Solicitamos o pagamento dos valores vencidos no prazo de sete dias. Se não for possível, ou se não concordar com algum deles, responda a esta mensagem no mesmo prazo, para que possamos combinar como e quando irá pagar.',
        'É possível que os pagamentos dos últimos dias ainda não estejam incluídos acima.',
      ],
      label: 'Lembrete urgente',
    },
    final: {
      heading: 'Último aviso',
      subject: {
        invoice: 'Último aviso: fatura {{invoice.number}} de {{organisation.name}}',
        account: 'Último aviso: {{balance.overdue}} por pagar a {{organisation.name}}',
        open: 'Último aviso: {{balance.total}} em aberto com {{organisation.name}}',
      },
      opening: {
        invoice:
          'A fatura {{invoice.number}} está em grave atraso: apesar dos nossos lembretes, à data de {{today}} continua por pagar.',
        account: {
          one: 'A sua conta está em grave atraso: apesar dos nossos lembretes, à data de {{today}} a fatura seguinte continua por pagar.',
          other:
            'A sua conta está em grave atraso: apesar dos nossos lembretes, à data de {{today}} as faturas seguintes continuam por pagar.',
        },
        open: {
          one: 'Apesar dos nossos lembretes, à data de {{today}} a fatura seguinte continua por pagar.',
          other: 'Apesar dos nossos lembretes, à data de {{today}} as faturas seguintes continuam por pagar.',
        },
      },
      closing: [
        'Pague os valores vencidos no prazo de sete dias a contar da data deste aviso. Caso contrário, teremos de considerar outras medidas sem novo aviso, que podem incluir a suspensão de fornecimentos e serviços e a entrega do crédito para cobrança.',
        'Se considera que este aviso não está correto, ou se deseja propor um plano de pagamento, responda ainda hoje. Preferimos chegar a um acordo.',
      ],
      label: 'Último aviso',
    },
  },
  call: {
    label: 'Telefonema sobre faturas em aberto',
    instructions:
      'Perguntar se as faturas chegaram, se há alguma discordância e uma data de pagamento. Em aberto: {{balance.total}}; vencido: {{balance.overdue}}.',
  },
};
