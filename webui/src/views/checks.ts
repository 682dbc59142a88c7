// SPDX-License-Identifier: MIT
//
// Checks and the verdict on the measurement.
import { element } from '../dom';
import { change, count, inUnit, withoutZeros } from '../format';
import type { Column } from '../table';
import type { Check, Verdict } from '../types';

export const WORDS = { pass: 'PASS', fail: 'FAIL', wait: 'WAIT' } as const;
const CLASSES = { pass: 'good', fail: 'bad', wait: '' } as const;

export function verdictBadge(verdict: Verdict): HTMLElement {
    const kind = { VALID: 'good', DEGRADED: 'warn', INVALID: 'bad' }[verdict.level] ?? '';
    return element('span', { class: `badge ${kind}` }, verdict.level);
}

function value(check: Check): string {
    return check.value === null ? (check.samples > 0 ? 'unbounded' : 'no requests') : inUnit(check.value, check.unit);
}

export const checkColumns: Column<Check>[] = [
    { key: 'check', title: 'Check', text: (check) => check.check },
    { key: 'result', title: 'Result', text: (check) => WORDS[check.result] ?? check.result, className: (check) => CLASSES[check.result] ?? '' },
    { key: 'value', title: 'Measured', numeric: true, text: value, value: (check) => check.value },
    { key: 'limit', title: 'Limit', numeric: true, text: (check) => withoutZeros(inUnit(check.limit, check.unit)), value: (check) => check.limit },
    {
        key: 'margin', title: 'Margin', numeric: true, help: 'how far from the limit, as a share of it; positive is good',
        text: (check) => change(check.margin), value: (check) => check.margin, className: (check) => (check.result === 'fail' ? 'bad' : ''),
    },
    {
        key: 'samples', title: 'Requests', numeric: true, help: 'behind the value', value: (check) => check.samples,
        text: (check) => (check.samples < check.samples_needed ? `${count(check.samples)} of ${count(check.samples_needed)} needed` : count(check.samples)),
        className: (check) => (check.samples < check.samples_needed ? 'warn' : ''),
    },
];
