/**
 * Words of absence notes in the ten languages (M6), on text as `foldedText` makes it. `~` stands where a word begins. Only a
 * machine's mail is asked for these: people write them too.
 */
export const words = (...languages: string[]): RegExp =>
  new RegExp(languages.map((each) => each.replaceAll('~', '(?<!\\p{L})')).join('|'), 'u');

/** The recipient, or the office, is away for a time. */
export const ABSENCE = words(
  '~(?:out of (?:the )?(?:office|town|country)|away from (?:my|the|our) (?:desk|office|mails?|emails?|computer|work)|not in (?:the |my )?office|ooo|out of reach)\\b',
  "~(?:i am|i'm|i will be|i'll be|we are|we're|we will be|currently|is) (?:currently |presently |now |still |all |both )?(?:away|absent|off(?: work)?|out|travell?ing|unavailable|offline|abroad|closed|at a (?:conference|trade fair))\\b(?! of (?:stock|scope|date))",
  '~(?:on|taking) (?:my |our |a |an |some )?(?:[a-z]+ )?(?:leave|vacation|holidays?|sabbatical|break|honeymoon|business trip|time off|day off)\\b|~(?:office|offices|company|shop|plant|we) (?:is|are|will be|remains?|stays?) closed\\b',
  '~(?:annual|maternity|paternity|parental|sick|medical) leave\\b|~(?:company |winter |summer |holiday )?shut ?down\\b|~gone (?:skiing|fishing|hiking|sailing|camping)\\b|~(?:limited|no|sporadic|intermittent) access to (?:my |e-?)?mails?\\b|~(?:holiday|vacation|absence) (?:note|notice|notification|message|reply|responder)\\b',
  '~(?:abwesen\\w+|ausser haus|nicht (?:im|in meinem|in unserem) (?:buro|haus|dienst|hause)|nicht (?:am|an meinem) (?:arbeits|schreib)\\w+|(?:im|in|auf|mein|unser|in den) (?:\\p{L}+ )?(?:urlaub|betriebs?ferien|ferien|mutterschutz|elternzeit|dienstreise|geschaftsreise|reisen|weihnachtsurlaub|betriebsurlaub)|urlaubs\\w*|betriebs(?:ferien|urlaub|ruhe)|nicht (?:erreichbar|anwesend|verfugbar|besetzt|zu erreichen)|verreist|krankgeschrieben|erkrankt|(?:bleibt|ist|haben|sind) (?:[\\p{L}\\d., ]{0,60} )?geschlossen|dienstreise)\\b',
  '~(?:absen(?:ce|t|te|ts|tes)|en (?:conge|conges|vacances|deplacement|arret)|(?:mes|nos|les) (?:conges|vacances)|en conge (?:maternite|parental)|hors (?:du )?bureau|(?:bureau|bureaux|societe|entreprise|service)[\\p{L} ]{0,30} (?:est|sont|sera|seront) fermee?s?|ferme(?:e|s|es)? (?:du|jusqu|pour)|indisponible|pas au bureau|pas joignable)\\b',
  '~(?:fuera de (?:la |mi )?oficina|(?:me encuentro|estoy|estare|estamos|estaremos) fuera|ausente|ausencia|de (?:vacaciones|baja|viaje|permiso)|vacaciones|(?:oficina|empresa|oficinas)[\\p{L} ]{0,30} (?:cerrad\\p{L}+)|cerrad[oa]s? (?:del|por|hasta|desde)|no estare|no disponible|cierre por)\\b',
  "~(?:all'estero|fuori (?:ufficio|sede)|assen(?:te|za|ti)|in (?:ferie|vacanza|trasferta|maternita|malattia|congedo)|(?:ufficio|uffici|azienda)[\\p{L} ]{0,30} chius\\p{L}+|chius[aoie] (?:dal|per|fino)|chiusura|non (?:sono|saro|siamo) (?:in ufficio|raggiungibil\\p{L}|disponibil\\p{L}|reperibil\\p{L}))\\b",
  '~(?:afwezig(?:heid)?|(?:met|op) (?:vakantie|verlof|zakenreis|reis|zwangerschapsverlof)|niet (?:op|in|aanwezig|bereikbaar|beschikbaar)(?: (?:het|mijn|ons))?(?: kantoor)?|buiten kantoor|(?:kantoor|bedrijf)[\\p{L} ]{0,30} gesloten|gesloten (?:van|tot|t/m|wegens)|vakantie|out-of-office)\\b',
  '~(?:ausente|ausencia|de (?:ferias|baixa|licenca|viagem)|em (?:viagem|licenca)|fora d[oe] (?:escritorio|gabinete)|ferias|(?:escritorio|empresa)[\\p{L} ]{0,30} (?:encerrad\\p{L}+|fechad\\p{L}+)|(?:encerrad|fechad)[oa]s? (?:de|para|ate)|indisponivel)\\b',
  '~(?:nieobecn\\p{L}+|na (?:\\p{L}+ )?(?:urlopie|zwolnieniu|delegacji|wakacjach)|urlop\\p{L}*|poza biurem|wyjezdzie|(?:biuro|firma)[\\p{L} ]{0,30} (?:zamkniet\\p{L}+|nieczynn\\p{L}+)|nie ma mnie|nie bedzie mnie|przebywam na|niedostepn\\p{L}+|nieczynn\\p{L}+)',
  '~(?:franvaro\\p{L}*|(?:pa|har) (?:semester|foraldraledigt|tjansteresa|resa|ledigt)|semester\\p{L}*|ledig\\b|(?:borta|bortrest|tjanstledig|foraldraledig|sjukskriven)\\b|inte (?:pa (?:kontoret|plats)|i tjanst|nabar|anvartbar)|(?:kontoret|vi)[\\p{L} ]{0,20} (?:stangt|har stangt)|haller stangt|utanfor kontoret|ute ur kontoret|ej pa plats)',
  '不在|休暇|休業|お休み|休み(?:を|の|中)|夏季休|年末年始|出張|外出(?:し|中)|留守|産休|育休|席を外',
);

