/** What an sms asks for when the whole of it is one of the known words (M7). */
export type OptWord = 'stop' | 'start' | 'help';

type Words = Readonly<Record<OptWord, readonly string[]>>;

/** Understood whatever the language of the sender: the words that networks and handsets suggest everywhere. */
const EVERYWHERE: Words = {
  stop: ['stop', 'stopall', 'stop all', 'unsubscribe'],
  start: ['start', 'unstop', 'subscribe'],
  help: ['help', 'info'],
};

/** Beside those, by language (M6). English has the list of the CTIA. A word of daily talk, "ja" or "nej", is none. */
const BY_LANGUAGE: Readonly<Record<string, Words>> = {
  en: {
    stop: ['end', 'quit', 'cancel', 'revoke', 'optout', 'opt out', 'opt-out', 'remove'],
    start: ['optin', 'opt in', 'opt-in', 'resume'],
    help: [],
  },
  de: {
    stop: ['stopp', 'abmelden', 'abbestellen', 'austragen', 'beenden', 'ende', 'kündigen'],
    start: ['starten', 'anmelden', 'fortsetzen'],
    help: ['hilfe'],
  },
  fr: {
    stop: ['arret', 'arrêt', 'arrêter', 'arreter', 'désabonner', 'desabonner', 'désinscrire', 'desinscrire'],
    start: ['reprendre', 'réabonner', 'reabonner', "s'abonner"],
    help: ['aide'],
  },
  es: {
    stop: ['alto', 'parar', 'baja', 'cancelar', 'detener'],
    start: ['alta', 'comenzar', 'reanudar', 'suscribir'],
    help: ['ayuda'],
  },
  it: {
    stop: ['ferma', 'fermare', 'basta', 'annulla', 'disiscrivi', 'cancella'],
    start: ['inizia', 'riprendi', 'iscrivi'],
    help: ['aiuto'],
  },
  nl: {
    stop: ['stoppen', 'afmelden', 'uitschrijven', 'opzeggen'],
    start: ['starten', 'aanmelden', 'hervatten', 'inschrijven'],
    help: ['hulp'],
  },
  pt: {
    stop: ['parar', 'pare', 'sair', 'cancelar', 'remover'],
    start: ['iniciar', 'retomar', 'começar', 'comecar'],
    help: ['ajuda'],
  },
  pl: {
    stop: ['koniec', 'rezygnuję', 'rezygnuje', 'wypisz', 'anuluj'],
    start: ['wznów', 'wznow', 'zapisz'],
    help: ['pomoc'],
  },
  sv: {
    stop: ['stopp', 'avsluta', 'avanmäl', 'avregistrera'],
    start: ['starta', 'återuppta', 'anmäl'],
    help: ['hjälp'],
  },
  ja: {
    stop: ['停止', '配信停止', '解除', '退会', 'ストップ', '中止'],
    start: ['開始', '再開', '配信開始', 'スタート'],
    help: ['ヘルプ', '助けて'],
  },
};

/** Marks that people put around a word without meaning anything by them. */
const AROUND = /^[\s"'“”„«»「」.!?,;:。！？]+|[\s"'“”„«»「」.!?,;:。！？]+$/gu;

/**
 * What a received text asks for, or null: it is a reply. The whole of it counts, in any case and width, with blanks and
 * full stops around it; "Please stop by on Monday" is a reply. `languages` are those of the sender that got it, tags as in
 * locales.
 */
export function readOptWord(text: string, languages: readonly string[]): OptWord | null {
  const word = text.normalize('NFKC').replace(AROUND, '').replace(/\s+/gu, ' ').toLowerCase();
  const lists = [
    EVERYWHERE,
    ...languages.flatMap((each) => (hasOptWords(each) ? [BY_LANGUAGE[languageOf(each)]!] : [])),
  ];
  for (const meaning of ['stop', 'start', 'help'] as const)
    if (lists.some((words) => words[meaning].includes(word))) return meaning;
  return null;
}

/** Whether the words of a language are known, of which the tag may name a region too. */
export function hasOptWords(language: string): boolean {
  return Object.hasOwn(BY_LANGUAGE, languageOf(language));
}

function languageOf(tag: string): string {
  return tag.split('-')[0]!.toLowerCase();
}
