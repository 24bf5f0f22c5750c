import DOMPurify from 'dompurify';

/** What could ask, send, or look like the console. */
const FORBIDDEN_TAGS = [
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'option',
  'base',
  'meta',
  'link',
  'iframe',
];
const FORBIDDEN_ATTRIBUTES = ['action', 'formaction', 'ping', 'autofocus', 'srcset'];

// A link leads out of the frame, and says nothing of where it was.
DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (!(node instanceof HTMLAnchorElement)) return;
  node.target = '_blank';
  node.rel = 'noopener noreferrer';
});

function show(html: string): void {
  const clean = DOMPurify.sanitize(html, {
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
    ADD_TAGS: ['style'],
    FORCE_BODY: true,
    RETURN_DOM_FRAGMENT: true,
  });
  document.body.replaceChildren(clean);
}

new ResizeObserver(() => {
  parent.postMessage({ height: document.documentElement.offsetHeight }, '*');
}).observe(document.documentElement);

window.addEventListener('message', ({ source, data }: MessageEvent) => {
  const { html } = data as { html?: unknown };
  if (source === parent && typeof html === 'string') show(html);
});
parent.postMessage({ isReady: true }, '*');
