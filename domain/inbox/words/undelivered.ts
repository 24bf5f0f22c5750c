import { words } from './absence.ts';

/** A report says that a mail did not arrive, in the ten languages. On `foldedText`. */
export const UNDELIVERED = words(
  "~(?:(?:could|can|was|were|has|have|did|is|will)(?: ?n[o']?t| not| unable)(?: \\p{L}+){0,3} (?:deliver\\p{L}*|reach\\p{L}*|sent|send|get through|accepted)|(?:unable|failed|failure|wasn't able|were unable)(?: \\p{L}+){0,2} to (?:be )?(?:deliver|reach|send)\\p{L}*|undeliver\\p{L}+|not delivered|delivery (?:\\p{L}+ ){0,5}(?:failed|failure|error|not possible|impossible|report|did not)|(?:failure|failed) (?:notice|delivery|recipients?)|returned (?:mail|message|to sender)|(?:mail|message|letter) (?:delivery )?(?:failed|failure|bounced)|permanent (?:fatal )?errors?|did not (?:reach|get through)|(?:returning|returned) (?:message|mail|to)|bounced|rejected|could not deliver|non-delivery|fatal errors)",
  '~(?:(?:konnte|konnten|kann|wurde|wurden|ist|war)(?: [\\p{L}\\d@.<>:-]+){0,14} nicht (?:zugestellt|ausgeliefert|ubermittelt|erreicht|gesendet|weitergeleitet|zu erreichen|zustellbar)|nicht (?:zugestellt|zustellbar|zugestellt werden)|unzustellbar\\p{L}*|zustellung (?:\\p{L}+ ){0,5}(?:fehlgeschlagen|nicht moglich|gescheitert)|zustell(?:fehler|problem)\\p{L}*|fehlgeschlagen\\p{L}*|nicht zu erreichen|zuruckgewiesen|abgelehnt)',
  "~(?:n'a(?: pas)? (?:pas )?(?:pu|ete)(?: \\p{L}+){0,3} (?:remis|delivre|distribue|achemine|envoye)\\p{L}*|non (?:remis|delivre|distribue|livre)\\p{L}*|echec (?:de |d')?(?:la )?(?:remise|distribution|livraison|envoi)|impossible de (?:remettre|livrer|distribuer|delivrer)|n'a pas pu|rejete\\p{L}*)",
  '~(?:no (?:se )?(?:pudo|ha podido|pudieron|puede|fue posible|ha sido)(?: \\p{L}+){0,4} (?:entreg|envi)\\p{L}+|no entregad\\p{L}+|(?:error|fallo) (?:de|en la|al) (?:entrega|entregar)|devuelto|rechazad\\p{L})',
  '~(?:(?:impossibile|non e stato possibile) (?:recapitare|consegnare|inviare)|non (?:e stato |e stata )?(?:recapitat|consegnat)\\p{L}+|mancat[oa] (?:recapito|consegna)|non recapitabile|respint\\p{L}|consegna (?:\\p{L}+ )?(?:fallita|non riuscita))',
  '~(?:(?:kon|kan|is|zijn|konden)(?: [\\p{L}\\d@.<>:-]+){0,14} niet (?:worden )?(?:bezorgd|afgeleverd|verzonden)|niet (?:bezorgd|afgeleverd|bestelbaar)|onbestelbaar|(?:bezorging|aflevering) (?:\\p{L}+ )?mislukt|geweigerd)',
  '~(?:nao (?:foi possivel|pode|foi)(?: \\p{L}+){0,4} (?:entreg|envia)\\p{L}+|nao entregue|(?:falha|erro) (?:na|de|ao) (?:entrega|entregar|envio)|devolvid\\p{L}|rejeitad\\p{L})',
  '~(?:nie (?:mogla|mogl|moze|udalo sie|zostal\\p{L}*)(?: [\\p{L}]+){0,4} (?:dostarcz|dorecz|wysla)\\p{L}+|nie dostarczono|niedostarczon\\p{L}+|niedoreczon\\p{L}+|blad dostarcz\\p{L}+|odrzucon\\p{L}+)',
  '~(?:(?:kunde|kan|har)(?: [\\p{L}\\d@.<>:-]+){0,8} (?:inte|ej) (?:kunnat )?(?:leverera\\p{L}*|skickas|nas|na fram)|(?:inte|ej) (?:kunde )?levererats?|(?:inte|ej) (?:kunde )?levereras|kunde inte levereras|misslyckades|olevererbart|avvisades)',
  '配信(?:できません|不能|に失敗|されません)|送信(?:できません|に失敗)|届けられません|お届けできません|エラーメール|戻り',
);

/** It is still under way. */
export const DELAYED = words(
  '~(?:delay(?:ed|s)?|(?:still )?(?:being )?retr(?:ied|ying)|(?:will|continue[sd]?)(?: \\p{L}+){0,3} (?:to )?(?:try|retry|attempt|be retried|keep trying)|not yet been delivered|no (?:need|action)(?: \\p{L}+){0,3} (?:to (?:send|resend|do)|required)|warning only|do not need to (?:re)?send|temporarily (?:deferred|delayed))',
  '~(?:verzoger\\p{L}*|(?:weitere[rn]?|erneute[rn]?) (?:zustell)?versuch\\p{L}*|noch nicht zugestellt|wird weiterhin versucht|brauchen (?:sie )?nicht(?: \\p{L}+){0,3} (?:zu )?(?:senden|schicken))',
  '~(?:retarde\\p{L}*|(?:nouvelle|autre)s? tentatives?|pas encore ete)|~(?:retras\\p{L}+|se seguira intentando|nuevos? intentos?|aun no se ha)|~(?:ritard\\p{L}+|nuovi tentativi|non e ancora)',
  '~(?:vertraag\\p{L}*|vertraging|wordt opnieuw geprobeerd|nog niet (?:bezorgd|afgeleverd))|~(?:atrasad\\p{L}+|adiad\\p{L}+|novas tentativas|ainda nao foi)|~(?:opozni\\p{L}+|ponown\\p{L}+ prob\\p{L}+|jeszcze nie)|~(?:fordroj\\p{L}+|forsenad\\p{L}*|nya forsok|annu inte)|遅延|遅れて|再送|まだ配信',
);

/** It has been given up: whatever is said of delays before. */
export const GIVEN_UP = words(
  '~(?:gave up|given up|giving up|permanent(?:ly)? (?:fatal |error|fail)|returned to|(?:retry|delivery) time (?:limit )?(?:exceeded|expired)|too (?:long|old)|too many (?:failures|attempts)|(?:retries|attempts) (?:are |were |have been )?exhausted|sorry,? (?:but )?we (?:were|are) unable to deliver|expired|will not be (?:re)?tried|no further attempts|final|endgultig|aufgegeben|abgelaufen|abandonne|definitiv\\p{L}*|permanent\\p{L}* felaktig|definitief|断念)',
);
