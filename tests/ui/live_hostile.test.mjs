// SPDX-License-Identifier: MIT
//
// Data of others in the live page: whatever a service, a scenario or a past run is called, it stays text and does nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertClean, hostileStrings, launch, open } from './browser.mjs';
import { MadeUpRun } from './mock/run.mjs';
import { MockServer } from './mock/server.mjs';

const HOSTILE = hostileStrings();
const TABS = ['Statistics', 'Charts', 'Failures', 'Exceptions', 'Checks', 'Ratio', 'Logs', 'Downloads', 'Past runs', 'New run'];

let browser;
let server;

before(async () => {
    browser = await launch();
    const run = new MadeUpRun({
        seconds: 100,
        names: HOSTILE.map((text) => ['GET', text]),
        errors: HOSTILE.map((text) => [text, 0, text]),
        checks: HOSTILE,
        logs: HOSTILE,
        title: HOSTILE[0],
        host: HOSTILE[5],
    });
    server = await new MockServer({
        tick: 0,
        run,
        state: {
            title: HOSTILE[1],
            host: HOSTILE[2],
            resource: HOSTILE[6],
            exceptions: HOSTILE.map((text) => ({ count: 1, msg: text, traceback: text })),
            classes: HOSTILE.map((text) => ({ name: text, weight: 1, fixed_count: 0, tasks: [{ name: text, weight: 1 }] })),
            options: HOSTILE.map((text, place) => ({
                name: text,
                value: text,
                help: text,
                choices: place % 2 ? [text, 'x'] : [],
                type: 'text',
            })),
            form: Object.fromEntries([
                ['users', 1],
                ['spawn_rate', 1],
                ['checks', HOSTILE],
                ...['host', 'run_time', 'stages', 'rate', 'warmup', 'iterations', 'profile'].map((name, place) => [
                    name,
                    HOSTILE[place + 10],
                ]),
            ]),
        },
        runs: HOSTILE.map((text, place) => ({
            id: place + 1,
            label: text,
            title: text,
            host: text,
            start: text,
            duration_s: 1,
            users: 1,
            requests: 1,
            failure_ratio: 0,
            p95_ms: 1,
            verdict: text,
            exit_code: 0,
        })),
    }).listen();
});

after(async () => {
    await browser?.close();
    await server?.close();
});

// What the page shows and holds as values; blanks as they are.
const shownTexts = (page) =>
    page.evaluate(() => {
        const texts = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) texts.push(walker.currentNode.data);
        for (const field of document.querySelectorAll('input, textarea, option')) texts.push(field.value);
        return texts;
    });

test('100 hostile texts in every place run nothing and stay as they are', async () => {
    const page = await open(browser, server.url);
    await page.evaluate(() => {
        globalThis.hits = 0;
        globalThis.__hit = () => {
            globalThis.hits++;
        };
    });
    const elements = await page.evaluate(() => ({
        ...Object.fromEntries(
            ['script', 'iframe', 'img', 'object', 'embed', 'base', 'link', 'meta'].map((name) => [
                name,
                document.querySelectorAll(name).length,
            ]),
        ),
    }));
    await page.getByRole('tab', { name: 'Statistics' }).waitFor();
    for (const name of TABS) {
        if (name === 'New run') {
            server.run.stop();
            server.news(HOSTILE[3]);
            await page.getByRole('tab', { name }).waitFor();
        }
        await page
            .getByRole('tab', { name, exact: name === 'Checks' ? undefined : undefined })
            .first()
            .click();
        await page.waitForTimeout(400);
        const texts = new Set(await shownTexts(page));
        const place = { Statistics: (text) => `GET ${text}`, Charts: (text) => `GET ${text}` }[name];
        if (place || ['Exceptions', 'Logs', 'Past runs', 'New run'].includes(name))
            for (const text of HOSTILE)
                assert.ok(
                    texts.has(place ? place(text) : text) || texts.has(` ${text}`),
                    `${name}: ${JSON.stringify(text)} is not there as it is`,
                );
    }
    await page.getByRole('tab', { name: 'Past runs' }).click();
    await page.getByRole('button', { name: '7', exact: true }).click();
    await page.getByRole('button', { name: '8', exact: true }).click();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('regression', { exact: true }).first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.hits), 0);
    assert.deepEqual(
        await page.evaluate(() => ({
            ...Object.fromEntries(
                ['script', 'iframe', 'img', 'object', 'embed', 'base', 'link', 'meta'].map((name) => [
                    name,
                    document.querySelectorAll(name).length,
                ]),
            ),
        })),
        elements,
    );
    assertClean(page);
    await page.context().close();
});

test('a hostile name opens its dialog and runs nothing', async () => {
    const page = await open(browser, `${server.url}#statistics`);
    await page.getByRole('button', { name: `GET ${HOSTILE[0]}`, exact: true }).click();
    await page
        .getByRole('dialog')
        .getByRole('heading', { name: `GET ${HOSTILE[0]}` })
        .waitFor();
    assertClean(page);
    await page.context().close();
});
