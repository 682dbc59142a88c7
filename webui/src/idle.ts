// SPDX-License-Identifier: MIT
//
// A course has no point for times in which nothing finished, and a line drawn from point to point would go on across them as if the load
// had. Here such times get points of their own: no requests, and no response times.
import { type Course, isPercentile } from './types';

const MOST_POINTS = 600; // about as many as the server sends

// `end`: the second until which it is known.
export function withIdle(course: Course, end: number): Course {
    const { seconds, width } = course;
    const step = Math.max(1, Math.ceil(end / MOST_POINTS), ...width);
    const places: { at: number; second: number; width: number }[] = []; // at: in the course; -1: idle
    let from = 0;
    const idleUntil = (second: number) => {
        for (; from < second; from += step) places.push({ at: -1, second: from, width: Math.min(step, second - from) });
    };
    seconds.forEach((second, at) => {
        idleUntil(second);
        places.push({ at, second, width: width[at]! });
        from = second + width[at]!;
    });
    idleUntil(end);
    const filled: Course = {
        ...course,
        seconds: places.map((place) => place.second),
        width: places.map((place) => place.width),
        requests: places.map(({ at }) => course.requests[at] ?? 0),
        failures: places.map(({ at }) => course.failures[at] ?? 0),
    };
    for (const one of Object.keys(course).filter(isPercentile)) {
        const times = course[one];
        if (times) filled[one] = places.map(({ at }) => times[at] ?? null);
    }
    return filled;
}
