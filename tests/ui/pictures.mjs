// SPDX-License-Identifier: MIT
//
// Takes the pictures of docs/images: a run of a suite against the target server, watched in the live page, and its report.
//
//     node tests/ui/pictures.mjs
//
// Take them on a quiet machine: when the load generator was not at its best (the verdict is not VALID) nothing is written.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, launch, open, ROOT } from './browser.mjs';
import { figure, pill } from './live.mjs';
import { startTarget, startWeb, temporaryFolder } from './program.mjs';
import { until } from './waiting.mjs';

const IMAGES = join(ROOT, 'docs', 'images');
const SIZE = { width: 1280, height: 800 };
const LATER_MS = 200_000; // than the whole run takes

const RUN = [
    ...['-f', join(ROOT, 'suites', 'platform', 'platform.c'), '--seed', '7', '--autostart'],
    ...['--stages', 'morning=20:2:40s,noon=60:4:50s,evening=30:3:30s', '--profile', 'before the release'],
    ...['--check', 'p95 < 200ms', '--check', 'fail_ratio < 1%', '--check', 'p99 < 300ms for "POST /api/v1/auth/login"'],
];

async function take(page, name) {
    mkdirSync(IMAGES, { recursive: true });
    await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

async function takeAll(browser, url) {
    const page = await open(browser, `${url}#charts`, { viewport: SIZE });
    await until(async () => /^1:4/.test(await page.locator('.bar-clock').innerText()), 'most of the run', LATER_MS);
    await page.locator('.u-over').nth(4).waitFor();
    const verdict = await figure(page, 'Verdict').innerText();
    if (verdict !== 'Valid') throw new Error(`the verdict is ${verdict}: the machine is too busy`);
    await take(page, 'live');
    await page.getByRole('button', { name: 'Stop' }).click();
    await pill(page, 'Stopped');
    const report = await open(browser, `${url}stats/report`, { viewport: SIZE });
    await report.getByRole('heading', { name: 'Statistics' }).waitFor();
    await take(report, 'report');
}

const folder = temporaryFolder();
const target = await startTarget(folder.path);
const browser = await launch();
const web = await startWeb(folder.path, [...RUN, '-H', target.url]);
try {
    await takeAll(browser, web.url);
    console.log(`docs/images has the pictures of a run of ${BUILD}`);
} finally {
    await web.stop();
    await browser.close();
    target.stop();
    folder.remove();
}
