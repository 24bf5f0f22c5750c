import { words } from './absence.ts';

/** What a machine acknowledges with: it has come, it was registered, somebody will see to it. On `foldedText`. */
export const ACKNOWLEDGES = words(
  "~(?:(?:we|i) (?:have |'ve )?(?:received|got|logged|registered) (?:your|the) (?:mail|e-?mail|message|request|enquiry|inquiry|query|ticket|letter|case)|(?:your|this) (?:mail|e-?mail|message|request|enquiry|inquiry|query|case|ticket)[\\p{L}\\d ,#-]{0,40} (?:has (?:been|reached|arrived)|was|is being|have been)(?: (?:received|logged|registered|created|opened|queued))?|(?:opened|created|raised|logged) (?:a |your |as )?(?:ticket|case)|(?:ticket|case)[\\p{L}\\d #-]{0,20} (?:has been|was) (?:opened|created|raised|logged)|(?:will|shall|somebody|someone|we) (?:\\p{L}+ ){0,3}(?:come|get|be) back to you (?:within|in|as soon|shortly|soon)|(?:aim|try|endeavou?r) to (?:reply|respond|answer)|within (?:\\p{L}+|\\d+) (?:working|business) (?:days?|hours?))",
  '~(?:(?:wir|ich) haben? (?:ihre|deine|die) (?:nachricht|anfrage|mail|e-mail|mitteilung)[\\p{L} ]{0,20} erhalten|ihre (?:nachricht|anfrage|e-?mail|mail|mitteilung)[\\p{L}\\d ,#-]{0,60} (?:eingegangen|erhalten|erfasst|angelegt|registriert)|eingangsbestatigung|wir melden uns innerhalb|innerhalb von (?:\\p{L}+|\\d+) (?:werktagen|arbeitstagen|stunden|tagen))',
  "~(?:(?:nous avons|j'ai) bien recu (?:votre|le)|votre (?:message|demande|courriel|mail|e-mail|courrier)[\\p{L}\\d ,#-]{0,40} (?:bien recue?|enregistree?|prise? en (?:compte|charge))|accuse de reception|dans les (?:meilleurs|plus brefs) delais|sous (?:\\d+|deux|trois) (?:h|heures|jours))",
  '~(?:hemos recibido (?:su|tu|el)|su (?:mensaje|correo|consulta|solicitud|peticion)[\\p{L}\\d ,#-]{0,40} (?:recibid\\p{L}+|registrad\\p{L}+|asignad\\p{L}+)|acuse de recibo|a la mayor brevedad|responder\\p{L}+ en (?:\\d+|un plazo))',
  "~(?:abbiamo ricevuto (?:la|il|sua)|(?:la sua|il suo) (?:richiesta|messaggio|e-?mail|mail)[\\p{L}\\d ,#'-]{0,40} (?:ricevut\\p{L}|registrat\\p{L}|presa? in carico|assegnat\\p{L})|conferma di ricezione|entro (?:\\p{L}+|\\d+) (?:giorni|ore) lavorativ\\p{L}|entro (?:24|48|72) ore)",
  '~(?:(?:wij|we) hebben uw (?:bericht|e-?mail|mail|vraag|aanvraag|verzoek)[\\p{L} ]{0,20} ontvangen|uw (?:bericht|e-?mail|mail|vraag|aanvraag|verzoek|melding)[\\p{L}\\d ,#-]{0,40} (?:ontvangen|geregistreerd|aangemaakt)|ontvangstbevestiging|binnen (?:\\p{L}+|\\d+) (?:werkdagen|uur))',
  '~(?:recebemos (?:o|a) (?:seu|sua)|(?:o seu|a sua|seu|sua) (?:mensagem|pedido|e-?mail|contacto|solicitacao)[\\p{L}\\d ,#-]{0,40} (?:recebid\\p{L}|registad\\p{L}|registrad\\p{L})|com a maior brevidade|no prazo de (?:\\d+|\\p{L}+) (?:dias|horas))',
  '~(?:otrzymalismy (?:panstwa|twoja|pana|pani|wiadomosc)|(?:panstwa|twoje|twoja|twoj) (?:wiadomosc|zgloszenie|zapytanie|e-?mail|mail)[\\p{L}\\d ,#-]{0,40} (?:zostal\\p{L}* |przyjet\\p{L}*|otrzyman\\p{L}*|zarejestrowan\\p{L}*)|potwierdzenie (?:otrzymania|odbioru)|w ciagu (?:\\p{L}+|\\d+) (?:dni|godzin))',
  '~(?:vi har (?:tagit emot|mottagit) (?:ditt|din|er|ert)|(?:ditt|din|ert|er) (?:meddelande|mejl|mail|e-post|arende|forfragan)[\\p{L}\\d ,#-]{0,40} (?:mottaget|mottagits|registrerats|registrerat|skapats)|inom (?:\\p{L}+|\\d+) (?:arbetsdagar|timmar))',
  '(?:お問い合わせ|メール|ご連絡)(?:を|は)?[^。]{0,12}(?:受け付け|受付|受信|拝受|承り)|受付番号|担当者より(?:改めて|後日|ご連絡)',
);

