// SPDX-License-Identifier: MIT
//
// Files of the present run.
import { element } from '../dom';
import type { View } from './view';

// Address, title, explanation; whether it is kept as a file.
type File = [string, string, string, boolean];

const HISTORY = 'stats/requests_full_history/csv';

const FILES: File[] = [
    ['stats/report?download=1', 'HTML report', 'One file with tables and charts, to show to others', true],
    ['stats/report', 'HTML report in a new tab', 'To look at, or to print', false],
    ['stats/requests/csv', 'Requests as CSV', "A row for each name, in Locust's columns", true],
    ['stats/failures/csv', 'Failures as CSV', 'A row for each kind of failure', true],
    ['exceptions/csv', 'Exceptions as CSV', "Mistakes of the scenario's own code", true],
    [HISTORY, 'Full history as CSV', 'A row for each name and second, of --csv-full-history', true],
    ['api/run?histograms=1', 'Run as JSON', 'Everything, with full distributions: what comparisons and scripts need', true],
    ['metrics', 'Metrics', 'As Prometheus reads them', false],
];

export class DownloadsView implements View {
    readonly id = 'downloads';
    readonly title = 'Downloads';
    readonly root: HTMLElement;

    // `history`: the file of --csv-full-history is written.
    constructor(history: boolean) {
        const files = FILES.filter(([path]) => history || path !== HISTORY);
        this.root = element('section', { class: 'panel' }, element('ul', { class: 'downloads' }, ...files.map(line)));
    }

    update(): void {
        // The addresses do not change.
    }
}

function line([path, title, help, download]: File): HTMLElement {
    const kept = { download: path.startsWith('api/') ? 'cicada-run.json' : '' };
    const link = element('a', { href: path, ...(download ? kept : { target: '_blank', rel: 'noopener' }) }, title);
    return element('li', {}, link, element('span', { class: 'quiet' }, help));
}
