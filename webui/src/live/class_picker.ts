// SPDX-License-Identifier: MIT
//
// Which user classes take part and in what proportion.
import { element, setText } from '../dom';
import { percent } from '../format';
import type { ScenarioClass } from './shapes';

interface Row {
    of: ScenarioClass;
    chosen: HTMLInputElement;
    weight: HTMLInputElement;
    fixed: HTMLInputElement;
    share: HTMLElement;
}

export interface ClassWishes {
    user_classes: string[];
    class_settings: { name: string; weight: string; fixed_count: string }[];
}

export class ClassPicker {
    readonly root: HTMLElement;
    private readonly rows: Row[];

    constructor(
        classes: readonly ScenarioClass[],
        private readonly onChange: () => void,
    ) {
        this.rows = classes.map((one) => this.row(one));
        const head = ['User class', 'Weight', 'Fixed users', 'Share'].map((title, place) =>
            element('th', { scope: 'col', class: place > 0 ? 'numeric' : null }, title),
        );
        this.root = element(
            'fieldset',
            { class: 'class-picker' },
            element('legend', {}, 'User classes'),
            element(
                'div',
                { class: 'table-scroller' },
                element(
                    'table',
                    {},
                    element('thead', {}, element('tr', {}, ...head)),
                    element('tbody', {}, ...this.rows.map((row) => this.line(row))),
                ),
            ),
            element('p', { class: 'help' }, 'Fixed users come first; the others are shared out by weight.'),
        );
        this.refresh();
    }

    // What to send: the classes that take part, as they stand in the table.
    get wishes(): ClassWishes {
        const chosen = this.rows.filter((row) => row.chosen.checked);
        return {
            user_classes: chosen.map((row) => row.of.name),
            class_settings: chosen.map((row) => ({
                name: row.of.name,
                weight: row.weight.value.trim(),
                fixed_count: row.fixed.value.trim(),
            })),
        };
    }

    private row(of: ScenarioClass): Row {
        const changed = () => {
            this.refresh();
            this.onChange();
        };
        const number = (value: number, label: string) =>
            element('input', {
                type: 'text',
                inputmode: 'decimal',
                value,
                size: 6,
                autocomplete: 'off',
                'aria-label': `${label} of ${of.name}`,
                oninput: changed,
            });
        return {
            of,
            chosen: element('input', { type: 'checkbox', checked: true, 'aria-label': of.name, onchange: changed }),
            weight: number(of.weight, 'Weight'),
            fixed: number(of.fixed_count, 'Fixed users'),
            share: element('td', { class: 'numeric quiet' }),
        };
    }

    private line(row: Row): HTMLElement {
        const tasks = (row.of.tasks ?? []).map((task) => task.name).join(', ');
        return element(
            'tr',
            {},
            element(
                'th',
                { scope: 'row' },
                element('label', { class: 'tick' }, row.chosen, element('span', {}, row.of.name)),
                tasks && element('div', { class: 'help' }, tasks),
            ),
            element('td', { class: 'numeric' }, row.weight),
            element('td', { class: 'numeric' }, row.fixed),
            row.share,
        );
    }

    private refresh(): void {
        const weightOf = (row: Row) => (row.chosen.checked && !(Number(row.fixed.value) > 0) ? Number(row.weight.value) || 0 : 0);
        const sum = this.rows.reduce((all, row) => all + weightOf(row), 0);
        for (const row of this.rows) {
            const fixed = row.chosen.checked && Number(row.fixed.value) > 0;
            setText(row.share, fixed ? 'fixed' : sum > 0 && row.chosen.checked ? percent(weightOf(row) / sum) : '–');
            row.weight.disabled = !row.chosen.checked;
            row.fixed.disabled = !row.chosen.checked;
        }
    }
}
