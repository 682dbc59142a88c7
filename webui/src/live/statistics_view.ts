// SPDX-License-Identifier: MIT
//
// The statistics of each name: counts, rates and times, of which the reader chooses the kind and the percentiles. Stages stand below.
import { element } from '../dom';
import * as format from '../format';
import { type Column, Table } from '../table';
import type { Request, Stage } from '../types';
import {
    countColumn,
    failureColumn,
    failureShareColumn,
    maxColumn,
    meanColumn,
    nameColumn,
    percentileColumn,
    percentileText,
    rateColumn,
    requestId,
    sizeColumn,
    type TimesOf,
} from '../views/requests';
import type { Model } from './model';
import type { PercentileChoice } from './percentiles';
import type { View } from './view';
import { Choice } from './widgets';

type Kind = 'response_time_ms' | 'service_time_ms' | 'current_response_time_ms';

const KINDS: [Kind, string][] = [
    ['response_time_ms', 'Response times'],
    ['service_time_ms', 'Service times'],
    ['current_response_time_ms', 'Last 10 s'],
];

const isTotal = (row: Request) => !row.method && row.name === 'Aggregated';
const minColumn = (times: TimesOf): Column<Request> => ({
    key: 'min',
    title: 'Min',
    numeric: true,
    text: (row) => format.time(times(row)?.min),
    value: (row) => times(row)?.min,
});

const nowColumn: Column<Request> = {
    key: 'now',
    title: 'Rate now',
    numeric: true,
    help: 'requests per second over the last 10 seconds',
    text: (row) => format.rate(row.current_requests_per_second),
    value: (row) => row.current_requests_per_second,
};

const failingColumn: Column<Request> = {
    key: 'failing',
    title: 'Failing now',
    numeric: true,
    help: 'failures per second over the last 10 seconds',
    text: (row) => format.rate(row.current_failures_per_second),
    value: (row) => row.current_failures_per_second,
    className: (row) => ((row.current_failures_per_second ?? 0) > 0 ? 'bad' : 'quiet'),
};

export class StatisticsView implements View {
    readonly id = 'statistics';
    readonly title = 'Statistics';
    readonly root: HTMLElement;
    private readonly table: Table<Request>;
    private readonly stages: Table<Stage>;
    private readonly stagePart: HTMLElement;
    private kind: Kind = 'response_time_ms';
    private measuredS = 0;
    // Of the whole run, also for a name whose last request was long ago.
    private readonly rate: Column<Request> = {
        ...rateColumn,
        text: (row) => format.rate(this.measuredS > 0 ? row.requests / this.measuredS : row.requests_per_second),
        value: (row) => row.requests,
    };

    constructor(
        private readonly percentiles: PercentileChoice,
        onName: (request: Request) => void,
    ) {
        this.table = new Table<Request>({
            caption: 'Requests',
            columns: this.columns(),
            id: requestId,
            last: isTotal,
            search: format.requestName,
            sorting: { key: 'name', descending: false },
            empty: 'No request has finished yet.',
            onSelect: onName,
            selectLabel: () => 'Distribution, phases and status codes',
        });
        this.stages = new Table<Stage>({ caption: 'Stages', columns: this.columnsOfStages(), id: (row) => String(row.number) });
        this.stagePart = element('section', { class: 'panel' }, element('h2', {}, 'Stages'), this.stages.root);
        const kinds = new Choice<Kind>('Kind of time', KINDS, this.kind, (kind) => {
            this.kind = kind;
            this.table.setColumns(this.columns());
        });
        const tools = element('div', { class: 'tools' }, kinds.root, percentiles.menu());
        percentiles.onChange(() => {
            this.table.setColumns(this.columns());
            this.stages.setColumns(this.columnsOfStages());
        });
        this.table.root.querySelector('.table-tools')?.append(tools);
        this.root = element('div', { class: 'stack' }, element('section', { class: 'panel requests' }, this.table.root), this.stagePart);
    }

    update(model: Model): void {
        this.measuredS = model.measuredS;
        const rows = [...model.requests.values()];
        if (model.run && rows.length > 0) rows.push(model.run.total);
        this.table.update(rows);
        const stages = model.run?.stages ?? [];
        this.stagePart.hidden = stages.length === 0;
        this.stages.update(stages);
    }

    private columnsOfStages(): Column<Stage>[] {
        return [
            ...stageColumns,
            ...this.percentiles.chosen.map((one) => ({
                key: one,
                title: one,
                numeric: true,
                text: (row: Stage) => percentileText(row.total?.response_time_ms, one),
                value: (row: Stage) => row.total?.response_time_ms?.[one],
            })),
        ];
    }

    private columns(): Column<Request>[] {
        const times: TimesOf = (row) => row[this.kind];
        return [
            nameColumn,
            countColumn,
            failureColumn,
            failureShareColumn,
            ...this.percentiles.chosen.map((one) => percentileColumn(times, one)),
            meanColumn(times),
            minColumn(times),
            maxColumn(times),
            nowColumn,
            failingColumn,
            this.rate,
            sizeColumn,
        ];
    }
}

const stageColumns: Column<Stage>[] = [
    { key: 'name', title: 'Stage', text: (row) => row.name || String(row.number), value: (row) => row.number },
    {
        key: 'state',
        title: 'State',
        text: (row) => (row.running ? 'running' : 'done'),
        className: (row) => (row.running ? 'good nowrap' : 'quiet nowrap'),
    },
    { key: 'start', title: 'Began', numeric: true, text: (row) => format.clock(row.start_s), value: (row) => row.start_s },
    {
        key: 'wanted',
        title: 'Load',
        numeric: true,
        text: (row) =>
            row.arrivals_per_second > 0 ? format.rate(row.arrivals_per_second) : `${format.count(row.wanted_users)} users`,
    },
    {
        key: 'requests',
        title: 'Requests',
        numeric: true,
        text: (row) => format.count(row.total?.requests),
        value: (row) => row.total?.requests,
    },
    {
        key: 'rate',
        title: 'Rate',
        numeric: true,
        text: (row) => format.rate(row.total?.requests_per_second),
        value: (row) => row.total?.requests_per_second,
    },
    {
        key: 'failed',
        title: 'Failed',
        numeric: true,
        text: (row) => format.percent(row.total?.failure_ratio),
        value: (row) => row.total?.failure_ratio,
    },
];
