// SPDX-License-Identifier: MIT
//
// The bar, the tabs and what is in them. Only the view that is shown follows the model.
import { element } from '../dom';
import * as format from '../format';
import type { Request } from '../types';
import { ChartsView } from './charts_view';
import { ChecksView } from './checks_view';
import { DownloadsView } from './downloads_view';
import { openEndpoint } from './endpoint_dialog';
import { LogsView } from './logs_view';
import type { Change, Model } from './model';
import { PercentileChoice } from './percentiles';
import { RatioView } from './ratio_view';
import { RunsView } from './runs_view';
import { StartForm } from './start_form';
import { StatisticsView } from './statistics_view';
import { TopBar } from './top_bar';
import { ExceptionsView, FailuresView } from './trouble_views';
import type { View } from './view';
import { type Tab, Tabs } from './widgets';

const NEW = 'new';

export class Page {
    readonly root: HTMLElement;
    private readonly bar: TopBar;
    private readonly tabs: Tabs;
    private readonly views: View[];
    private readonly percentiles: PercentileChoice;
    private readonly charts: ChartsView;
    private readonly exceptions = new ExceptionsView();
    private readonly newPanel = element('div');
    private form: StartForm | null = null;
    private run = -1; // that the tabs are for

    constructor(private readonly model: Model) {
        this.percentiles = new PercentileChoice(model.state.percentiles);
        this.charts = new ChartsView(this.percentiles);
        this.views = [
            new StatisticsView(this.percentiles, (request) => this.openName(request)),
            this.charts,
            new FailuresView(),
            this.exceptions,
            new ChecksView(),
            new RatioView(),
            new LogsView(),
            new DownloadsView(model.state.full_history),
            ...(model.state.store ? [new RunsView()] : []),
        ];
        const panels: Tab[] = [
            { id: NEW, title: 'New run', panel: this.newPanel },
            ...this.views.map((view) => ({ id: view.id, title: view.title, panel: element('div', {}, view.root) })),
        ];
        this.tabs = new Tabs(panels, 'Views', (id) => this.shown(id));
        this.bar = new TopBar(model, () => this.tabs.show(NEW));
        this.root = element(
            'div',
            { class: 'page' },
            this.bar.root,
            element('nav', { class: 'tab-line' }, this.tabs.list),
            element('main', {}, ...panels.map((tab) => tab.panel)),
        );
        model.onChange((change) => this.follow(change));
        this.follow('state');
    }

    setLost(lost: boolean): void {
        this.bar.setLost(lost);
    }

    private follow(change: Change): void {
        const { model } = this;
        this.bar.update();
        this.offer();
        // The first tab is chosen with the state alone: no moment without one, and the history changes no choice of the visitor's.
        if (model.state.run !== this.run && (change === 'run' || this.run < 0 || model.state.run === 0)) this.arrive();
        if (change === 'state') return;
        this.count();
        this.view?.update(model, change);
    }

    private get view(): View | undefined {
        return this.views.find((view) => view.id === this.tabs.current);
    }

    // A run that this page has not shown yet: the tab that the address names, or else the one that is of use now.
    private arrive(): void {
        const first = this.run < 0;
        const { model } = this;
        this.run = model.state.run;
        this.form = null;
        this.newPanel.replaceChildren();
        const wanted = location.hash.slice(1);
        if (first && wanted && this.tabs.isOffered(wanted)) this.tabs.show(wanted);
        else if (first || this.tabs.current === NEW || !this.tabs.isOffered(this.tabs.current))
            this.tabs.show(model.state.run > 0 ? 'statistics' : NEW);
    }

    // Which tabs there are now.
    private offer(): void {
        const { model } = this;
        this.tabs.setOffered(NEW, !model.active);
        const started = model.state.run > 0;
        for (const view of this.views) this.tabs.setOffered(view.id, started || view.id === 'logs' || view.id === 'runs');
        if (model.active && this.tabs.current === NEW && model.hasRun) this.tabs.show('statistics');
    }

    private count(): void {
        const { model } = this;
        const failures = model.run?.total.failures ?? 0;
        const broken = (model.run?.checks ?? []).filter((check) => check.result === 'fail').length;
        const exceptions = (model.run?.exceptions ?? []).reduce((sum, one) => sum + one.count, 0);
        this.tabs.setCount('failures', failures > 0 ? format.short(failures) : '', 'bad');
        this.tabs.setCount('exceptions', exceptions > 0 ? format.short(exceptions) : '', 'bad');
        this.tabs.setCount('checks', broken > 0 ? String(broken) : '', 'bad');
    }

    private shown(id: string): void {
        for (const view of this.views) if (view.id !== id) view.hidden?.();
        history.replaceState(null, '', `#${id}`);
        if (id === NEW) this.showForm();
        else this.view?.update(this.model, 'run');
    }

    private showForm(): void {
        if (!this.form) {
            this.form = new StartForm(this.model.state, () => undefined);
            this.newPanel.replaceChildren(this.form.root);
        }
        this.form.shown();
    }

    private openName(request: Request): void {
        openEndpoint(request, () => {
            this.charts.show(request);
            this.tabs.show('charts');
        });
    }
}
