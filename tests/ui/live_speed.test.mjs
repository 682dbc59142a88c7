// SPDX-License-Identifier: MIT
//
// How fast the live page is. Figures are printed; only what a busy machine cannot change decides a test.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertClean, launch, open } from './browser.mjs';
import { MadeUpRun } from './mock/run.mjs';
import { MockServer } from './mock/server.mjs';

const NAMES = Array.from({ length: 500 }, (_, place) => ['GET', `/items/${place}/details`]);

let browser;
const servers = [];

before(async () => {
    browser = await launch();
});

after(async () => {
    await browser?.close();
    await Promise.all(servers.map((server) => server.close()));
});

async function serve(run) {
    const server = await new MockServer({ tick: 0, run }).listen();
    servers.push(server);
    return server;
}

test('the first paint', async () => {
    const server = await serve(new MadeUpRun({ seconds: 60 }));
    const page = await open(browser, server.url);
    await page.getByRole('tab', { name: 'Statistics' }).waitFor();
    await page.reload();
    await page.getByRole('tab', { name: 'Statistics' }).waitFor();
    const paints = await page.evaluate(() => performance.getEntriesByType('paint').map((one) => one.startTime));
    assert.ok(paints.length > 0);
    console.log(`# measured: first paint after ${Math.max(...paints).toFixed(0)} ms`);
    assertClean(page);
    await page.context().close();
});

// Measures from when a frame arrives until everything that it changed was drawn onto the canvases.
function watchFrames() {
    globalThis.frameTimes = [];
    const listen = EventSource.prototype.addEventListener;
    EventSource.prototype.addEventListener = function (type, listener) {
        listen.call(this, type, (event) => {
            const began = performance.now();
            listener(event);
            queueMicrotask(() => globalThis.frameTimes.push(performance.now() - began)); // behind the drawing of the charts
        });
    };
}

test('charts of an hour with 20 series are drawn with each frame', async () => {
    const errors = Array.from({ length: 8 }, (_, place) => [`class_${place}`, 500 + place, `failure ${place}`]);
    const server = await serve(new MadeUpRun({ seconds: 3600, runTime: 7200, errors }));
    const page = await open(browser, `${server.url}#charts`, { viewport: { width: 1440, height: 2000 } });
    await page.addInitScript(watchFrames);
    await page.reload();
    await page.locator('.uplot').nth(6).waitFor();
    await page.waitForTimeout(500);
    while (server.viewers.size !== 1) await page.waitForTimeout(25);
    for (let second = 0; second < 21; second++) {
        server.step();
        await page.waitForTimeout(100);
    }
    await page.getByText('1:00:21 of').waitFor();
    const times = (await page.evaluate(() => globalThis.frameTimes)).slice(-20).sort((a, b) => a - b);
    assert.ok(times.length > 10);
    const middle = times[Math.floor(times.length / 2)].toFixed(1);
    console.log(
        `# measured: a frame over 3,600 seconds redraws 20 series in ${middle} ms (median of ${times.length}, best ${times[0].toFixed(1)})`,
    );
    assertClean(page);
    await page.context().close();
});

test('a table of 500 rows touches only the cells that changed', async () => {
    const run = new MadeUpRun({ seconds: 60, names: NAMES });
    const server = await serve(run);
    const page = await open(browser, `${server.url}#statistics`);
    await page.getByText('GET /items/499/details').waitFor();
    while (server.viewers.size === 0) await page.waitForTimeout(25);
    await page.waitForTimeout(300);
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
    const before = await page
        .locator('table:has(caption:text-is("Requests")) tbody')
        .first()
        .evaluate((body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent)));
    server.step();
    await page.getByText('1:01 of').waitFor();
    await page.waitForTimeout(300);
    const now = await page
        .locator('table:has(caption:text-is("Requests")) tbody')
        .first()
        .evaluate((body) => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent)));
    const differing = now.flatMap((row, at) => row.filter((text, cell) => text !== before[at][cell])).length;
    const { changed, tasks } = await page.evaluate(() => ({ changed: globalThis.changed, tasks: globalThis.tasks }));
    console.log(
        `# measured: 500 rows: ${changed} changes for ${differing} cells that read differently; ${tasks.length ? `longest task ${Math.max(...tasks)} ms` : 'no task over 50 ms'}`,
    );
    assert.ok(differing > 0);
    assert.ok(changed <= 2 * differing + 10, `${changed} changes for ${differing} cells`); // text, and class
    assertClean(page);
    await page.context().close();
});
