import type { AnswerKind } from './answers.ts';
import type { CaughtMail } from './caught-mail.ts';

/** An answer that was given here. */
export interface GivenAnswer {
  /** The mail catcher's id of the mail that it answers. */
  mailId: string;
  at: string;
  kind: AnswerKind;
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => ENTITIES[each]!);

const BUTTONS: Readonly<Record<AnswerKind, string>> = {
  answer: 'Answer',
  out_of_office: 'Out of office',
  bounce: 'Address is unknown',
  stop: 'Stop writing to me',
};

const STYLE = `body{font:16px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem;background:#f6f7f9;color:#1c2330}
article{background:#fff;border:1px solid #dde1e8;border-radius:12px;padding:1rem 1.2rem;margin:0 0 1rem}
header{font-size:.85rem;color:#5a6475}h2{font-size:1.05rem;margin:.2rem 0 .6rem}
pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;margin:.4rem 0}
form{display:flex;flex-wrap:wrap;gap:.5rem;margin:.8rem 0 0}
textarea{flex:1 1 100%;box-sizing:border-box;font:inherit;padding:.5rem;border:1px solid #c6ccd6;border-radius:8px}
button{font:inherit;padding:.3rem .8rem;border:1px solid #c6ccd6;border-radius:8px;background:#fff;color:inherit}
button[value=answer]{background:#1f5fd0;border-color:#1f5fd0;color:#fff}
.given{border-left:3px solid #1f5fd0;padding:0 0 0 .8rem;margin:.6rem 0}summary{color:#5a6475}
button:focus-visible,textarea:focus-visible,a:focus-visible{outline:2px solid #1f5fd0;outline-offset:2px}`;

/** The page: what was sent, the newest first, each with a box to answer it. All words of mails are text in it. */
export function mailPage(
  mails: readonly CaughtMail[],
  given: readonly GivenAnswer[],
  { catcherUrl }: { catcherUrl: string },
): string {
  const articles = mails.map((mail) =>
    articleOf(
      mail,
      given.filter(({ mailId }) => mailId === mail.id),
    ),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Answer a mail</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>
<h1>Answer a mail</h1><p>${mails.length === 0 ? 'Nothing was sent yet.' : 'What was sent, newest first.'}
<a href="/">Look again</a>. Answers go to the local mailbox, which Followthrough follows; nothing leaves this machine.
The mails as they look: <a href="${escaped(catcherUrl)}">local inbox</a>.</p>
${articles.join('\n')}</body></html>`;
}

function articleOf(mail: CaughtMail, given: readonly GivenAnswer[]): string {
  const { id, at, to, from, subject, text } = mail;
  const answers = given.map(
    (answer) =>
      `<div class="given"><header>${BUTTONS[answer.kind]} · ${escaped(answer.at)}</header><pre>${escaped(answer.text)}</pre></div>`,
  );
  const buttons = Object.entries(BUTTONS).map(
    ([kind, words]) => `<button name="kind" value="${kind}">${words}</button>`,
  );
  return `<article><header>${escaped(at)} · to <b>${escaped(to.address)}</b> from ${escaped(from.address)}</header>
<h2>${escaped(subject)}</h2><details><summary>Text</summary><pre>${escaped(text)}</pre></details>${answers.join('')}
<form method="post" action="/answers"><input type="hidden" name="mail" value="${escaped(id)}">
<textarea name="text" rows="2" aria-label="Your answer" placeholder="We will pay on Friday."></textarea>
${buttons.join('')}</form></article>`;
}
