/** Light, dark, or as the system. */

import { LOOKS } from '../report/looks.js';
import { byId } from './dom.js';

const CHOICES = ['auto', 'light', 'dark'] as const;
type Choice = (typeof CHOICES)[number];
const KEY = 'pilfer-theme';
const WORDS: Readonly<Record<Choice, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' };

/** Colours that canvases need, from the style sheet. */
export interface Colors {
  readonly card: string;
  readonly ink: string;
  readonly ink2: string;
  readonly rule: string;
  readonly grid: string;
  readonly accent: string;
  readonly steal: string;
  readonly looks: readonly string[];
}

/** Switches themes; tells when the colours have changed. */
export class Theme {
  readonly #changed: () => void;
  readonly #system = window.matchMedia('(prefers-color-scheme: dark)');
  #choice: Choice = remembered();
  #prints = false;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.#system.addEventListener('change', () => this.#apply());
    byId('theme').addEventListener('click', () => this.next());
    window.addEventListener('beforeprint', () => this.#print(true));
    window.addEventListener('afterprint', () => this.#print(false));
    this.#apply();
  }

  /** Goes on to the next choice. */
  next(): void {
    this.#choice = CHOICES[(CHOICES.indexOf(this.#choice) + 1) % CHOICES.length] as Choice;
    try {
      localStorage.setItem(KEY, this.#choice);
    } catch {
      // A page from a file may have no storage: the choice lasts as long as the page.
    }
    this.#apply();
  }

  /** The present colours. */
  colors(): Colors {
    const style = getComputedStyle(document.documentElement);
    const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    return {
      card: of('card'),
      ink: of('ink'),
      ink2: of('ink-2'),
      rule: of('rule'),
      grid: of('grid'),
      accent: of('accent'),
      steal: of('steal'),
      looks: Array.from({ length: LOOKS }, (_, look) => of(`look-${look}`)),
    };
  }

  /** Paper is white. */
  #print(prints: boolean): void {
    this.#prints = prints;
    this.#apply();
  }

  #apply(): void {
    const isDark = this.#choice === 'auto' ? this.#system.matches : this.#choice === 'dark';
    document.documentElement.dataset['theme'] = isDark && !this.#prints ? 'dark' : 'light';
    byId('theme').textContent = `Theme: ${WORDS[this.#choice]}`;
    this.#changed();
  }
}

function remembered(): Choice {
  try {
    const found = localStorage.getItem(KEY);
    return CHOICES.find((one) => one === found) ?? 'auto';
  } catch {
    return 'auto';
  }
}
