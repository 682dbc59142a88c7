// SPDX-License-Identifier: MIT
//
// Waiting for what comes later. A page, a server and a run go on by themselves, on a busy machine some seconds later than on an idle one:
// whoever looks once at what will be so in a moment has a test that fails by chance.
import { isDeepStrictEqual } from 'node:util';
import assert from 'node:assert/strict';

const LIMIT_MS = 30_000;
const STEP_MS = 25;

// Until `condition` (which may be asynchronous) gives something, and returns that.
export async function until(condition, what, limit = LIMIT_MS) {
    const end = Date.now() + limit;
    for (;;) {
        const value = await condition();
        if (value) return value;
        if (Date.now() > end) throw new Error(`waited ${limit} ms for ${what}`);
        await new Promise((resolve) => void setTimeout(resolve, STEP_MS));
    }
}

// Until `read` gives `wanted`. After the limit it says what it gave last.
export async function untilEqual(read, wanted, what, limit = LIMIT_MS) {
    let last;
    const isEqual = async () => isDeepStrictEqual((last = await read()), wanted);
    await until(isEqual, what, limit).catch(() => undefined);
    assert.deepEqual(last, wanted, `${what}, after ${limit} ms`);
}
