import { useState } from 'react';
import { hrefOf } from '../../../api/call.ts';
import { useCall } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Day, Mark, Moment } from '../../../parts/values.tsx';
import { inbox as say, verdicts } from '../../../words/inbox.ts';
import { counted } from '../../../words/plural.ts';
import type { Mail, Suggestion } from '../conversation.ts';
import { JudgeDialog } from './judge-dialog.tsx';
import { SuggestionForm } from './suggestion-form.tsx';
import { Wish } from './wish.tsx';

/** A mail as its sender wrote it: what it was judged to be and why, what it proposes, its files. */
export function MailIn({
  mail,
  suggestions,
  customerId,
}: {
  mail: Mail;
  suggestions: readonly Suggestion[];
  customerId: string;
}) {
  const { may } = useSession();
  const { locale } = useLocale();
  const [isJudging, setJudging] = useState(false);
  const [isPage, setPage] = useState(false);
  const [areFiles, setFiles] = useState(false);
  const {
    id,
    direction,
    from,
    people,
    text,
    verdict,
    reasons,
    returnOn,
    receivedAt,
    isHistory,
    attachments,
  } = mail;
  const others = people.filter(({ kind }) => kind !== 'reply_to').map(({ name, address }) => name ?? address);
  return (
    <article className={direction === 'inbound' ? 'mail-in stack' : 'mail-in mail-ours stack'}>
      <header className="row between wrap">
        <span dir="auto">
          <strong>{from.name ?? from.address}</strong>{' '}
          {from.name !== null && <span className="muted">{from.address}</span>}
        </span>
        <span className="muted">
          <Moment at={receivedAt} />
        </span>
      </header>
      {others.length > 0 && (
        <p className="muted" dir="auto">
          {say.to}: {others.join(', ')}
        </p>
      )}
      <p className="prose" dir="auto">
        <Quoted text={text} quotes={suggestions.map(({ quote }) => quote)} />
      </p>
      <div className="row wrap">
        <Mark tone={verdict === 'reply' ? 'plain' : 'warning'}>{verdicts[verdict]}</Mark>
        {returnOn !== null && (
          <span>
            {say.back} <Day day={returnOn} />
          </span>
        )}
        {reasons.length > 0 && (
          <span className="muted" dir="auto">
            {say.about}{' '}
            {reasons
              .map(({ code, evidence }) => [code.replaceAll('_', ' '), evidence].filter(Boolean).join(': '))
              .join('; ')
              .slice(0, 300)}
          </span>
        )}
      </div>
      {isHistory && <p className="muted">{say.history}</p>}
      {verdict === 'opt_out' && !isHistory && <Wish mailId={id} />}
      {suggestions.map((suggestion) => (
        <SuggestionForm key={suggestion.id} suggestion={suggestion} customerId={customerId} />
      ))}
      <div className="row wrap">
        <button type="button" aria-expanded={isPage} onClick={() => setPage(!isPage)}>
          {say.page}
        </button>
        {attachments > 0 && (
          <button type="button" aria-expanded={areFiles} onClick={() => setFiles(!areFiles)}>
            {counted(attachments, say.files, locale)}
          </button>
        )}
        {may('customers.save') && direction === 'inbound' && (
          <button type="button" className="plain" onClick={() => setJudging(true)}>
            {say.judge} …
          </button>
        )}
      </div>
      {areFiles && <Files id={id} />}
      {/* The page has a policy of its own: no script of a mail ever runs in it. */}
      {isPage && (
        <iframe
          className="mail-page"
          title={say.pageOf}
          src={hrefOf('getMailPage', { params: { mailId: id } })}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
        />
      )}
      {isJudging && <JudgeDialog mail={mail} onClose={() => setJudging(false)} />}
    </article>
  );
}

/** The words that suggestions rest on are marked where they stand. */
function Quoted({ text, quotes }: { text: string; quotes: readonly string[] }) {
  const quote = quotes.find((each) => each !== '' && text.includes(each));
  if (quote === undefined) return <>{text}</>;
  const at = text.indexOf(quote);
  const others = quotes.filter((each) => each !== quote);
  return (
    <>
      <Quoted text={text.slice(0, at)} quotes={others} />
      <mark>{quote}</mark>
      <Quoted text={text.slice(at + quote.length)} quotes={others} />
    </>
  );
}

const KIB = 1024;

function Files({ id }: { id: string }) {
  const { locale } = useLocale();
  const read = useCall('getMail', { params: { mailId: id } });
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });
  return (
    <Shown read={read} rows={1}>
      {({ attachments }) => (
        <ul className="plain-list">
          {attachments.map(({ n, name, contentType, size: bytes, isStored }) => (
            <li key={n} className="row wrap">
              {isStored ? (
                <a href={hrefOf('getMailAttachment', { params: { mailId: id, n } })} download dir="auto">
                  {say.download} {name ?? contentType}
                </a>
              ) : (
                <span dir="auto">
                  {name ?? contentType} <Mark tone="muted">{say.notKept}</Mark>
                </span>
              )}
              <span className="muted">{size.format(Math.ceil(bytes / KIB))}</span>
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}
