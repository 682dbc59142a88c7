// SPDX-License-Identifier: MIT
//
// What the sections of the report have in common: their frame, lists of facts, and which request is shown.
import { element, type Child } from '../dom';
import { requestName } from '../format';
import type { Request } from '../types';
import type { RunReport } from './data';

export interface Section { id: string; title: string; content: HTMLElement }

export function section(id: string, title: string, ...children: Child[]): Section {
    return { id, title, content: element('section', { id, class: 'panel', 'aria-labelledby': `${id}-title` }, element('h2', { id: `${id}-title` }, title), ...children) };
}

// Name and value, side by side; facts without a value are left out.
export function facts(...list: [string, Child][]): HTMLElement {
    const shown = list.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '');
    return element('dl', { class: 'facts' }, ...shown.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));
}

// The request that the curves and charts show: 0 is all of them, then as in the document.
export class Selection {
    index = 0;
    private readonly listeners: (() => void)[] = [];
    private readonly fields: HTMLSelectElement[] = [];

    constructor(readonly report: RunReport) {}

    get request(): Request {
        return this.index === 0 ? this.report.total : this.report.requests[this.index - 1] ?? this.report.total;
    }

    set(index: number): void {
        this.index = index;
        for (const field of this.fields)
            field.selectedIndex = index;
        for (const listener of this.listeners)
            listener();
    }

    onChange(listener: () => void): void {
        this.listeners.push(listener);
    }

    // A field to choose with; all fields show the same choice.
    field(): HTMLElement {
        const names = [this.report.total, ...this.report.requests].map(requestName);
        const select = element('select', {}, ...names.map((name) => element('option', {}, name)));
        select.addEventListener('change', () => this.set(select.selectedIndex));
        this.fields.push(select);
        return element('label', { class: 'choice' }, element('span', {}, 'Request'), select);
    }
}
