// SPDX-License-Identifier: MIT
//
// Files of the present run.
import { element } from '../dom';
import type { View } from './view';

const FILES: [string, string, string, boolean][] = [
    ['stats/report?download=1', 'HTML report', 'One file with tables and charts, to show to others', true],
    ['stats/report', 'HTML report in a new tab', 'To look at, or to print', false],
    ['stats/requests/csv', 'Requests as CSV', "A row for each name, in Locust's columns", true],
    ['stats/failures/csv', 'Failures as CSV', 'A row for each kind of failure', true],
    ['exceptions/csv', 'Exceptions as CSV', 'Of the scenario', true],
    ['api/run?histograms=1', 'Run as JSON', 'Everything, with full distributions: what comparisons and scripts need', true],
    ['metrics', 'Metrics', 'As Prometheus reads them', false],
];

export class DownloadsView implements View {
    readonly id = 'downloads';
    readonly title = 'Downloads';
    readonly root = element(
        'section',
        { class: 'panel' },
        element(
            'ul',
            { class: 'downloads' },
            ...FILES.map(([path, title, help, download]) =>
                element(
                    'li',
                    {},
                    element(
                        'a',
                        {
                            href: path,
                            ...(download
                                ? { download: path.startsWith('api/') ? 'cicada-run.json' : '' }
                                : { target: '_blank', rel: 'noopener' }),
                        },
                        title,
                    ),
                    element('span', { class: 'quiet' }, help),
                ),
            ),
        ),
    );

    update(): void {
        // The addresses do not change.
    }
}
