// SPDX-License-Identifier: MIT
//
// Numbers as people read them: with their unit, three significant digits where a quantity varies, and a dash where nothing is known.
// Every page and every chart uses these, so that one value reads the same everywhere.

export const NOTHING = '–';

type Maybe = number | null | undefined;

const known = (value: Maybe): value is number => typeof value === 'number' && Number.isFinite(value);

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const decimals = [0, 1, 2, 3, 4].map((digits) => new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }));

// With so many decimals that three digits are significant: 0.0123, 0.123, 1.23, 12.3, 123, 12,345.
function significant(value: number): string {
    const size = Math.abs(Number(value.toPrecision(3))); // 99.97 is 100, not 100.0
    if (size === 0)
        return '0';
    const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    return decimals[digits]!.format(value);
}

// 12,345
export function count(value: Maybe): string {
    return known(value) ? whole.format(value) : NOTHING;
}

// A quantity without unit: 0.123, 12.3, 12,345
export function number(value: Maybe): string {
    return known(value) ? significant(value) : NOTHING;
}

// 12.3k, 4.56M: for the axes of charts
export function short(value: Maybe): string {
    if (!known(value))
        return NOTHING;
    const size = Math.abs(value);
    const [divisor, suffix] = size >= 1e9 ? [1e9, 'G'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, ''];
    return `${Number((value / divisor).toPrecision(3))}${suffix}`;
}

// A time in milliseconds: 123 µs, 1.23 ms, 1.23 s, 2.05 min
export function time(ms: Maybe): string {
    if (!known(ms))
        return NOTHING;
    const size = Math.abs(ms);
    if (size === 0)
        return '0 ms';
    if (size < 1)
        return `${significant(ms * 1000)} µs`;
    if (size < 1000)
        return `${significant(ms)} ms`;
    if (size < 120_000)
        return `${significant(ms / 1000)} s`;
    return `${significant(ms / 60_000)} min`;
}

// Of a request: "412/s"
export function rate(perSecond: Maybe): string {
    return known(perSecond) ? `${significant(perSecond)}/s` : NOTHING;
}

// Of a share from 0 to 1: 0 %, 0.12 %, 12.3 %. What is not nothing never reads 0 %, what is not all never 100 %.
export function percent(share: Maybe): string {
    if (!known(share))
        return NOTHING;
    const value = share * 100;
    if (value !== 0 && Math.abs(value) < 0.01)
        return '< 0.01 %';
    if (value < 100 && value >= 99.95)
        return '> 99.9 %';
    return `${significant(value)} %`;
}

// A change as a share: +12.3 %, −4.5 %
export function change(share: Maybe): string {
    if (!known(share))
        return NOTHING;
    if (Math.abs(share) > 10)
        return share > 0 ? '> +1,000 %' : '< −1,000 %';
    return `${share > 0 ? '+' : share < 0 ? '−' : '±'}${significant(Math.abs(share) * 100)} %`;
}

// 512 B, 12.3 KB, 4.56 MB; powers of 1000
export function bytes(value: Maybe): string {
    if (!known(value))
        return NOTHING;
    const size = Math.abs(value);
    const [divisor, unit] = size >= 1e9 ? [1e9, 'GB'] : size >= 1e6 ? [1e6, 'MB'] : size >= 1e3 ? [1e3, 'KB'] : [1, 'B'];
    return divisor === 1 ? `${whole.format(value)} B` : `${significant(value / divisor)} ${unit}`;
}

// A length of time: 12.3 s, 5 min 10 s, 2 h 5 min
export function duration(seconds: Maybe): string {
    if (!known(seconds))
        return NOTHING;
    if (seconds < 60)
        return `${significant(seconds)} s`;
    const total = Math.round(seconds);
    const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
    if (hours > 0)
        return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
    return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
}

// A moment of a run: 0:05, 12:34, 1:02:03
export function clock(seconds: Maybe): string {
    if (!known(seconds))
        return NOTHING;
    const total = Math.max(0, Math.floor(seconds));
    const two = (value: number) => String(value).padStart(2, '0');
    const hours = Math.floor(total / 3600);
    const minutes = Math.floor(total / 60) % 60;
    return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

// A wall time of ISO 8601 as "2026-01-31 12:34:56 UTC"
export function wallTime(iso: string | null | undefined): string {
    const matched = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(iso ?? '');
    return matched ? `${matched[1]} ${matched[2]} UTC` : NOTHING;
}

// The value of a check in its unit, as docs/json.md names them.
export function inUnit(value: Maybe, unit: string): string {
    switch (unit) {
    case 'ms':
        return time(value);
    case 'share':
        return percent(value);
    case 'per_second':
        return rate(value);
    case 'bytes':
        return bytes(value);
    case 'bytes_per_second':
        return known(value) ? `${bytes(value)}/s` : NOTHING;
    default:
        return number(value);
    }
}

// "GET /items"; "All requests" for the total.
export function requestName(request: { method: string; name: string }): string {
    if (!request.method && request.name === 'Aggregated')
        return 'All requests';
    return request.method ? `${request.method} ${request.name}` : request.name;
}

// For axes, where "2.50 s" beside "5.00 s" says no more than "2.5 s" and "5 s".
export function withoutZeros(text: string): string {
    return text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
}
