import type { Locator, Page } from 'playwright-core';

/** Somebody at the keyboard, whose acts are counted: a key, a click, a field that is filled in. */
export class Person {
  acts = 0;
  readonly #startedAt = performance.now();

  constructor(readonly page: Page) {}

  async press(key: string): Promise<void> {
    this.acts += 1;
    await this.page.keyboard.press(key);
  }

  /** A field that is filled in is one act, however long the text. */
  async fill(field: Locator, text: string): Promise<void> {
    this.acts += 1;
    await field.fill(text);
  }

  async click(what: Locator): Promise<void> {
    this.acts += 1;
    await what.click();
  }

  /** What is typed where the focus stands. */
  async type(text: string): Promise<void> {
    this.acts += 1;
    await this.page.keyboard.type(text);
  }

  /** Acts and seconds of a job, for whoever runs the proof. */
  tell(job: string): void {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    process.stdout.write(`job: ${job}: ${this.acts} acts, ${seconds} s\n`);
  }
}
