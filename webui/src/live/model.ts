// SPDX-License-Identifier: MIT
//
// What the page knows: the state of the server and the run it shows, history first and then frame by frame. Views listen and read; nobody
// else writes here. A request or error that did not change stays the same object, so that tables can leave its row alone.
import { ResourceColumns, SeriesColumns } from './course';
import type { Frame, LiveDocument, UiState } from './shapes';
import type { Request, RunError } from '../types';

export type Change = 'state' | 'run' | 'second';

const MOST_LOG_LINES = 2000;

const keyOf = (request: { method: string; name: string }) => `${request.method}\n${request.name}`;
const errorKey = (error: RunError) => `${error.method}\n${error.name}\n${error.class}\n${error.status}\n${error.error}`;

export class Model {
    state: UiState;
    run: LiveDocument | null = null;
    frame: Frame | null = null; // the last one of this run
    runState: string;
    paused = false;
    atS = 0;
    plannedS = 0; // of the run in all, as it is planned now; 0: until it is stopped
    readonly requests = new Map<string, Request>();
    readonly errors = new Map<string, RunError>();
    logs: string[] = [];
    series = new SeriesColumns([]);
    resourceCourse = new ResourceColumns([]);
    private readonly listeners = new Set<(change: Change) => void>();

    constructor(state: UiState) {
        this.state = state;
        this.runState = state.state;
    }

    onChange(listener: (change: Change) => void): void {
        this.listeners.add(listener);
    }

    private tell(change: Change): void {
        for (const listener of this.listeners) listener(change);
    }

    get hasRun(): boolean {
        return this.state.run > 0 && this.run !== null;
    }

    // Somebody spawns, works or is being stopped.
    get active(): boolean {
        return ['spawning', 'running', 'paused', 'cleanup', 'stopping'].includes(this.runState);
    }

    // What rates over the run are divided by. A request that did not change is not sent again, but its rate falls.
    get measuredS(): number {
        return this.frame?.measured_s ?? this.run?.run.measured_s ?? 0;
    }

    // Does the frame follow what is known? If not, the history has to be loaded anew.
    follows(frame: Frame): boolean {
        const run = this.run?.run;
        return (
            run !== undefined
            && frame.run === this.state.run
            && frame.epoch === run.epoch
            && (frame.frame === undefined || frame.frame === this.lastFrame + 1)
        );
    }

    isKnown(frame: Frame): boolean {
        return (
            frame.run === this.state.run
            && frame.epoch === this.run?.run.epoch
            && frame.frame !== undefined
            && frame.frame <= this.lastFrame
        );
    }

    private get lastFrame(): number {
        return this.frame?.frame ?? this.run?.run.frame ?? 0;
    }

    setState(state: UiState): void {
        this.state = state;
        this.runState = state.state;
        this.tell('state');
    }

    // The whole history, at the beginning and whenever frames may have been missed.
    setRun(run: LiveDocument): void {
        this.run = run;
        this.frame = null;
        this.runState = this.state.run > 0 ? run.run.state : this.state.state;
        this.paused = run.run.paused === true || run.run.state === 'paused';
        this.atS = run.run.duration_s;
        this.plannedS = run.plan?.run_time_s ?? 0;
        this.requests.clear();
        for (const request of run.requests) this.requests.set(keyOf(request), request);
        this.errors.clear();
        for (const error of run.errors) this.errors.set(errorKey(error), error);
        this.logs = [...(run.logs ?? [])];
        this.series = new SeriesColumns(run.series);
        this.resourceCourse = new ResourceColumns(run.resources ?? []);
        this.tell('run');
    }

    apply(frame: Frame): void {
        const run = this.run;
        if (!run) return;
        this.frame = frame;
        this.runState = frame.state;
        this.paused = frame.paused === true || frame.state === 'paused';
        this.atS = frame.at_s;
        if (this.active) this.plannedS = typeof frame.run_time_left_s === 'number' ? frame.at_s + frame.run_time_left_s : 0;
        this.takeNumbers(run, frame);
        for (const point of frame.series ?? []) this.series.add(point);
        const second = Math.round(frame.at_s) - 1; // which has just ended
        this.resourceCourse.add(second, frame.resources ?? []);
        if (frame.logs && frame.logs.length > 0) this.logs = [...this.logs, ...frame.logs].slice(-MOST_LOG_LINES);
        this.tell('second');
    }

    // Members that a frame leaves out stay as they were.
    private takeNumbers(run: LiveDocument, frame: Frame): void {
        if (frame.total) run.total = { ...run.total, ...frame.total };
        for (const request of frame.requests ?? []) {
            const key = keyOf(request);
            this.requests.set(key, { ...this.requests.get(key), ...request });
        }
        for (const error of frame.errors ?? []) {
            const key = errorKey(error);
            this.errors.set(key, { ...this.errors.get(key), ...error });
        }
        if (frame.iterations) run.iterations = { ...run.iterations, ...frame.iterations };
        run.users = frame.users ?? run.users;
        run.checks = frame.checks ?? run.checks;
        run.verdict = frame.verdict ?? run.verdict;
        run.causes = frame.causes ?? run.causes;
        run.exceptions = frame.exceptions ?? run.exceptions;
        run.generator = frame.generator ?? run.generator;
        run.warmup = frame.warmup === undefined ? run.warmup : frame.warmup;
        for (const stage of frame.stages ?? []) {
            const at = run.stages.findIndex((one) => one.number === stage.number);
            run.stages[at < 0 ? run.stages.length : at] = stage;
        }
    }
}
