// SPDX-License-Identifier: MIT
//
// Past runs from the store: find, open, and lay two side by side.
import { element, fill, setText } from '../dom';
import * as format from '../format';
import { Table } from '../table';
import { get } from './api';
import { ComparisonPart } from './comparison';
import { debounced } from './field';
import type { PastRun } from './shapes';
import type { View } from './view';

const SEARCH_MS = 300;
const MOST = 100;

const VERDICT_KINDS: Record<string, string> = { VALID: 'good', DEGRADED: 'warn', INVALID: 'bad' };

export class RunsView implements View {
    readonly id = 'runs';
    readonly title = 'Past runs';
    readonly root: HTMLElement;
    private readonly field = element('input', {
        type: 'search',
        placeholder: 'Search',
        'aria-label': 'Search in past runs',
        autocomplete: 'off',
        spellcheck: 'false',
        oninput: debounced(SEARCH_MS, () => void this.load()),
    });
    private readonly note = element('p', { class: 'table-note', role: 'status' });
    private readonly button = element(
        'button',
        { type: 'button', class: 'button primary', onclick: () => this.compare() },
        'Compare',
    );
    private readonly hint = element('span', { class: 'quiet', role: 'status' });
    private readonly comparison = new ComparisonPart(() => this.back());
    private readonly list: HTMLElement;
    private readonly table: Table<PastRun>;
    private readonly report = element('a', { class: 'button', target: '_blank', rel: 'noopener' }, 'Open report');
    private chosen: PastRun[] = []; // at most two, in the order they were chosen
    private asking: AbortController | null = null;

    constructor() {
        this.table = new Table<PastRun>({
            caption: 'Past runs',
            id: (row) => String(row.id),
            sorting: { key: 'id', descending: true },
            columns: [
                {
                    key: 'id',
                    title: 'Run',
                    value: (row) => row.id,
                    text: (row) => String(row.id),
                },
                { key: 'title', title: 'What', text: (row) => row.title ?? '' },
                { key: 'label', title: 'Label', text: (row) => row.label ?? '' },
                { key: 'start', title: 'Start', text: (row) => format.wallTime(row.start), className: () => 'nowrap quiet' },
                {
                    key: 'duration',
                    title: 'Length',
                    numeric: true,
                    text: (row) => format.duration(row.duration_s),
                    value: (row) => row.duration_s,
                },
                {
                    key: 'users',
                    title: 'Users',
                    numeric: true,
                    text: (row) => format.count(row.users),
                    value: (row) => row.users,
                },
                {
                    key: 'requests',
                    title: 'Requests',
                    numeric: true,
                    text: (row) => format.count(row.requests),
                    value: (row) => row.requests,
                },
                {
                    key: 'failed',
                    title: 'Failed',
                    numeric: true,
                    text: (row) => format.percent(row.failure_ratio),
                    value: (row) => row.failure_ratio,
                    className: (row) => ((row.failure_ratio ?? 0) > 0 ? 'bad' : 'quiet'),
                },
                { key: 'p95', title: 'p95', numeric: true, text: (row) => format.time(row.p95_ms), value: (row) => row.p95_ms },
                {
                    key: 'verdict',
                    title: 'Verdict',
                    text: (row) => row.verdict ?? (row.state === 'ended' ? format.NOTHING : (row.state ?? format.NOTHING)),
                    className: (row) => VERDICT_KINDS[row.verdict ?? ''] ?? 'quiet',
                },
                {
                    key: 'code',
                    title: 'Exit code',
                    numeric: true,
                    text: (row) => format.count(row.exit_code),
                    value: (row) => row.exit_code,
                },
            ],
            ticks: {
                has: (row) => this.has(row),
                label: (row) => `Choose run ${row.id}`,
                onChange: (row, ticked) => this.choose(row, ticked),
            },
        });
        this.list = element(
            'section',
            { class: 'panel runs' },
            element(
                'div',
                { class: 'table-tools' },
                this.field,
                element('div', { class: 'tools' }, this.hint, this.report, this.button),
            ),
            this.table.root,
            this.note,
        );
        this.root = element('div', { class: 'stack' }, this.list, this.comparison.root);
        this.comparison.root.hidden = true;
        this.offer();
    }

    update(_: unknown, change: string): void {
        if (change === 'run' && this.comparison.root.hidden) void this.load();
    }

    // Runs that were chosen stay so when a search finds others: one looks for the second one.
    private async load(): Promise<void> {
        this.asking?.abort();
        const asking = new AbortController();
        this.asking = asking;
        try {
            const query = new URLSearchParams({ search: this.field.value.trim(), limit: String(MOST) });
            const { runs, found } = await get<{ runs: PastRun[]; found: number }>(`api/runs?${query.toString()}`, asking.signal);
            if (this.asking !== asking) return;
            this.table.update(runs);
            setText(this.note, this.noteOf(runs.length, found));
        } catch (error) {
            if (this.asking !== asking) return; // a later question is on its way
            setText(this.note, error instanceof Error ? error.message : String(error));
        }
        this.note.hidden = this.note.textContent === '';
        this.offer();
    }

    private noteOf(shown: number, found: number): string {
        if (shown === 0) return this.field.value ? 'Nothing matches the search.' : 'No run has been kept yet.';
        return found > shown ? `The newest ${shown} of ${format.count(found)}: search for the others.` : '';
    }

    private has(row: PastRun): boolean {
        return this.chosen.some((one) => one.id === row.id);
    }

    // A third one takes the place of the first.
    private choose(row: PastRun, wanted: boolean): void {
        const others = this.chosen.filter((one) => one.id !== row.id);
        this.chosen = wanted ? [...others.slice(-1), row] : others;
        this.table.refresh();
        this.offer();
    }

    // The older one is what the newer one is compared with.
    private get sides(): PastRun[] {
        return [...this.chosen].sort((a, b) => a.id - b.id);
    }

    private offer(): void {
        const [first, second] = this.sides;
        setText(
            this.hint,
            !first
                ? 'Choose a run to open it, two to compare them.'
                : !second
                  ? `Run ${first.id}`
                  : `Base: run ${first.id}, new: run ${second.id}`,
        );
        this.report.hidden = !first || second !== undefined;
        if (first) this.report.href = `api/runs/${first.id}/report`;
        this.button.hidden = !second;
    }

    private compare(): void {
        const [base, now] = this.sides;
        if (!base || !now) return;
        this.list.hidden = true;
        this.comparison.root.hidden = false;
        void this.comparison.load(base, now);
    }

    private back(): void {
        this.comparison.root.hidden = true;
        this.list.hidden = false;
        fill(this.comparison.root);
        this.button.focus();
        void this.load();
    }
}
