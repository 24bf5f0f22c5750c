import type { LetterTexts } from './letter-texts.ts';

/** Letters in Japanese: in keigo, to the company as 御中 or to a person in it as 様. */
export const ja: LetterTexts = {
  greeting: {
    friendly: { person: '{{customer.name}}\n{{contact.fullName}} 様', nobody: '{{customer.name}} 御中' },
    formal: { person: '{{customer.name}}\n{{contact.fullName}} 様', nobody: '{{customer.name}} 御中' },
  },
  colon: '：',
  labels: {
    invoice: '請求書番号',
    openAmount: '未払い金額',
    issued: '発行日',
    due: 'お支払期日',
    poNumber: '注文番号',
    payOnline: 'オンラインで支払う',
    viewPdf: 'PDFを表示',
    totalOverdue: '期日超過の合計',
    totalOpen: '未払い残高の合計',
    ofWhichOverdue: 'うち期日超過',
  },
  daysOverdue: { other: '期日から{{daysOverdue}}日経過' },
  invoiceCount: {
    account: { other: '{{balance.overdueCount}}件' },
    open: { other: '{{balance.invoiceCount}}件' },
  },
  credit: {
    listed:
      '弊社でのお預かり金{{balance.credit}}を上記に充当いたしますと、お支払いいただく残額は{{balance.net}}でございます。',
    invoice:
      '弊社でのお預かり金のうち{{invoice.credit}}を上記に充当いたしますと、お支払いいただく残額は{{invoice.net}}でございます。',
  },
  regards: '何卒よろしくお願い申し上げます。',
  because: {
    invoice:
      '本メールは、お支払期日を過ぎたご請求について、{{organisation.name}}から{{customer.name}}へお送りしています。',
    account:
      '本メールは、お支払期日を過ぎたご請求について、{{organisation.name}}から{{customer.name}}へお送りしています。',
  },
  tones: {
    friendly: {
      heading: null,
      subject: {
        invoice: '【お支払いのご確認】請求書{{invoice.number}}（{{organisation.name}}）',
        account: '【お支払いのご確認】期日超過分{{balance.overdue}}（{{organisation.name}}）',
        open: '【お支払いのご確認】未払い残高{{balance.total}}（{{organisation.name}}）',
      },
      opening: {
        invoice:
          'いつも大変お世話になっております。{{organisation.name}}でございます。請求書{{invoice.number}}のお支払期日が過ぎておりますので、ご確認をお願いしたくご連絡いたしました。',
        account: {
          other:
            'いつも大変お世話になっております。{{organisation.name}}でございます。下記のご請求のお支払期日が過ぎておりますので、ご確認をお願いしたくご連絡いたしました。',
        },
        open: {
          other:
            'いつも大変お世話になっております。{{organisation.name}}でございます。現在の未払いのご請求は下記のとおりでございます。',
        },
      },
      closing: [
        'すでにお手続きがお済みの場合は、行き違いをご容赦くださいますようお願い申し上げます。ご不明な点がございましたら、本メールにそのままご返信ください。速やかに対応いたします。',
      ],
      label: 'お支払いのご確認',
    },
    firm: {
      heading: 'お支払いのお願い',
      subject: {
        invoice: '【お支払いのお願い】請求書{{invoice.number}}（{{organisation.name}}）',
        account: '【お支払いのお願い】期日超過分{{balance.overdue}}（{{organisation.name}}）',
        open: '【お支払いのお願い】未払い残高{{balance.total}}（{{organisation.name}}）',
      },
      opening: {
        invoice:
          '平素より大変お世話になっております。{{organisation.name}}でございます。請求書{{invoice.number}}につきまして、お支払期日を過ぎておりますが、弊社ではまだご入金を確認できておりません。本メールは、これまでのご連絡に代わるものでございます。',
        account: {
          other:
            '平素より大変お世話になっております。{{organisation.name}}でございます。下記のご請求につきまして、お支払期日を過ぎておりますが、弊社ではまだご入金を確認できておりません。本メールは、これまでのご連絡に代わるものでございます。',
        },
        open: {
          other:
            '平素より大変お世話になっております。{{organisation.name}}でございます。下記のご請求につきまして、弊社ではまだご入金を確認できておりません。本メールは、これまでのご連絡に代わるものでございます。',
        },
      },
      closing: [
        '恐れ入りますが、期日を迎えた金額につきまして、数日中にお支払いいただくか、お支払い予定日をご返信くださいますようお願い申し上げます。ご請求内容に相違がございましたら、お知らせください。直ちに確認いたします。',
        '本メールと行き違いにご入金いただいておりましたら、御礼を申し上げますとともに、ご容赦くださいますようお願いいたします。',
      ],
      label: 'お支払いのお願い',
    },
    urgent: {
      heading: 'お支払いの督促',
      subject: {
        invoice: '【至急ご確認ください】請求書{{invoice.number}}のお支払い（{{organisation.name}}）',
        account: '【至急ご確認ください】期日超過分{{balance.overdue}}のお支払い（{{organisation.name}}）',
        open: '【至急ご確認ください】未払い残高{{balance.total}}のお支払い（{{organisation.name}}）',
      },
      opening: {
        invoice:
          '平素よりお世話になっております。{{organisation.name}}でございます。請求書{{invoice.number}}はお支払期日を過ぎており、{{today}}現在、ご入金を確認できておりません。',
        account: {
          other:
            '平素よりお世話になっております。{{organisation.name}}でございます。下記のご請求はお支払期日を過ぎており、{{today}}現在、ご入金を確認できておりません。',
        },
        open: {
          other:
            '平素よりお世話になっております。{{organisation.name}}でございます。下記のご請求につきまして、{{today}}現在、ご入金を確認できておりません。',
        },
      },
      closing: [
        'つきましては、期日を迎えた金額を7日以内にお支払いくださいますようお願い申し上げます。期限内のお支払いが難しい場合、またはご請求内容に相違がある場合は、お支払いの方法と時期をご相談させていただきたく、同じ期限内に本メールへご返信ください。',
        'ここ数日のご入金は、上記に反映されていない場合がございます。',
      ],
      label: 'お支払いの督促',
    },
    final: {
      heading: '最終のお知らせ',
      subject: {
        invoice: '【最終のお知らせ】請求書{{invoice.number}}のお支払い（{{organisation.name}}）',
        account: '【最終のお知らせ】期日超過分{{balance.overdue}}のお支払い（{{organisation.name}}）',
        open: '【最終のお知らせ】未払い残高{{balance.total}}のお支払い（{{organisation.name}}）',
      },
      opening: {
        invoice:
          '{{organisation.name}}でございます。請求書{{invoice.number}}につきまして、再三のご連絡にもかかわらず、お支払期日を大幅に過ぎた{{today}}現在もご入金を確認できておりません。',
        account: {
          other:
            '{{organisation.name}}でございます。下記のご請求につきまして、再三のご連絡にもかかわらず、お支払期日を大幅に過ぎた{{today}}現在もご入金を確認できておりません。',
        },
        open: {
          other:
            '{{organisation.name}}でございます。下記のご請求につきまして、再三のご連絡にもかかわらず、{{today}}現在もご入金を確認できておりません。',
        },
      },
      closing: [
        '期日を迎えた金額を、本通知の日付から7日以内にお支払いください。お支払いがない場合は、誠に遺憾ながら、改めてのご連絡なく、納品やサービスの停止、債権回収の委託を含む措置を検討せざるを得ません。',
        '本通知の内容に誤りがあるとお考えの場合、または分割でのお支払いをご希望の場合は、本日中にご返信ください。弊社といたしましては、ご相談のうえ解決したいと存じます。',
      ],
      label: '最終のお知らせ',
    },
  },
  call: {
    label: '未払いのご請求についてお電話',
    instructions:
      '請求書が届いているか、内容に相違がないか、お支払い予定日を確認する。未払い残高：{{balance.total}}、うち期日超過：{{balance.overdue}}。',
  },
};
