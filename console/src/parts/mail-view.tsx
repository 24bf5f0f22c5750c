import { useEffect, useRef, useState } from 'react';
import { words } from '../words/en.ts';

/** A mail as it would look, or did. */
export interface ShownMail {
  subject: string | null;
  html: string | null;
  text: string | null;
  to: readonly string[];
  cc: readonly string[];
  bcc: readonly string[];
}

const MIN_HEIGHT = 160;
const MAX_HEIGHT = 4000;

/** Who gets it, what it says (`id` names it); its look in a frame without an origin (section 7 of the policy), its text part beside. */
export function MailView({ mail, id }: { mail: ShownMail; id: string }) {
  const [isText, setText] = useState(false);
  // Asked for one mail, and for no other that is shown after it.
  const [imagesOf, setImagesOf] = useState<string | null>(null);
  const hasImages = imagesOf === id;
  return (
    <article className="mail">
      <dl className="mail-head">
        {(['to', 'cc', 'bcc'] as const)
          .filter((kind) => mail[kind].length > 0)
          .map((kind) => (
            <div key={kind}>
              <dt>{words.mail[kind]}</dt>
              <dd dir="auto">{mail[kind].join(', ')}</dd>
            </div>
          ))}
        <div>
          <dt>{words.mail.subject}</dt>
          <dd dir="auto">
            <strong>{mail.subject}</strong>
          </dd>
        </div>
      </dl>
      {mail.html !== null && (
        <div className="row mail-tools">
          <button type="button" aria-pressed={!isText} onClick={() => setText(false)}>
            {words.mail.html}
          </button>
          <button type="button" aria-pressed={isText} onClick={() => setText(true)}>
            {words.mail.text}
          </button>
          {!isText && !hasImages && (
            <button type="button" className="plain" onClick={() => setImagesOf(id)}>
              {words.mail.images}
            </button>
          )}
        </div>
      )}
      {isText || mail.html === null ? (
        <pre className="mail-text" dir="auto">
          {mail.text}
        </pre>
      ) : (
        <MailFrame
          key={hasImages ? 'images' : 'plain'}
          html={mail.html}
          page={hasImages ? '/mail-frame/images' : '/mail-frame'}
        />
      )}
    </article>
  );
}

/** One frame for whatever mail is shown: it is told the next one, not loaded again. */
function MailFrame({ html, page }: { html: string; page: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [isReady, setReady] = useState(false);
  const [height, setHeight] = useState(MIN_HEIGHT);
  useEffect(() => {
    const listen = ({ source, data }: MessageEvent): void => {
      if (source === null || source !== frame.current?.contentWindow) return;
      const said = data as { isReady?: unknown; height?: unknown };
      if (said.isReady === true) setReady(true);
      if (typeof said.height === 'number')
        setHeight(Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, Math.ceil(said.height))));
    };
    window.addEventListener('message', listen);
    return () => window.removeEventListener('message', listen);
  }, []);
  useEffect(() => {
    // The frame has no origin to name; it is ours by its address.
    if (isReady) frame.current?.contentWindow?.postMessage({ html }, '*');
  }, [isReady, html]);
  return (
    <iframe
      ref={frame}
      className="mail-frame"
      src={page}
      title={words.mail.frame}
      height={height}
      sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
    />
  );
}