/** It came in and will be answered: of an acknowledgement that names nothing. People say so too, so that it proves no machine. */
export const ANSWERS_SOON = words(
  "~(?:(?:we|i) (?:have |'ve )?(?:received|got) it|(?:we|i)(?:'ll| will) (?:reply|answer|respond|get back|be in touch)[\\p{L} ]{0,20} (?:as soon as|shortly|soon))",
  '~(?:(?:haben|habe) (?:sie|diese) erhalten|(?:antworten|melden uns|bearbeiten)[\\p{L} ]{0,30} (?:so (?:schnell|bald) wie|schnellstmoglich|umgehend|in kurze))',
  "~(?:l'(?:avons|ai) bien recue?|(?:repondrons|reviendrons|repondons)[\\p{L} ]{0,30} (?:des que|rapidement|au plus vite))",
  '~(?:(?:lo|la) hemos recibido|responderemos[\\p{L} ]{0,30} (?:lo antes|cuanto antes|en breve))',
  "~(?:l'abbiamo ricevut\\p{L}|risponderemo[\\p{L} ]{0,30} (?:appena|il prima|al piu presto))",
  '~(?:hebben (?:het|deze) ontvangen|(?:reageren|antwoorden)[\\p{L} ]{0,30} (?:zo (?:snel|spoedig)|spoedig))',
  '~(?:recebemo-l[oa]|responderemos[\\p{L} ]{0,30} (?:assim que|o mais|em breve|logo que))',
  '~(?:otrzymalismy (?:ja|go)|odpowiemy[\\p{L} ]{0,30} (?:jak najszybciej|wkrotce|najszybciej))',
  '~(?:har (?:fatt|mottagit|tagit emot) (?:det|den)|svarar[\\p{L} ]{0,20} (?:sa (?:snart|fort)|inom kort))',
  '(?:追って|順次|できるだけ早く|改めて)[^。]{0,15}(?:返信|返答|回答|連絡)',
);

/** What machines say too, and people as often: thanks for writing, a number, soon. */
export const COURTESIES = words(
  '~(?:(?:ticket|case|request|reference)(?: number)?(?: is)?:? ?[#\\[(]?[a-z]{0,6}-?\\d{3,}|thank(?:s| you)[\\p{L} ,]{0,12} for (?:contacting|writing to|getting in touch|reaching out|your (?:mail|e-?mail|message|enquiry|inquiry|request)))',
  '~(?:vorgangsnummer|ticketnummer|bearbeitungsnummer|(?:ticket|vorgang|fall)[\\p{L} ]{0,20} ?(?:nr\\.?|nummer)? ?[#:]? ?[a-z]{0,4}-?\\d{3,}|(?:vielen dank|danke) fur ihre (?:anfrage|nachricht|e-?mail|mail|kontaktaufnahme)|schnellstmoglich)',
  "~(?:(?:ticket|dossier|demande) (?:numero|n[°o]\\.?)? ?[#:]? ?[a-z]{0,4}-?\\d{3,}|merci de (?:m'|nous )?(?:avoir|votre)|merci pour votre (?:message|mail|courriel|demande)|revien(?:s|drai|drons|ons) vers vous)",
  '~(?:(?:ticket|caso|incidencia|solicitud) (?:numero|n[°o]\\.?)? ?[#:]? ?[a-z]{0,4}-?\\d{3,}|gracias por (?:contactar\\p{L}*|escribir\\p{L}*|su (?:mensaje|correo|consulta)|ponerse)|lo antes posible)',
  '~(?:(?:ticket|caso|pratica|richiesta) (?:numero|n[°o]?\\.?)? ?[#:]? ?[a-z]{0,4}-?\\d{3,}|grazie per (?:averci|avermi|il suo|la sua|aver)|al piu presto|il prima possibile)',
  '~(?:(?:ticket|zaak|melding|referentie)(?:nummer)? ?[#:]? ?[a-z]{0,4}-?\\d{3,}|(?:bedankt|dank u(?: wel)?|hartelijk dank) voor uw (?:bericht|e-?mail|mail|vraag|aanvraag)|zo (?:snel|spoedig) mogelijk)',
  '~(?:(?:ticket|caso|pedido|chamado|processo) (?:numero|n[°o]?\\.?)? ?[#:]? ?[a-z]{0,4}-?\\d{3,}|obrigad[oa] (?:por|pelo|pela) (?:contactar|contatar|escrever|seu|sua|nos|o seu|contacto|contato|mensagem)|o mais breve|(?:logo|assim) que possivel)',
  '~(?:(?:zgloszeni\\p{L}+|ticket|sprawa) (?:numer|nr\\.?)? ?[#:]? ?[a-z]{0,4}-?\\d{3,}|dziekujemy za (?:kontakt|wiadomosc|przeslanie|zgloszenie)|najszybciej jak|mozliwie najszybciej)',
  '~(?:(?:arende|arendenummer|ticket)(?:nummer)? ?[#:]? ?[a-z]{0,4}-?\\d{3,}|tack for (?:att du|ditt|din|er|ert)[\\p{L} ]{0,20}(?:mejl|mail|meddelande|kontakta\\p{L}*|e-post|forfragan)|sa snart (?:som mojligt|vi kan))',
  'お問い合わせ(?:いただき|頂き)',
);

