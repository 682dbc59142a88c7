// SPDX-License-Identifier: MIT
//
// The report of a comparison: what differs, and the distributions of both sides laid over each other.
import { DistributionChart } from '../distribution';
import { element } from '../dom';
import { requestName } from '../format';
import { comparisonView } from '../views/comparison';
import type { ComparisonReport, NamedDistribution } from './data';
import { section, type Section } from './section';

function distributions(report: ComparisonReport): Section {
    const keyOf = (one: NamedDistribution) => JSON.stringify([one.method, one.name]);
    const names = new Map([...report.base, ...report.now].map((one) => [keyOf(one), one]));
    const keys = [...names.keys()];
    const chart = new DistributionChart('Percentiles', 'each further nine takes the same room');
    const select = element('select', {}, ...keys.map((key) => element('option', {}, requestName(names.get(key)!))));
    const show = () => {
        const points = (side: NamedDistribution[]) => side.find((one) => keyOf(one) === keys[select.selectedIndex])?.points.response ?? [];
        chart.setCurves([
            { label: report.comparison.base.label, color: '--series-8', points: points(report.base), dashed: true },
            { label: report.comparison.now.label, color: '--series-1', points: points(report.now) },
        ]);
    };
    select.addEventListener('change', show);
    show();
    return section('distribution', 'Response times',
        element('div', { class: 'section-tools' }, element('label', { class: 'choice' }, element('span', {}, 'Request'), select)), chart.root);
}

export function comparisonSections(report: ComparisonReport): [HTMLElement, Section[]] {
    const { comparison } = report;
    return [
        element('header', { class: 'report-header' }, element('h1', {}, 'Comparison of load tests'),
            element('p', { class: 'quiet' }, `${comparison.base.label} → ${comparison.now.label}`)),
        [section('comparison', 'Result', comparisonView(comparison)), distributions(report)],
    ];
}
