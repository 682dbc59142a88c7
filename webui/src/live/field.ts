// SPDX-License-Identifier: MIT
//
// A field of a form with its label, a word of help, and what is wrong with its value: the sentence of the server and, where it says a
// position, the value once more with a caret under the mistake.
import { element, fill, newId, setText } from '../dom';

export interface FieldOptions {
    label: string;
    help?: string;
    placeholder?: string;
    value?: string;
    type?: 'text' | 'number' | 'password';
    lines?: number; // more than one: a text area
    required?: boolean;
    mono?: boolean;
}

export class Field {
    readonly root: HTMLElement;
    readonly input: HTMLInputElement | HTMLTextAreaElement;
    private readonly helpPlace: HTMLElement;
    private readonly problem: HTMLElement;

    constructor(options: FieldOptions, onChange: () => void = () => undefined) {
        const id = newId();
        const shared = {
            id,
            placeholder: options.placeholder,
            autocomplete: 'off',
            autocapitalize: 'off',
            spellcheck: 'false',
            class: options.mono ? 'mono' : null,
            required: options.required,
            'aria-describedby': `${id}-help ${id}-problem`,
        };
        this.input =
            options.lines && options.lines > 1
                ? element('textarea', { ...shared, rows: options.lines })
                : element('input', {
                      ...shared,
                      type: options.type === 'password' ? 'password' : 'text',
                      inputmode: options.type === 'number' ? 'decimal' : null,
                  });
        if (options.type === 'password') this.input.setAttribute('autocomplete', 'new-password');
        this.input.value = options.value ?? '';
        this.helpPlace = element('div', { id: `${id}-help`, class: 'help' }, options.help ?? '');
        this.problem = element('div', { id: `${id}-problem`, class: 'problem' });
        this.root = element(
            'div',
            { class: 'field' },
            element('label', { for: id }, options.label),
            this.input,
            this.helpPlace,
            this.problem,
        );
        this.input.addEventListener('input', () => {
            this.clear();
            onChange();
        });
    }

    get value(): string {
        return this.input.value.trim();
    }

    set value(wanted: string) {
        this.input.value = wanted;
        this.clear();
    }

    set help(text: string) {
        setText(this.helpPlace, text);
    }

    clear(): void {
        if (!this.input.hasAttribute('aria-invalid')) return;
        this.input.removeAttribute('aria-invalid');
        fill(this.problem);
    }

    // `position` counts the bytes of the value before the mistake; null or -1: all of it is wrong.
    complain(message: string, position: number | null | undefined): void {
        this.input.setAttribute('aria-invalid', 'true');
        fill(this.problem, element('p', {}, message), caretLines(this.value, position));
    }
}

// The value with a caret under the mistake; null where there is nothing to point at.
export function caretLines(value: string, position: number | null | undefined): HTMLElement | null {
    if (position === null || position === undefined || position < 0 || value === '') return null;
    const before = new TextDecoder().decode(new TextEncoder().encode(value).slice(0, position)).replace(/\uFFFD$/u, '');
    const lines = before.split('\n');
    const line = value.split('\n')[lines.length - 1] ?? '';
    return element('pre', { class: 'caret', 'aria-hidden': 'true' }, `${line}\n${' '.repeat(lines[lines.length - 1]!.length)}^`);
}

// Waits until nobody has typed for a while.
export function debounced(wait: number, action: () => void): () => void {
    let timer = 0;
    return () => {
        window.clearTimeout(timer);
        timer = window.setTimeout(action, wait);
    };
}