/** It asks not to be answered. */
export const ASKS_NO_ANSWER = words(
  "~(?:do not (?:reply|respond|answer)|don't reply|please do not (?:reply|answer)|not monitored|unmonitored|no-?reply address)\\b",
  '~(?:nicht (?:auf diese|direkt auf)[\\p{L} -]{0,30} antwort\\p{L}*|antworten sie (?:bitte )?nicht)',
  '~(?:ne pas (?:y )?repondre|merci de ne pas repondre)|~no respond(?:a|er|as)\\b|~(?:non|si prega di non) rispondere|~(?:niet|gelieve niet)[\\p{L} ]{0,30} (?:te )?(?:beantwoorden|antwoorden|reageren)',
  '~(?:nao|por favor nao) respond(?:a|er)\\b|~(?:prosimy )?nie odpowiada\\p{L}*|~svara (?:inte|ej)|返信(?:いただいても|されても|はできません|しないで)|送信専用',
);

/** It says itself that nobody wrote it. */
export const SAYS_SO = words(
  '~(?:automat(?:ic|ed|ically)(?: generated| created| sent)?(?: e-?mail)? (?:reply|response|message|answer|mail|e-?mail|acknowledg\\w+|notification|generated|sent)|auto-?(?:reply|response|responder|generated)|this is an automat\\w+|generated automatically)\\b',
  '~(?<!keine )(?:automatisch (?:erstellt|generiert|erzeugt|versandt|versendet)\\p{L}*|automatisch\\p{L}* (?:antwort|nachricht|mail|e-?mail|eingangs\\p{L}+|bestatigung))',
  '~(?:(?:reponse|message|courriel|mail|e-mail) (?:est )?(?:genere|envoye|automatique)\\p{L}*(?: automatiquement)?)',
  '~(?:(?:respuesta|mensaje|correo) (?:es )?(?:automatic\\p{L}|generad\\p{L} automaticamente))',
  '~(?:(?:risposta|messaggio|mail) (?:e )?(?:automatic\\p{L}|generat\\p{L} automaticamente))',
  '~(?:automatisch (?:antwoord|bericht|gegenereerd\\p{L}*|verzonden))',
  '~(?:(?:resposta|mensagem|e-?mail) (?:e )?(?:automatic\\p{L}|gerad\\p{L} automaticamente))',
  '~(?:(?:wiadomosc|odpowiedz)[\\p{L} ]{0,20} (?:automatyczn\\p{L}+|wygenerowan\\p{L}+))',
  '~(?:(?:detta ar )?(?:ett )?automat\\p{L}* (?:svar|meddelande|mejl|genererat|utskick)|autosvar)',
  '自動(?:返信|応答|送信|配信)',
);

