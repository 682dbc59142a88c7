// SPDX-License-Identifier: MIT
//
// The run document, as docs/json.md describes it: what the server hands out and what a report holds. Members of newer versions that
// an older page does not know do no harm; those that a frame of the live page leaves out are marked with "?".

// As the server names them: "p95". Which there are, its state says.
export type Percentile = `p${number}`;

export const isPercentile = (key: string): key is Percentile => /^p\d+(\.\d+)?$/.test(key);

// Times in milliseconds; all but count are missing when that is 0. A percentile is null beyond an hour or among dropped arrivals.
export type Durations = { count: number } & Partial<Record<Percentile | 'min' | 'mean' | 'max' | 'standard_deviation', number | null>> & {
    unbounded?: string[];
    confidence_95?: Partial<Record<Percentile, [number, number] | null>>;
    over_an_hour?: number;
};

export interface Phase { count: number; sum: number; max: number }

export interface Request {
    method: string;
    name: string;
    requests: number;
    failures: number;
    failure_ratio: number;
    planned?: number;
    started?: number;
    completed?: number;
    dropped?: number;
    cancelled?: number;
    cancelled_sent?: number;
    in_flight?: number;
    requests_per_second: number;
    failures_per_second: number;
    current_requests_per_second?: number;
    current_failures_per_second?: number;
    response_time_ms: Durations;
    service_time_ms?: Durations;
    current_response_time_ms?: Durations;
    phases_ms?: Record<'dns' | 'connect' | 'tls' | 'send' | 'wait' | 'receive', Phase>;
    statuses?: Record<string, number>;
    bytes_sent?: number;
    bytes_received?: number;
    body_bytes?: number;
    new_connections?: number;
}

export interface RunError {
    method: string;
    name: string;
    error: string;
    class: string;
    status: number;
    occurrences: number;
    first_seen_s?: number;
    last_seen_s?: number;
    first_seen?: string | null;
    last_seen?: string | null;
}

export interface Cause { id: string; generator: boolean; count: number; text: string }

export interface Check {
    check: string;
    result: 'pass' | 'fail' | 'wait';
    value: number | null;
    limit: number | null;
    unit: string;
    margin: number | null;
    samples: number;
    samples_needed: number;
    ended_run?: boolean;
}

export interface Verdict {
    level: 'VALID' | 'DEGRADED' | 'INVALID';
    reasons: { id: string; level: string; value: number; limit: number; text: string }[];
}

export interface UserClass {
    name: string;
    weight: number;
    fixed_count: number;
    current: number;
    target: number;
    requests: number;
    failures: number;
    traffic_share: number;
}

export interface Users { current: number; target: number; peak: number; classes: UserClass[] }

export interface Iterations {
    planned: number;
    begun: number;
    waiting: number;
    dropped_no_user: number;
    dropped_late: number;
    finished: number;
    interrupted: number;
    running: number;
    arrivals: boolean;
    limit: number;
    limit_state?: string | null;
    drop_share: number;
    generator_lag_ms?: Durations;
    user_lag_ms?: Durations;
}

export interface Stage {
    number: number;
    name: string;
    wanted_users: number;
    users_per_second: number;
    arrivals_per_second: number;
    users: number;
    start_s: number;
    measured_s: number;
    running: boolean;
    total: Request;
    requests?: Request[];
}

export interface Warmup { running: boolean; seconds: number; requests: number; failures: number }

export interface Second {
    second: number;
    seconds: number;
    users: number;
    requests: number;
    failures: number;
    bytes_received: number;
    response_mean_ms: number | null;
    response_p50_ms: number | null;
    response_p95_ms: number | null;
    response_p99_ms: number | null;
    response_max_ms: number | null;
    lag_max_ms: number | null;
    warmup: boolean;
    paused?: boolean;
    cpu: number;
    errors?: Record<string, number>; // failures by class; not there without any
}

export interface Measure {
    seconds: number;
    mean: number;
    max: number;
    last: number;
    p95: number;
    slope?: { per_second: number; low: number; high: number } | null;
}

export interface Resource {
    name: string;
    source: string;
    seconds: number;
    missing_seconds: number;
    restarts: number;
    memory_limit: number | null;
    connections_limit: number | null;
    measures: Record<string, Measure>;
    series?: ({ second: number; seconds: number; steady: boolean } & Record<string, number | boolean | null>)[];
}

export interface Metric { name: string; count: number; sum: number; min: number; max: number; last: number; p50?: number; p95?: number; p99?: number }

export interface Generator {
    cpu: number;
    cpu_seconds: number;
    memory_bytes: number;
    connections: number;
    lag_mean_ms: number;
    lag_p50_ms: number;
    lag_p99_ms: number;
    lag_max_ms: number;
    step_max_ms: number;
    processor_wait_ms?: number;
}

export interface Plan {
    scenario_file: string | null;
    url: string | null;
    url_method: string | null;
    host: string | null;
    users: number;
    spawn_rate: number;
    stages: { name: string | null; users: number; rate: number; arrivals: number; ramp_s: number; hold_s: number }[];
    rate: string | null;
    arrivals: string | null;
    max_users: number;
    iterations_limit: string | null;
    shaped: boolean;
    warmup_s: number;
    run_time_s: number;
    stop_timeout_s: number;
    user_classes: string[];
    tags: string[];
    exclude_tags: string[];
    seed: string;
    profile: string | null;
    monitors: string[];
    costs: string[];
    settings?: string[]; // options of the scenario, NAME=VALUE; not in reports of older versions
    http: Record<string, unknown>;
}

export interface Run {
    number?: number; // of the live page: grows with each start
    title: string;
    host: string | null;
    command_line: string | null;
    version: string;
    libraries: string | null;
    machine: string | null;
    system: string | null;
    state: string;
    stop_reason: string | null;
    start: string | null;
    end: string | null;
    taken: string | null;
    duration_s: number;
    measured_s: number;
    paused_s?: number;
    reset: boolean;
    exit_code: number;
}

// What the code of the scenario got wrong, and where.
export interface Exception {
    message: string;
    traceback: string;
    count: number;
    nodes: string;
}

export interface RunDocument {
    schema: string;
    schema_version: number;
    run: Run;
    plan: Plan;
    users: Users;
    iterations: Iterations;
    total: Request;
    requests: Request[];
    warmup: Warmup | null;
    stages: Stage[];
    errors: RunError[];
    exceptions?: Exception[]; // not there in documents of older versions
    causes: Cause[];
    checks: Check[];
    verdict?: Verdict;
    metrics: Metric[];
    generator: Generator;
    resources: Resource[];
    series: Second[];
}

// Columns of one name, or of the total: times in seconds since the start and in milliseconds, of those percentiles that were asked for.
// The heat map, if it was asked for, has a column of counts for each of its `seconds`, `width` seconds wide; bounds_ms are the edges of
// its rows.
export type Course = {
    seconds: number[];
    width: number[];
    requests: number[];
    failures: number[];
    heat?: { seconds: number[]; width: number; bounds_ms: number[]; counts: number[][] };
} & Partial<Record<Percentile, (number | null)[]>>;

// [percentile, milliseconds, values up to it]
export type DistributionPoint = [number, number, number];

export interface Distribution { response: DistributionPoint[]; service: DistributionPoint[] }

// The ratio of tasks, in Locust's form.
export interface TaskNode { ratio: number; tasks?: Record<string, TaskNode> }
export interface TaskRatio { per_class: Record<string, TaskNode>; total: Record<string, TaskNode> }
