// SPDX-License-Identifier: MIT
//
// The checks of the start form: one line each, whose syntax the server looks at while it is written.
import { element } from '../dom';
import { post } from './api';
import { debounced, Field } from './field';
import type { Answer } from './shapes';

const WAIT_MS = 400;

export class CheckList {
    readonly root: HTMLElement;
    private readonly rows: HTMLElement;
    private fields: Field[] = [];

    constructor(checks: readonly string[]) {
        this.rows = element('div', { class: 'rows' });
        this.root = element(
            'fieldset',
            {},
            element('legend', {}, 'Checks'),
            element(
                'p',
                { class: 'help' },
                'Limits that the run has to keep. They are watched while it runs and decide at its end.',
            ),
            this.rows,
            element(
                'button',
                { type: 'button', class: 'button small', onclick: () => this.add('').input.focus() },
                'Add a check',
            ),
        );
        this.set(checks);
    }

    get values(): string[] {
        return this.fields.map((field) => field.value).filter((value) => value !== '');
    }

    set(checks: readonly string[]): void {
        this.rows.replaceChildren();
        this.fields = [];
        for (const check of checks) this.add(check);
    }

    // A start was refused because of a check: the one whose text is named, else the first.
    complain(message: string, position: number | null | undefined): Field | null {
        const field =
            this.fields.find((one) => one.value !== '' && message.includes(one.value))
            ?? this.fields.find((one) => one.value !== '')
            ?? null;
        field?.complain(message, position);
        return field;
    }

    private add(value: string): Field {
        const field: Field = new Field(
            { label: `Check ${this.fields.length + 1}`, value, placeholder: 'p95 < 200ms', mono: true },
            debounced(WAIT_MS, () => void this.look(field)),
        );
        field.root.classList.add('check');
        field.input.addEventListener('blur', () => void this.look(field));
        const remove = element(
            'button',
            {
                type: 'button',
                class: 'button plain',
                'aria-label': `Remove check ${this.fields.length + 1}`,
                onclick: () => this.remove(field),
            },
            '✕',
        );
        field.input.after(remove);
        this.fields.push(field);
        this.rows.append(field.root);
        return field;
    }

    private remove(field: Field): void {
        this.set(this.fields.filter((one) => one !== field).map((one) => one.value));
        (this.fields[this.fields.length - 1]?.input ?? this.root.querySelector('button'))?.focus();
    }

    private async look(field: Field): Promise<void> {
        const check = field.value;
        if (check === '') {
            field.clear();
            return;
        }
        const answer = await post<Answer>('api/check-syntax', { check }).catch(() => null);
        if (answer && !answer.success && field.value === check) field.complain(answer.message ?? 'not a check', answer.position);
    }
}
