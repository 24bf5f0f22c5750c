import { useEffect, useRef } from 'react';

/** What a key does; its name as `KeyboardEvent.key` has it, `Shift+A`, `Mod+k` (Ctrl or Cmd), or `g q` for two in turn. */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

const PREFERENCE = 'followthrough.single-keys';
/** The second of two keys comes within this time. */
const CHORD_MS = 1500;

export const areKeysOn = (): boolean => localStorage.getItem(PREFERENCE) !== 'off';
export const switchKeys = (isOn: boolean): void => localStorage.setItem(PREFERENCE, isOn ? 'on' : 'off');

/** Whether a key belongs to what is being typed. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
}

/** The name of what was pressed. */
export function nameOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): string {
  if (event.ctrlKey || event.metaKey) return `Mod+${event.key.toLowerCase()}`;
  if (event.altKey) return `Alt+${event.key}`;
  if (event.shiftKey && /^[a-z]$/i.test(event.key)) return `Shift+${event.key.toUpperCase()}`;
  return event.key;
}

/** Layers, the latest on top: a dialog's come before its page's. */
const layers: { current: Keys; isModal: boolean }[] = [];
let first: { name: string; at: number } | null = null;

function find(name: string): ((event: KeyboardEvent) => void) | undefined {
  for (const layer of layers.toReversed()) {
    const act = layer.current[name];
    if (act) return act;
    if (layer.isModal) return undefined;
  }
  return undefined;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  const isFree = name.startsWith('Mod+') || name === 'Escape';
  if (!isFree && (isTyping(event.target) || !areKeysOn())) return;
  // What is focused has its own use for these.
  const isOnControl =
    event.target instanceof HTMLElement && event.target.closest('a,button,summary') !== null;
  if (isOnControl && (name === 'Enter' || name === ' ')) return;
  const chord = first !== null && event.timeStamp - first.at < CHORD_MS ? `${first.name} ${name}` : null;
  first = name === 'g' ? { name, at: event.timeStamp } : null;
  const act = (chord !== null && find(chord)) || find(name);
  if (!act) return;
  event.preventDefault();
  act(event);
}

/** Listens to the keys of the page. */
export function listenToKeys(): void {
  document.addEventListener('keydown', onKeyDown);
}

/** Keys that work while the caller is shown; `isModal`: none beneath it does. */
export function useKeys(keys: Keys, { isModal = false, isOn = true } = {}): void {
  const layer = useRef(keys);
  useEffect(() => {
    layer.current = keys;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const mine = Object.assign(layer, { isModal });
    layers.push(mine);
    return () => {
      layers.splice(layers.indexOf(mine), 1);
    };
  }, [isModal, isOn]);
}
