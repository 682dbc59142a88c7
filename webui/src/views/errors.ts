// SPDX-License-Identifier: MIT
//
// The columns of a table of errors.
import { clock, count, NOTHING, percent, requestName } from '../format';
import type { Column } from '../table';
import type { RunError } from '../types';

export function errorColumns(failures: () => number): Column<RunError>[] {
    const share = (error: RunError) => (failures() > 0 ? error.occurrences / failures() : null);
    return [
        { key: 'error', title: 'Error', text: (error) => error.error },
        { key: 'request', title: 'Request', text: requestName },
        { key: 'occurrences', title: 'Times', numeric: true, text: (error) => count(error.occurrences), value: (error) => error.occurrences },
        { key: 'share', title: 'Of failures', numeric: true, text: (error) => percent(share(error)), value: share },
        {
            key: 'first', title: 'Seen', numeric: true, help: 'first and last time, since the start', value: (error) => error.first_seen_s ?? null,
            text: (error) => (error.first_seen_s === undefined ? NOTHING : `${clock(error.first_seen_s)} – ${clock(error.last_seen_s)}`),
        },
    ];
}

export function errorId(error: RunError): string {
    return JSON.stringify([error.method, error.name, error.error]);
}
