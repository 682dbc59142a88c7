// SPDX-License-Identifier: MIT
//
// How fast the live page is. Figures are printed; only what a busy machine cannot change decides a test.
import assert from 'node:assert/strict';
import { usePages } from './browser.mjs';
import { connected, useServers } from './live.mjs';
import { MadeUpRun } from './mock/run.mjs';
import { until } from './waiting.mjs';

const NAMES = Array.from({ length: 500 }, (_, place) => ['GET', `/items/${place}/details`]);
const FRAMES = 21;

const { open, test } = usePages();
const { serve, running } = useServers();

test('the first paint', async () => {
    const server = await running(60);
    const page = await open(server.url);
    await page.getByRole('tab', { name: 'Statistics' }).waitFor();
    await page.reload();
    await page.getByRole('tab', { name: 'Statistics' }).waitFor();
    const times = () => page.evaluate(() => performance.getEntriesByType('paint').map((one) => one.startTime));
    const paints = await until(async () => ((await times()).length > 0 ? times() : null), 'a paint'); // what is there is not yet painted
    console.log(`# measured: first paint after ${Math.max(...paints).toFixed(0)} ms`);
});

// Measures from when a frame arrives until everything that it changed was drawn onto the canvases.
function watchFrames() {
    globalThis.frameTimes = [];
    const listen = EventSource.prototype.addEventListener;
    EventSource.prototype.addEventListener = function (type, listener) {
        if (type !== 'second') return listen.call(this, type, listener);
        return listen.call(this, type, (event) => {
            const began = performance.now();
            listener(event);
            queueMicrotask(() => globalThis.frameTimes.push(performance.now() - began)); // behind the drawing of the charts
        });
    };
}

test('charts of an hour with 20 series are drawn with each frame', async () => {
    const errors = Array.from({ length: 8 }, (_, place) => [`class_${place}`, 500 + place, `failure ${place}`]);
    const server = await serve({ run: new MadeUpRun({ seconds: 3600, runTime: 7200, errors }) });
    const page = await open(`${server.url}#charts`, { viewport: { width: 1440, height: 2000 } });
    await page.addInitScript(watchFrames);
    await page.reload();
    await page.locator('.uplot').nth(6).waitFor();
    await connected(server, page);
    for (let frame = 1; frame <= FRAMES; frame++) {
        server.step();
        await until(async () => (await page.evaluate(() => globalThis.frameTimes.length)) >= frame, `frame ${frame}`);
    }
    await page.getByText('1:00:21 of').waitFor();
    const times = (await page.evaluate(() => globalThis.frameTimes)).sort((a, b) => a - b);
    const middle = times[Math.floor(times.length / 2)].toFixed(1);
    console.log(
        `# measured: a frame over 3,600 seconds redraws 20 series in ${middle} ms (median of ${times.length}, best ${times[0].toFixed(1)})`,
    );
});

test('a table of 500 rows touches only the cells that changed', async () => {
    const server = await serve({ run: new MadeUpRun({ seconds: 60, names: NAMES }) });
    const page = await open(`${server.url}#statistics`);
    await page.getByText('GET /items/499/details').waitFor();
    await connected(server, page);
    await page.evaluate(() => {
        globalThis.changed = 0;
        new MutationObserver((list) => {
            globalThis.changed += list.length;
        }).observe(document.querySelector('tbody'), { subtree: true, characterData: true, childList: true, attributes: true });
        globalThis.tasks = [];
        new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map((one) => one.duration))).observe({
            entryTypes: ['longtask'],
        });
    });
    const cells = () =>
        page
            .locator('table:has(caption:text-is("Requests")) tbody')
            .first()
            .evaluate((body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent)));
    const before = await cells();
    server.step();
    await page.getByText('1:01 of').waitFor();
    const now = await cells();
    const differing = now.flatMap((row, at) => row.filter((text, cell) => text !== before[at][cell])).length;
    const { changed, tasks } = await page.evaluate(() => ({ changed: globalThis.changed, tasks: globalThis.tasks }));
    console.log(
        `# measured: 500 rows: ${changed} changes for ${differing} cells that read differently; ${tasks.length ? `longest task ${Math.max(...tasks)} ms` : 'no task over 50 ms'}`,
    );
    assert.ok(differing > 0);
    assert.ok(changed <= 2 * differing + 10, `${changed} changes for ${differing} cells`); // text, and class
});
