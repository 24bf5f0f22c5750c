import type { Language } from '../../contracts/kinds.ts';

/** What confirms a word that opted a number out or in, each within one segment with a name of ordinary length. */
type AnswerWords = Record<'stop' | 'start', string>;

const WORDS: Record<Language, AnswerWords> = {
  en: {
    stop: 'You will get no more text messages from us. Reply START to get them again.',
    start: 'You will get text messages from us again. Reply STOP to end them.',
  },
  de: {
    stop: 'Sie erhalten keine SMS mehr von uns. Antworten Sie START, um sie wieder zu erhalten.',
    start: 'Sie erhalten wieder SMS von uns. Antworten Sie STOP, um sie zu beenden.',
  },
  fr: {
    stop: 'Vous ne recevrez plus de SMS de notre part. Répondez START pour les recevoir à nouveau.',
    start: 'Vous recevrez à nouveau nos SMS. Répondez STOP pour les arrêter.',
  },
  es: {
    stop: 'No recibirá más SMS nuestros. Responda START para volver a recibirlos.',
    start: 'Volverá a recibir nuestros SMS. Responda STOP para dejar de recibirlos.',
  },
  it: {
    stop: 'Non riceverà più SMS da noi. Risponda START per riceverli di nuovo.',
    start: 'Riceverà di nuovo i nostri SMS. Risponda STOP per non riceverli più.',
  },
  nl: {
    stop: 'U ontvangt geen sms van ons meer. Antwoord START om ze weer te ontvangen.',
    start: 'U ontvangt weer sms van ons. Antwoord STOP om ze te beëindigen.',
  },
  pt: {
    stop: 'Não receberá mais SMS nossos. Responda START para voltar a recebê-los.',
    start: 'Voltará a receber os nossos SMS. Responda STOP para deixar de os receber.',
  },
  pl: {
    stop: 'Nie będziemy już wysyłać SMS-ów na ten numer. START wznawia.',
    start: 'Znów będziemy wysyłać SMS-y na ten numer. STOP kończy.',
  },
  sv: {
    stop: 'Ni får inga fler sms från oss. Svara START för att få dem igen.',
    start: 'Ni får sms från oss igen. Svara STOP för att avsluta.',
  },
  ja: {
    stop: '今後SMSは届きません。再開はSTARTと返信してください。',
    start: 'SMSの配信を再開しました。停止はSTOPと返信してください。',
  },
};

/** Longer names are cut: the words matter more. */
const MAX_NAME = 40;

/** The confirmation of a word, from whom it comes first (M7). */
export function optAnswer(
  kind: keyof AnswerWords,
  { language, organisation }: { language: Language; organisation: string },
): string {
  const name = Array.from(organisation.trim()).slice(0, MAX_NAME).join('');
  return `${name}: ${WORDS[language][kind]}`;
}
