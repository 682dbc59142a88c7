// SPDX-License-Identifier: MIT
//
// The scenario's own options as fields of the start form: a choice, a tick, a secret, a number, or text.
import { element, newId } from '../dom';
import { Field } from './field';
import type { ScenarioOption } from './shapes';

interface OptionField {
    name: string;
    root: HTMLElement;
    read: () => string | string[] | null;
    complain: (message: string, position?: number | null) => void;
}

export class OptionFields {
    readonly root: HTMLElement;
    private readonly fields: OptionField[];

    constructor(options: readonly ScenarioOption[]) {
        this.fields = options.map(fieldOf);
        this.root = element(
            'fieldset',
            {},
            element('legend', {}, 'Options of the scenario'),
            element('div', { class: 'grid' }, ...this.fields.map((field) => field.root)),
        );
        this.root.hidden = this.fields.length === 0;
    }

    // A secret that was left empty keeps its value: it is not among them.
    get values(): { name: string; value: string | string[] }[] {
        return this.fields.flatMap((field) => {
            const value = field.read();
            return value === null ? [] : [{ name: field.name, value }];
        });
    }

    complain(name: string, message: string, position?: number | null): boolean {
        const field = this.fields.find((one) => one.name === name);
        field?.complain(message, position);
        return field !== undefined;
    }
}

const textOf = (value: ScenarioOption['value']) => (Array.isArray(value) ? value.join('\n') : (value ?? ''));
const listOf = (value: ScenarioOption['value']) => (Array.isArray(value) ? value : value ? [value] : []);

function fieldOf(option: ScenarioOption): OptionField {
    if (option.choices && option.choices.length > 0) return choiceField(option, option.choices);
    if (option.type === 'bool') return tickField(option);
    const field = new Field({
        label: option.name,
        help: [option.help, option.multiple ? 'One value a line.' : null, option.secret ? 'Left empty it stays as it is.' : null]
            .filter(Boolean)
            .map((text) => (/[.!?]$/.test(text!) ? text : `${text}.`))
            .join(' '),
        value: option.secret ? '' : textOf(option.value),
        required: option.required && !option.secret,
        lines: option.multiple ? 3 : 1,
        type: option.secret ? 'password' : option.type === 'number' ? 'number' : 'text',
    });
    return {
        name: option.name,
        root: field.root,
        read: () => {
            if (option.secret && field.value === '') return null;
            return option.multiple
                ? field.value
                      .split('\n')
                      .map((line) => line.trim())
                      .filter((line) => line !== '')
                : field.value;
        },
        complain: (message, position) => field.complain(message, position),
    };
}

function withProblem(
    option: ScenarioOption,
    input: HTMLElement,
    label: HTMLElement[],
): { root: HTMLElement; complain: OptionField['complain'] } {
    const problem = element('div', { class: 'problem' });
    return {
        root: element('div', { class: 'field' }, ...label, element('div', { class: 'help' }, option.help ?? ''), problem),
        complain: (message) => {
            input.setAttribute('aria-invalid', 'true');
            problem.replaceChildren(message);
        },
    };
}

function choiceField(option: ScenarioOption, choices: string[]): OptionField {
    const id = newId();
    const chosen = listOf(option.value);
    const select = element(
        'select',
        { id, multiple: option.multiple === true, size: option.multiple ? Math.min(5, choices.length) : null },
        ...choices.map((choice) => element('option', { value: choice, selected: chosen.includes(choice) }, choice)),
    );
    const read = () => [...select.selectedOptions].map((one) => one.value);
    return {
        name: option.name,
        ...withProblem(option, select, [element('label', { for: id }, option.name), select]),
        read: () => (option.multiple ? read() : (read()[0] ?? '')),
    };
}

function tickField(option: ScenarioOption): OptionField {
    const input = element('input', {
        type: 'checkbox',
        checked: ['true', '1', 'yes', 'on'].includes(textOf(option.value).toLowerCase()),
    });
    return {
        name: option.name,
        ...withProblem(option, input, [element('label', { class: 'tick' }, input, element('span', {}, option.name))]),
        read: () => String(input.checked),
    };
}
