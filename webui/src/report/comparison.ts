// SPDX-License-Identifier: MIT
//
// The report of a comparison: what differs, and the distributions of both sides laid over each other.
import { DistributionChart } from '../distribution';
import { element } from '../dom';
import { requestName } from '../format';
import { comparisonView } from '../views/comparison';
import type { ComparisonReport } from './data';
import { section, type Section } from './section';

function distributions(report: ComparisonReport): Section | null {
    const names = new Map<string, { method: string; name: string }>();
    for (const side of report.sides)
        for (const one of side.distributions)
            names.set(JSON.stringify([one.method, one.name]), one);
    if (names.size === 0)
        return null;
    const keys = [...names.keys()];
    const chart = new DistributionChart('Percentiles', 'each further nine takes the same room');
    const select = element('select', {}, ...keys.map((key) => element('option', {}, requestName(names.get(key)!))));
    const show = () => {
        const key = keys[select.selectedIndex];
        chart.setCurves(report.sides.map((side, place) => ({
            label: side.label, color: place === 0 ? '--series-8' : '--series-1', dashed: place === 0,
            points: side.distributions.find((one) => JSON.stringify([one.method, one.name]) === key)?.points.response ?? [],
        })));
    };
    select.addEventListener('change', show);
    show();
    return section('distribution', 'Response times',
        element('div', { class: 'section-tools no-print' }, element('label', { class: 'choice' }, element('span', {}, 'Request'), select)), chart.root);
}

export function comparisonSections(report: ComparisonReport): [HTMLElement, (Section | null)[]] {
    const { comparison } = report;
    return [
        element('header', { class: 'report-header' }, element('h1', {}, 'Comparison of load tests'),
            element('p', { class: 'quiet' }, `${comparison.base.label} → ${comparison.now.label}`)),
        [section('comparison', 'Result', comparisonView(comparison)), distributions(report)],
    ];
}
