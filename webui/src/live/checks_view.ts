// SPDX-License-Identifier: MIT
//
// Checks as they stand, with how far each value is from its limit, and the verdict on the load generator.
import { element, fill, setText } from '../dom';
import * as format from '../format';
import { Table } from '../table';
import type { Check } from '../types';
import { checkColumns, verdictBadge, WORDS } from '../views/checks';
import type { Model } from './model';
import type { View } from './view';
import { meter } from './endpoint_dialog';

const NEAR = 0.9; // of the way to a limit: worth a look

const SENTENCES: Record<string, string> = {
    VALID: 'The load generator did not spoil the numbers.',
    DEGRADED: 'The load generator may have influenced some numbers.',
    INVALID: 'The load generator spoiled the numbers: do not rely on them.',
};

const resultText = (check: Check) => `${WORDS[check.result] ?? check.result}${check.ended_run ? ', ended the run' : ''}`;

type Row = Check & { place: number }; // the same text may be given twice

export class ChecksView implements View {
    readonly id = 'checks';
    readonly title = 'Checks';
    readonly root: HTMLElement;
    private readonly verdict = element('div', { class: 'verdict' });
    private readonly margins = element('div', { class: 'margins' });
    private readonly marginPart = element(
        'section',
        { class: 'panel' },
        element('h2', {}, 'How near to the limits'),
        element('p', { class: 'quiet' }, 'A full bar has reached its limit.'),
        this.margins,
    );
    private readonly table = new Table<Row>({
        caption: 'Checks',
        id: (row) => String(row.place),
        empty: 'This run has no checks. Add some in the start form, with --check, or in the scenario.',
        columns: checkColumns.map((column) => (column.key === 'result' ? { ...column, text: resultText } : column)),
    });
    private written = '';

    constructor() {
        this.root = element(
            'div',
            { class: 'stack' },
            element('section', { class: 'panel' }, this.table.root),
            this.marginPart,
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

    // How near each value is to its limit: a full bar has reached it.
    private writeMargins(checks: readonly Check[]): void {
        const bars = checks.map((check) => ({ check, near: nearness(check) })).filter(({ near }) => near !== null);
        this.marginPart.hidden = bars.length === 0;
        if (this.margins.children.length !== bars.length)
            fill(
                this.margins,
                ...bars.map(() =>
                    element('div', { class: 'margin' }, element('span', { class: 'mono' }), meter(0), element('span', { class: 'numeric' })),
                ),
            );
        bars.forEach(({ check, near }, place) => {
            const line = this.margins.children[place]!;
            setText(line.children[0]!, check.check);
            const bar = line.children[1]!.firstElementChild as HTMLElement;
            bar.style.width = `${Math.min(100, near! * 100)}%`;
            bar.className = `meter-fill ${check.result === 'fail' ? 'bad' : near! > NEAR ? 'warn' : 'good'}`;
            setText(line.children[2]!, check.result === 'fail' ? 'broken' : format.percent(near));
        });
    }
}

// The share of the way to the limit: of a limit from above the value by the limit, of one from below the limit by the value. Null where
// that says nothing.
function nearness({ value, limit, margin }: Check): number | null {
    if (value === null || limit === null || margin === null || limit <= 0 || value < 0) return null;
    const fromBelow = value !== limit && value > limit === margin > 0;
    if (!fromBelow) return value / limit;
    return value > 0 ? limit / value : 1;
}
