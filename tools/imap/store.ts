import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderKey } from './folder-name.ts';
import { ImapFolder, type FolderOptions } from './folder.ts';

/** INBOX and Sent. */
const USUAL: readonly FolderOptions[] = [{ name: 'INBOX' }, { name: 'Sent', role: '\\Sent' }];

/** The folders of one account. */
export class ImapStore {
  readonly #path: string | null;
  readonly #folders = new Map<string, ImapFolder>();
  readonly #listeners = new Set<() => void>();

  /** With a `path` it is kept there over restarts; `folders` are made unless they are there. */
  constructor({
    path = null,
    folders = USUAL,
  }: { path?: string | null; folders?: readonly FolderOptions[] } = {}) {
    this.#path = path;
    for (const options of [...this.#readNames(), ...folders]) {
      if (this.folder(options.name) === null) this.create(options);
    }
  }

  /** All, in the order in which they were made. */
  get folders(): ImapFolder[] {
    return [...this.#folders.values()];
  }

  /** Null: there is none of this name. */
  folder(name: string): ImapFolder | null {
    return this.#folders.get(folderKey(name)) ?? null;
  }

  /** INBOX. */
  get inbox(): ImapFolder {
    return this.folder('INBOX')!;
  }

  create(options: FolderOptions): ImapFolder {
    const folder = new ImapFolder({ ...options, path: this.#placeOf(options) }, () => this.#changed());
    this.#folders.set(folderKey(options.name), folder);
    this.#writeNames();
    return folder;
  }

  /** Takes a folder away, with what is in it. */
  remove(name: string): void {
    this.#folders.delete(folderKey(name));
    this.#writeNames();
    const path = this.#placeOf({ name });
    if (path !== undefined) rmSync(path, { recursive: true, force: true });
  }

  /** Calls back after each change of any folder, until the function that it gives is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Names of folders are no names of files. */
  #placeOf({ name }: FolderOptions): string | undefined {
    const safe = encodeURIComponent(folderKey(name)).replace(/[.*]/g, (letter) => `%${letter.charCodeAt(0)}`);
    return this.#path === null ? undefined : join(this.#path, safe);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #readNames(): FolderOptions[] {
    if (this.#path === null) return [];
    mkdirSync(this.#path, { recursive: true });
    const file = join(this.#path, 'folders.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FolderOptions[]) : [];
  }

  #writeNames(): void {
    if (this.#path === null) return;
    const names = this.folders.map(({ name, role }) => ({ name, role }));
    writeFileSync(join(this.#path, 'folders.json'), JSON.stringify(names));
  }
}
