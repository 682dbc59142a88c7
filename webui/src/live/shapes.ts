// SPDX-License-Identifier: MIT
//
// What the server of the live page hands out besides the run document (types.ts): its own state, the frames of each second, answers to
// what was asked for, past runs and comparisons. docs/web.md has the routes.
import type {
    Cause,
    Check,
    Exception,
    Generator,
    Iterations,
    Percentile,
    Request,
    Run,
    RunDocument,
    RunError,
    Second,
    Stage,
    TaskRatio,
    Users,
    Verdict,
    Warmup,
} from '../types';

export interface StartValues {
    users?: number | string | null;
    spawn_rate?: number | string | null;
    host?: string | null;
    run_time?: string | null;
    stages?: string | null;
    rate?: string | null;
    arrivals?: string | null;
    max_users?: number | string | null;
    warmup?: string | null;
    iterations?: string | null;
    profile?: string | null;
    checks?: string[] | null;
}

export interface ScenarioTask {
    name: string;
    weight: number;
    tasks?: ScenarioTask[];
}

export interface ScenarioClass {
    name: string;
    weight: number;
    fixed_count: number;
    host?: string | null;
    tasks?: ScenarioTask[];
}

export interface ScenarioOption {
    name: string;
    value: string | string[] | null; // a secret one has none
    type?: string; // "text", "number", "bool"
    choices?: string[] | null;
    help?: string | null;
    secret?: boolean;
    required?: boolean;
    multiple?: boolean;
}

export interface UiState {
    version: string;
    title: string;
    host: string | null;
    state: string;
    run: number; // 0: none yet
    token: string;
    user: string | null;
    store: boolean;
    class_picker: boolean;
    full_history: boolean; // the CSV file with a row a second is written
    shaped: boolean;
    percentiles: Percentile[];
    form: StartValues;
    classes: ScenarioClass[];
    options: ScenarioOption[];
}

// `epoch` grows whenever the counts begin anew; `frame` is the last frame that is in the document.
export type LiveDocument = Omit<RunDocument, 'run'> & {
    run: Run & { epoch?: number; frame?: number; paused?: boolean };
    logs?: string[];
    tasks?: TaskRatio;
};

// What a component used in the last second: the measures of docs/monitor.md.
export type Usage = { name: string } & Record<string, number | null | string>;

export interface Frame {
    run: number;
    epoch?: number;
    frame?: number; // each has the number after the one before
    state: string;
    paused?: boolean;
    at_s: number;
    measured_s?: number;
    users?: Users;
    iterations?: Partial<Iterations>;
    total?: Request;
    requests?: Request[]; // those that changed
    errors?: RunError[]; // those that changed
    exceptions?: Exception[];
    series?: Second[]; // those that are new
    checks?: Check[];
    verdict?: Verdict;
    causes?: Cause[];
    generator?: Generator;
    resources?: Usage[];
    stages?: Stage[]; // that run, or have ended since
    warmup?: Warmup | null;
    logs?: string[]; // new lines
    workers?: { id: string; state: string; users?: number; user_count?: number }[];
    stage_left_s?: number | null;
    run_time_left_s?: number | null;
}

export interface StateNews {
    run: number;
    state: string;
    message?: string;
}

export interface Answer {
    success: boolean;
    message?: string;
    field?: string;
    position?: number | null;
}

export type PreviewAnswer = Answer & { unit?: 'users' | 'arrivals'; points?: [number, number][] };

export interface PastRun {
    id: number;
    label?: string | null;
    title?: string | null;
    host?: string | null;
    start?: string | null;
    duration_s?: number | null;
    users?: number | null;
    requests?: number | null;
    failure_ratio?: number | null;
    p95_ms?: number | null;
    verdict?: string | null;
    exit_code?: number | null;
    state?: string | null;
}
