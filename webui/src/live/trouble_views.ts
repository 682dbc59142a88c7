// SPDX-License-Identifier: MIT
//
// What went wrong: failures with their likely causes, and exceptions of the scenario.
import { element, fill } from '../dom';
import * as format from '../format';
import { Table } from '../table';
import type { Cause, Exception, RunError } from '../types';
import { errorColumns, errorId } from '../views/errors';
import type { Model } from './model';
import type { View } from './view';

export class FailuresView implements View {
    readonly id = 'failures';
    readonly title = 'Failures';
    readonly root: HTMLElement;
    private readonly causes = element('ul', { class: 'causes' });
    private readonly causePart = element('section', { class: 'panel' }, element('h2', {}, 'Likely causes'), this.causes);
    private sum = 0;
    private readonly table = new Table<RunError>({
        caption: 'Failures',
        id: (row) => `${errorId(row)}${row.status}`,
        search: (row) => `${row.method} ${row.name} ${row.error} ${row.class}`,
        sorting: { key: 'occurrences', descending: true },
        empty: 'Nothing has failed.',
        columns: [
            ...errorColumns(() => this.sum),
            { key: 'class', title: 'Class', text: (row) => row.class.replaceAll('_', ' '), className: () => 'quiet nowrap' },
        ],
    });
    private written = '';

    constructor() {
        this.root = element('div', { class: 'stack' }, this.causePart, element('section', { class: 'panel' }, this.table.root));
    }

    update(model: Model): void {
        const errors = [...model.errors.values()];
        this.sum = errors.reduce((all, error) => all + error.occurrences, 0);
        this.table.update(errors);
        const causes = model.run?.causes ?? [];
        this.causePart.hidden = causes.length === 0;
        const text = JSON.stringify(causes);
        if (text !== this.written) writeCauses(this.causes, causes);
        this.written = text;
    }
}

function writeCauses(place: HTMLElement, causes: readonly Cause[]): void {
    fill(
        place,
        ...causes.map((cause) =>
            element(
                'li',
                {},
                cause.generator ? element('span', { class: 'badge warn' }, 'load generator') : null,
                cause.generator ? ' ' : '',
                cause.text,
            ),
        ),
    );
}

export class ExceptionsView implements View {
    readonly id = 'exceptions';
    readonly title = 'Exceptions';
    readonly root: HTMLElement;
    private readonly place = element('div', { class: 'stack' });
    private written = '';

    constructor() {
        this.root = element('section', { class: 'panel' }, this.place);
        this.write([]);
    }

    update(model: Model): void {
        this.write(model.run?.exceptions ?? []);
    }

    private write(exceptions: readonly Exception[]): void {
        const text = JSON.stringify(exceptions);
        if (text === this.written) return;
        this.written = text;
        if (exceptions.length === 0) {
            fill(this.place, element('p', { class: 'table-note' }, 'The code of the scenario has made no mistake that was noticed.'));
            return;
        }
        fill(
            this.place,
            ...exceptions.map((one) =>
                element(
                    'details',
                    { class: 'exception' },
                    element(
                        'summary',
                        {},
                        element('span', { class: 'badge bad' }, `${format.count(one.count)} ×`),
                        ' ',
                        one.message,
                    ),
                    element('pre', {}, one.traceback || 'no further details'),
                ),
            ),
        );
    }
}
