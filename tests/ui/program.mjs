// SPDX-License-Identifier: MIT
//
// The programs under test: a target server on a free port, and runs of cicada against it. Everything is killed by the test that began it.
import { spawn } from 'node:child_process';
import { mkdtempSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CICADA, TARGET } from './browser.mjs';
import { until } from './waiting.mjs';

const LIMIT_MS = 60_000;

export function temporaryFolder() {
    const path = mkdtempSync(join(tmpdir(), 'cicada-ui-'));
    return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

let targets = 0;

// The server of the suites: { url, stop }.
export async function startTarget(folder, ...words) {
    const portFile = join(folder, `port-${targets += 1}`);
    const child = spawn(TARGET, ['--port', '0', '--port-file', portFile, '--exit-with-parent', ...words], { stdio: 'ignore' });
    const port = await until(() => existsSync(portFile) && readFileSync(portFile, 'utf8').trim(), 'the target server');
    return { url: `http://127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') };
}

// What the environment of the caller must not decide.
export function environment(folder, more = {}) {
    return { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), XDG_CONFIG_HOME: folder, ...more };
}

// Runs cicada to its end: { code, output }.
export function cicada(folder, ...words) {
    return new Promise((resolve, reject) => {
        const child = spawn(CICADA, words, { cwd: folder, env: environment(folder) });
        let output = '';
        const late = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
        child.stdout.on('data', (data) => { output += data; });
        child.stderr.on('data', (data) => { output += data; });
        child.on('error', reject);
        child.on('close', (code) => {
            clearTimeout(late);
            resolve({ code, output });
        });
    });
}

// A cicada that serves its web UI on a free port: { url, stop, said }. `words` say what is run.
export async function startWeb(folder, words, more = {}) {
    const child = spawn(CICADA, [...words, '--web-port', '0'], { cwd: folder, env: environment(folder, more) });
    let output = '';
    child.stdout.on('data', (data) => { output += data; });
    child.stderr.on('data', (data) => { output += data; });
    const ended = new Promise((resolve) => { child.on('close', resolve); });
    const address = () => /Starting web interface at (https?:\/\/\S+?),?\s/.exec(output)?.[1];
    await until(() => address() || child.exitCode !== null, 'the web interface');
    if (!address())
        throw new Error(`cicada ended:\n${output}`);
    return {
        url: `${address().replace(/\/$/, '')}/`,
        said: () => output,
        stop: async () => {
            child.kill('SIGTERM');
            const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
            const code = await ended;
            clearTimeout(late);
            return code;
        },
    };
}
