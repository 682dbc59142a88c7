// SPDX-License-Identifier: MIT
//
// Checks as they stand, with how far each value is from its limit, and the verdict on the load generator.
import { element, fill, setText } from '../dom';
import * as format from '../format';
import { Table } from '../table';
import type { Check } from '../types';
import { checkColumns, verdictBadge } from '../views/checks';
import type { Model } from './model';
import type { View } from './view';
import { meter } from './endpoint_dialog';

const SENTENCES: Record<string, string> = {
    VALID: 'The load generator did not spoil the numbers.',
    DEGRADED: 'The load generator may have influenced some numbers.',
    INVALID: 'The load generator spoiled the numbers: do not rely on them.',
};

type Row = Check & { place: number }; // the same text may be given twice

export class ChecksView implements View {
    readonly id = 'checks';
    readonly title = 'Checks';
    readonly root: HTMLElement;
    private readonly verdict = element('div', { class: 'verdict' });
    private readonly margins = element('div', { class: 'margins' });
    private readonly table = new Table<Row>({
        caption: 'Checks',
        id: (row) => String(row.place),
        empty: 'This run has no checks. Add some in the start form, with --check, or in the scenario.',
        columns: [
            ...checkColumns,
            { key: 'note', title: 'Note', text: (row) => (row.ended_run ? 'ended the run' : ''), className: () => 'quiet' },
        ],
    });
    private written = '';

    constructor() {
        this.root = element(
            'div',
            { class: 'stack' },
            element('section', { class: 'panel' }, this.table.root, this.margins),
            element('section', { class: 'panel' }, element('h2', {}, 'Verdict'), this.verdict),
        );
    }

    update(model: Model): void {
        const checks = model.run?.checks ?? [];
        this.table.update(checks.map((check, place) => ({ ...check, place })));
        this.writeMargins(checks);
        const verdict = model.run?.verdict;
        const text = JSON.stringify(verdict ?? null);
        if (text === this.written) return;
        this.written = text;
        const level = verdict?.level ?? '';
        fill(
            this.verdict,
            element('p', {}, verdict ? verdictBadge(verdict) : 'There is none yet.', ' ', SENTENCES[level] ?? ''),
            verdict && verdict.reasons.length > 0
                ? element('ul', { class: 'causes' }, ...verdict.reasons.map((reason) => element('li', {}, reason.text)))
                : null,
        );
    }

    // The used part of each limit as a bar, for limits from above whose value is known.
    private writeMargins(checks: readonly Check[]): void {
        const bars = checks.filter(
            (check) => check.value !== null && check.limit !== null && check.limit > 0 && check.margin !== null,
        );
        this.margins.hidden = bars.length === 0;
        if (this.margins.children.length !== bars.length)
            fill(
                this.margins,
                ...bars.map((check) =>
                    element(
                        'div',
                        { class: 'margin' },
                        element('span', { class: 'mono' }, check.check),
                        meter(0),
                        element('span', { class: 'numeric' }),
                    ),
                ),
            );
        bars.forEach((check, place) => {
            const line = this.margins.children[place]!;
            const used = check.value! / check.limit!;
            setText(line.children[0]!, check.check);
            const bar = line.children[1]!.firstElementChild as HTMLElement;
            bar.style.width = `${Math.min(100, used * 100)}%`;
            bar.className = `meter-fill ${check.result === 'fail' ? 'bad' : check.margin! < 0.1 ? 'warn' : 'good'}`;
            setText(line.children[2]!, `${format.percent(used)} of the limit`);
        });
    }
}