/** A filter asks the sender to prove that it is somebody. */
export const CHALLENGES = words(
  "~(?:(?:confirm|verify|prove|validate|authenticate)[\\p{L} ,'-]{0,40} (?:you are|you're|yourself|your (?:address|identity|e-?mail|message|mail)|that you|a (?:real )?(?:person|human)|human)|(?:click|follow|visit)[\\p{L} ,'-]{0,40} (?:link|below|here)[\\p{L} ,'-]{0,40} (?:deliver|release|confirm|verify|prove|reach)|(?:deliver|release)\\p{L}* (?:your|the) (?:mail|message|e-?mail)[\\p{L} ,'-]{0,20} (?:once|after|when|until)|(?:your|the) (?:mail|message|e-?mail) (?:is|has been) (?:being )?(?:held|quarantined|waiting)|(?:spam|junk) (?:filter|protection|blocker)|approved senders?|white ?list|unconfirmed mail|captcha)",
  '~(?:bestatigen sie[\\p{L} ,-]{0,50} (?:mensch|absender|adresse|link|person)|(?:spam|absender)-?(?:filter|schutz|prufung|bestatigung)|(?:nachricht|mail)[\\p{L} ]{0,30} zuruckgehalten|freischalt\\p{L}*)',
  "~(?:confirme[rz][\\p{L} ,'-]{0,50} (?:humain|adresse|identite|expediteur|lien|personne)|(?:anti-?spam|filtre)|(?:message|mail|courriel)[\\p{L} ]{0,30} (?:en attente|retenu|bloque))",
  '~(?:confirm(?:e|ar)[\\p{L} ,-]{0,50} (?:human\\p{L}|persona|direccion|identidad|remitente|enlace)|anti-?spam|(?:mensaje|correo)[\\p{L} ]{0,30} (?:retenido|en espera))',
  "~(?:conferm(?:i|are)[\\p{L} ,'-]{0,50} (?:uman\\p{L}|persona|indirizzo|identita|mittente|link)|anti-?spam|(?:messaggio|mail)[\\p{L} ]{0,30} (?:trattenut\\p{L}|in attesa))",
  '~(?:bevestig[\\p{L} ,-]{0,50} (?:mens|adres|identiteit|afzender|link|persoon)|spam-?filter|(?:bericht|mail)[\\p{L} ]{0,30} (?:vastgehouden|tegengehouden))',
  '~(?:confirm(?:e|ar)[\\p{L} ,-]{0,50} (?:human\\p{L}|pessoa|endereco|identidade|remetente|ligacao|link)|(?:mensagem|e-?mail)[\\p{L} ]{0,30} (?:retid\\p{L}|em espera))',
  '~(?:potwierd\\p{L}+[\\p{L} ,-]{0,50} (?:czlowiek\\p{L}*|adres\\p{L}*|nadawc\\p{L}|link\\p{L}*)|antyspam\\p{L}*|filtr\\p{L}* spamu)',
  '~(?:bekrafta[\\p{L} ,-]{0,50} (?:manniska|adress|avsandare|lank|person)|skrappostfilter|spamfilter)',
  '(?:確認|認証)[^。]{0,30}(?:リンク|クリック|アドレス)|迷惑メール(?:対策|フィルタ)',
);

/** What a program puts before the subject of the mail that it answers; only where nothing stands before it. */
export const AUTOMATIC_SUBJECT = words(
  '^(?:\\[[^\\]]{1,40}\\] ?)?(?:auto(?:matic)?[ -]?(?:reply|response|answer|responder|acknowledg\\w+)|autoreply|auto|automated (?:reply|response)|vacation(?: (?:reply|response|message))?|out[ -]of[ -](?:the[ -])?office(?: (?:auto ?reply|reply|notification|notice|message|response|assistant))?|ooo|away(?: (?:message|notice))?|absence (?:notice|note)|(?:on )?(?:annual leave|holiday|vacation)) ?[:(\\[-]',
  '^(?:automatische (?:antwort|ruckantwort|ruckmeldung)|automatisch(?:e)? (?:beantwort\\w+|generierte antwort)|abwesenheits(?:notiz|nachricht|meldung|assistent|benachrichtigung)|abwesend(?:heit)?|abwesenheit|autom\\. antwort|urlaub|nicht im (?:buro|haus)|ausser haus|eingangsbestatigung) ?[:(\\[-]',
  "^(?:reponse automatique|message (?:automatique|d'absence)|absence(?: du bureau)?|absent(?:e)?(?: du bureau)?|notification d'absence|accuse de reception|en conges?) ?[:(\\[-]",
  '^(?:respuesta automatica|mensaje automatico|fuera de (?:la )?oficina|ausencia|ausente|acuse de recibo|vacaciones) ?[:(\\[-]',
  '^(?:risposta automatica|messaggio automatico|fuori (?:ufficio|sede)|assenza|assente|conferma di ricezione|ferie) ?[:(\\[-]',
  '^(?:automatisch antwoord|automatische reactie|afwezig(?:heid)?(?:sbericht|smelding)?|niet aanwezig|ontvangstbevestiging|vakantie) ?[:(\\[-]',
  '^(?:resposta automatica|mensagem automatica|ausencia|ausente|fora do escritorio|ferias|ausencia temporaria) ?[:(\\[-]',
  '^(?:odpowiedz automatyczna|automatyczna odpowiedz|autoodpowiedz|nieobecnosc|poza biurem|potwierdzenie (?:otrzymania|odbioru)) ?[:(\\[-]',
  '^(?:autosvar|automatiskt svar|automatsvar|franvaro(?:meddelande)?|frånvaro|ej pa plats|inte pa kontoret|semester) ?[:(\\[-]',
  '^(?:【?自動(?:返信|応答|送信|配信)(?:メール)?】?|不在(?:通知|のお知らせ|メッセージ)?|【不在】|休暇(?:中|のお知らせ)?|【受付完了】) ?[:(\\[-]?',
);
