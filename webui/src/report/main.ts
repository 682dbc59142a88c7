// SPDX-License-Identifier: MIT
//
// The HTML report: reads the data that stands in the file and lays it out, section by section. A section about which nothing is known
// is left out.
import 'uplot/dist/uPlot.min.css';
import '../theme.css';
import './report.css';
import { element, fill } from '../dom';
import { choose, theme } from '../theme';
import { Zoom } from '../plot';
import { comparisonView } from '../views/comparison';
import { capacity } from './capacity';
import { comparisonSections } from './comparison';
import { background, course } from './course';
import { isComparison, readReport, type RunReport } from './data';
import { classes, configuration, errors, resources, stages } from './details';
import { distribution, statistics } from './requests';
import { section, Selection, type Section } from './section';
import { checks, findings, header, metrics, summary } from './summary';

function sectionsOf(report: RunReport): (Section | null)[] {
    const selection = new Selection(report);
    const zoom = new Zoom();
    const { marks, spans } = background(report);
    return [
        summary(report), capacity(report), checks(report), findings(report),
        report.comparison ? section('comparison', 'Comparison with the baseline', comparisonView(report.comparison)) : null,
        statistics(report, selection), distribution(report, selection), course(report, selection, zoom), stages(report), errors(report),
        resources(report, zoom, (chart) => chart.setBackground(marks, spans)), metrics(report), classes(report), configuration(report),
    ];
}

function themeButton(): HTMLElement {
    return element('button', { type: 'button', class: 'button', onclick: () => choose(theme() === 'dark' ? 'light' : 'dark') }, 'Light or dark');
}

function navigation(sections: Section[]): HTMLElement {
    return element('nav', { class: 'report-nav no-print', 'aria-label': 'Sections' },
        element('ul', {}, ...sections.map(({ id, title }) => element('li', {}, element('a', { href: `#${id}` }, title)))), themeButton());
}

function show(): void {
    const report = readReport();
    const [top, all] = isComparison(report) ? comparisonSections(report) : [header(report), sectionsOf(report)];
    const sections = all.filter((one) => one !== null);
    const version = isComparison(report) ? report.version : report.run.version;
    document.title = `${isComparison(report) ? 'Comparison' : report.run.title} – load test report`;
    fill(document.getElementById('report')!, top, navigation(sections), ...sections.map(({ content }) => content),
        element('footer', { class: 'quiet' }, `Written by ${version}. This file is complete: it loads nothing from anywhere.`));
}

show();
