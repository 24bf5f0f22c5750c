import type { Language } from '../../../contracts/kinds.ts';

/** What stands at the foot of a mail and on the page behind its link. */
export interface UnsubscribeWords {
  /** The link, and the button of the page. */
  unsubscribe: string;
  /** Between it and the address, in a text part. */
  colon: string;
  question: string;
  /** What unsubscribing does. */
  explanation: string;
  done: string;
}

/** The words of unsubscribing, by language (M5, M6). */
export const UNSUBSCRIBE_WORDS: Record<Language, UnsubscribeWords> = {
  en: {
    unsubscribe: 'Unsubscribe',
    colon: ': ',
    question: 'Unsubscribe?',
    explanation: 'You will get no more messages from this sender at this address.',
    done: 'You are unsubscribed',
  },
  de: {
    unsubscribe: 'Abmelden',
    colon: ': ',
    question: 'Abmelden?',
    explanation: 'Sie erhalten unter dieser Adresse keine weiteren Nachrichten von diesem Absender.',
    done: 'Sie sind abgemeldet',
  },
  fr: {
    unsubscribe: 'Se désabonner',
    colon: '\u00a0: ',
    question: 'Se désabonner\u00a0?',
    explanation: 'Vous ne recevrez plus de messages de cet expéditeur à cette adresse.',
    done: 'Votre désabonnement est enregistré',
  },
  es: {
    unsubscribe: 'Darse de baja',
    colon: ': ',
    question: '¿Darse de baja?',
    explanation: 'No recibirá más mensajes de este remitente en esta dirección.',
    done: 'Su baja se ha registrado',
  },
  it: {
    unsubscribe: 'Annulla l’iscrizione',
    colon: ': ',
    question: 'Annullare l’iscrizione?',
    explanation: 'Non riceverà più messaggi da questo mittente a questo indirizzo.',
    done: 'La Sua iscrizione è annullata',
  },
  nl: {
    unsubscribe: 'Afmelden',
    colon: ': ',
    question: 'Afmelden?',
    explanation: 'U ontvangt op dit adres geen berichten meer van deze afzender.',
    done: 'U bent afgemeld',
  },
  pt: {
    unsubscribe: 'Cancelar a subscrição',
    colon: ': ',
    question: 'Cancelar a subscrição?',
    explanation: 'Não receberá mais mensagens deste remetente neste endereço.',
    done: 'A subscrição foi cancelada',
  },
  pl: {
    unsubscribe: 'Wypisz się',
    colon: ': ',
    question: 'Wypisać się?',
    explanation: 'Na ten adres nie będą przychodzić kolejne wiadomości od tego nadawcy.',
    done: 'Adres został wypisany',
  },
  sv: {
    unsubscribe: 'Avregistrera',
    colon: ': ',
    question: 'Avregistrera?',
    explanation: 'Ni får inga fler meddelanden från den här avsändaren till den här adressen.',
    done: 'Adressen är avregistrerad',
  },
  ja: {
    unsubscribe: '配信を停止する',
    colon: '：',
    question: '配信を停止しますか',
    explanation: '今後、このアドレスには、この差出人からのメールは届かなくなります。',
    done: '配信を停止しました',
  },
};
