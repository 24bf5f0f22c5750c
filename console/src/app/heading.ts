import { useRouterState } from '@tanstack/react-router';
import { useEffect, type RefObject } from 'react';
import { words } from '../words/en.ts';

/** Which page of the console an address is: what stands in tabs is one page. */
export function pageOf(pathname: string): string {
  const [, screen = '', id = '', rest = ''] = pathname.split('/');
  if (screen === 'settings') return screen;
  return [screen, id, rest === 'edit' ? rest : ''].join('/');
}

/** A new page focuses its heading, once it is there, so that whoever hears the page knows where they are. */
export function useHeadingFocus(content: RefObject<HTMLElement | null>): void {
  const page = useRouterState({
    select: ({ resolvedLocation, location }) => pageOf((resolvedLocation ?? location).pathname),
  });
  useEffect(() => {
    const main = content.current;
    if (!main) return undefined;
    const from = document.activeElement;
    const begin = (): boolean => {
      const heading = main.querySelector('h1');
      if (!heading) return false;
      document.title = `${heading.textContent} · ${words.product}`;
      const { activeElement } = document;
      // What has taken the focus since keeps it, such as the row that somebody comes back to.
      const isTaken =
        activeElement !== null &&
        activeElement !== document.body &&
        (activeElement !== from || (main.contains(activeElement) && activeElement !== main));
      if (isTaken) return true;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      return true;
    };
    if (begin()) return undefined;
    const watch = new MutationObserver(() => begin() && watch.disconnect());
    watch.observe(main, { childList: true, subtree: true });
    return () => watch.disconnect();
  }, [content, page]);
}