/** The office is closed: on holidays, at the weekend, in the evening. */
export const CLOSED = words(
  '~(?:closed|geschlossen|fermee?s?|cerrad[oa]s?|chius[aoie]|gesloten|encerrad[oa]s?|fechad[oa]s?|zamkniet\\p{L}+|nieczynn\\p{L}+|stangt)(?!\\p{L})',
  '休業|定休|お休み',
);

/** Nobody comes back: the person has left, the address is given up. */
export const HAS_LEFT = words(
  '~(?:no longer (?:with|at|works?|working|employed|part of|in use|monitored|active|valid|read)|(?:has|have) left (?:the company|us|our|the firm|\\p{L}+)|(?:i|she|he|they) (?:have |has )?left (?:the company|our company|in)|has retired|have retired|ceased to work|(?:e-?mail|address|mailbox)[\\p{L} ]{0,40} (?:is being|will be|has been|was|is) (?:closed|retired|discontinued|switched off|shut down))\\b',
  '~(?:nicht (?:mehr|langer) (?:fur|bei|in|im|an|tatig|beschaftigt|aktiv|genutzt|verwendet|gelesen|abgerufen|gultig)|(?:hat|habe) (?:das|unser|die|unsere) (?:unternehmen|haus|firma)[\\p{L} \\d.]{0,30} verlassen|ausgeschieden|im ruhestand|in rente|steht(?: ihnen)? nicht (?:mehr|langer))\\b',
  "~(?:ne (?:fais|fait|travaille|travaillons|suis|est) plus|n'(?:est|utilise|y travaille) plus|a quitte|ai quitte|plus (?:partie|en poste|valide|active|utilisee?|consultee?))\\b",
  '~(?:ya no (?:trabajo|trabaja|formo|forma|pertenece|pertenezco|esta|estoy|se (?:usa|utiliza|lee))|ha dejado (?:la empresa|de)|he dejado (?:la empresa|de)|dejo de trabajar)\\b',
  '~(?:non (?:lavoro|lavora|e|sono|fa|faccio) piu|ha lasciato|ho lasciato|non (?:e|viene) piu (?:in uso|attivo|attiva|letta|presidiata))\\b',
  '~(?:niet (?:meer|langer) (?:werkzaam|in dienst|bij|in gebruik|actief|gelezen|voor)|werk(?:t)? niet (?:meer|langer)|heeft (?:ons|het bedrijf)[\\p{L} ]{0,20} verlaten|uit dienst)\\b',
  '~(?:ja nao (?:trabalho|trabalha|faco|faz|colabora|colaboro|esta|estou|e)|nao (?:trabalho|trabalha|faco|faz) mais|deixou (?:a empresa|de)|deixei (?:a empresa|de)|saiu da empresa)\\b',
  '~(?:juz nie (?:pracuj\\p{L}+|jest)|nie pracuj\\p{L}+ (?:juz|w)|odszedl|odeszla|zakonczyl\\p{L}* (?:prace|wspolprace)|nie jest juz)',
  '~(?:slutat|(?:arbetar|jobbar) (?:inte|ej) (?:langre|kvar)|(?:inte|ej) langre (?:kvar|anstalld|i bruk|aktiv)|har lamnat)\\b',
  '退職|退社いたしました|在籍して(?:おりません|いません)|異動(?:いたし|しまし|となり)|使用(?:されて|して)(?:おりません|いません)',
);
