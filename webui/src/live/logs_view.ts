// SPDX-License-Identifier: MIT
//
// The log of the server's process, as it grows.
import { element, setText } from '../dom';
import type { Model } from './model';
import type { View } from './view';

const LEVEL = /\b(ERROR|CRITICAL|WARNING|DEBUG)\b/;

export class LogsView implements View {
    readonly id = 'logs';
    readonly title = 'Logs';
    readonly root: HTMLElement;
    private readonly lines = element('div', {
        class: 'log mono',
        role: 'log',
        'aria-label': 'Log',
        tabindex: 0,
        'aria-live': 'off',
    });
    private readonly field = element('input', {
        type: 'search',
        placeholder: 'Search',
        'aria-label': 'Search in the log',
        autocomplete: 'off',
        spellcheck: 'false',
        oninput: () => this.filter(),
    });
    private readonly note = element('p', { class: 'table-note' });
    private shown: readonly string[] = [];

    constructor() {
        this.root = element(
            'section',
            { class: 'panel' },
            element('div', { class: 'table-tools' }, this.field),
            this.lines,
            this.note,
        );
    }

    update(model: Model): void {
        const { logs } = model;
        if (logs === this.shown) return;
        const atEnd = this.lines.scrollHeight - this.lines.scrollTop - this.lines.clientHeight < 40;
        const goesOn = this.shown.length > 0 && this.shown[0] === logs[0] && logs.length >= this.shown.length;
        if (goesOn) this.lines.append(...logs.slice(this.shown.length).map(lineOf));
        else this.lines.replaceChildren(...logs.map(lineOf));
        this.shown = logs;
        this.filter();
        if (atEnd) this.lines.scrollTop = this.lines.scrollHeight;
    }

    private filter(): void {
        const wanted = this.field.value.toLowerCase();
        let found = 0;
        this.shown.forEach((line, place) => {
            const hidden = wanted !== '' && !line.toLowerCase().includes(wanted);
            (this.lines.children[place] as HTMLElement).hidden = hidden;
            found += hidden ? 0 : 1;
        });
        this.lines.hidden = found === 0;
        setText(this.note, found > 0 ? '' : wanted ? 'Nothing matches the search.' : 'The log is empty.');
    }
}

function lineOf(line: string): HTMLElement {
    const level = LEVEL.exec(line)?.[1];
    return element('div', { class: level === 'WARNING' ? 'warn' : level === 'DEBUG' ? 'quiet' : level ? 'bad' : null }, line);
}
