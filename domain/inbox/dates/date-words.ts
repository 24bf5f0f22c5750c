/** Names of months and weekdays in the ten languages (M6), as `foldedText` makes them. */

/** By month, January first: whole names, inflected ones included. */
const MONTHS: readonly string[] = [
  'january janner januar janvier enero gennaio januari janeiro stycznia styczen styczniu',
  'february februar feber fevrier febrero febbraio februari fevereiro lutego luty lutym',
  'march marz maerz mars marzo maart marco marca marzec marcu',
  'april avril abril aprile kwietnia kwiecien kwietniu',
  'may mai mayo maggio mei maio maja maj maju',
  'june juni juin junio giugno junho czerwca czerwiec czerwcu',
  'july juli juillet julio luglio julho lipca lipiec lipcu',
  'august aout agosto augustus augusti sierpnia sierpien sierpniu',
  'september septembre septiembre setiembre settembre setembro wrzesnia wrzesien wrzesniu',
  'october oktober octobre octubre ottobre outubro pazdziernika pazdziernik pazdzierniku',
  'november novembre noviembre novembro listopada listopad listopadzie',
  'december dezember decembre diciembre dicembre dezembro grudnia grudzien grudniu',
];

/** Short ones: only beside the number of a day. */
const SHORT_MONTHS: readonly string[] = [
  'jan janv ene gen sty',
  'feb fev fevr febr febb lut',
  'mar mrz mrt marz',
  'apr avr abr kwi',
  'mag',
  'jun giu cze',
  'jul juil lug lip',
  'aug ago sie',
  'sep sept set wrz',
  'oct okt ott out paz',
  'nov lis',
  'dec dez dic gru',
];

/** By weekday, Monday first: whole names, inflected ones included. */
const WEEKDAYS: readonly string[] = [
  'monday montag montags lundi lunes lunedi maandag segunda-feira segunda poniedzialek poniedzialku mandag mandagen',
  'tuesday dienstag mardi martes martedi dinsdag terca-feira terca wtorek wtorku tisdag tisdagen',
  'wednesday mittwoch mercredi miercoles mercoledi woensdag quarta-feira quarta sroda srode srody onsdag onsdagen',
  'thursday donnerstag jeudi jueves giovedi donderdag quinta-feira quinta czwartek czwartku torsdag torsdagen',
  'friday freitag vendredi viernes venerdi vrijdag sexta-feira sexta piatek piatku fredag fredagen',
  'saturday samstag sonnabend samedi sabado sabato zaterdag sobota sobote soboty lordag lordagen',
  'sunday sonntag dimanche domingo domenica zondag niedziela niedziele niedzieli sondag sondagen',
];

/** Short ones that are no words by themselves. */
const SHORT_WEEKDAYS: readonly string[] = ['mon', 'tue tues', 'weds', 'thu thur thurs', 'fri', '', ''];

const JAPANESE_WEEKDAYS = '月火水木金土日';

function numbered(lists: readonly string[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const [index, names] of lists.entries()) {
    for (const name of names.split(' ')) if (name !== '') all.set(name, index + 1);
  }
  return all;
}

const monthNumbers = new Map([...numbered(SHORT_MONTHS), ...numbered(MONTHS)]);
const weekdayNumbers = new Map([...numbered(SHORT_WEEKDAYS), ...numbered(WEEKDAYS)]);

const oneOf = (names: Iterable<string>): string => [...names].toSorted((a, b) => b.length - a.length).join('|');

/** Parts of patterns that match the names; long ones first. */
export const ANY_MONTH = oneOf(monthNumbers.keys());
export const WHOLE_MONTH = oneOf(numbered(MONTHS).keys());
export const ANY_WEEKDAY = oneOf(weekdayNumbers.keys());

/** 1 to 12. */
export const monthNumber = (name: string): number => monthNumbers.get(name) ?? 0;

/** 1 (Monday) to 7. Also one Japanese letter. */
export const weekdayNumber = (name: string): number =>
  weekdayNumbers.get(name) ?? (name === '' ? 0 : JAPANESE_WEEKDAYS.indexOf(name.charAt(0)) + 1);

/** Days from the mail's to the one that a single word names. The longer ones come first. */
export const DAY_WORDS: readonly (readonly [string, number])[] = [
  ['the day after tomorrow|ubermorgen|uebermorgen|apres-demain|pasado manana|dopodomani|overmorgen', 2],
  ['depois de amanha|pojutrze|(?:i )?overmorgon|明後日|あさって', 2],
  ['tomorrow|(?<!guten |am |jeden |pro |in der )morgen(?! fruh um)(?!s)|demain|(?<!la |de la |buenas )manana|domani', 1],
  ['(?<!da )amanha|jutro|imorgon|i morgon|明日|翌日', 1],
  ['later today|today|heute|aujourd\'hui|hoy|oggi|vandaag|hoje|dzisiaj|dzis|idag|i dag|本日|今日', 0],
];

/** Words for a number of days or weeks that are spelt out. */
export const NUMBER_WORDS: Readonly<Record<string, number>> = {
  ...{ a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, ten: 10, ein: 1, eine: 1, einer: 1, einem: 1 },
  ...{ zwei: 2, drei: 3, vier: 4, funf: 5, sechs: 6, un: 1, une: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, una: 1 },
  ...{ uno: 1, dos: 2, tres: 3, cuatro: 4, due: 2, tre: 3, quattro: 4, een: 1, twee: 2, drie: 3, um: 1, uma: 1 },
  ...{ dois: 2, duas: 2, quatro: 4, jeden: 1, dwa: 2, dwie: 2, trzy: 3, cztery: 4, en: 1, ett: 1, tva: 2, fyra: 4 },
};

/** Next week, and the one after it. */
export const NEXT_WEEK =
  "next week|(?:nachste[rn]?|kommende[rn]?) woche|la semaine prochaine|(?:la )?(?:proxima semana|semana que viene)|(?:la )?(?:prossima settimana|settimana prossima)|volgende week|(?:na )?proxima semana|(?:w )?(?:przyszlym|nastepnym) tygodniu|nasta vecka|来週";
