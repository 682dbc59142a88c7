// SPDX-License-Identifier: MIT
//
// The live page: asks who it talks to, opens the stream of frames, loads the history, and then lets the views follow.
import 'uplot/dist/uPlot.min.css';
import '../theme.css';
import './live.css';
import { element } from '../dom';
import { choose } from '../theme';
import { get, onLoginNeeded, ServerError, setToken } from './api';
import { loginForm } from './login';
import { Model } from './model';
import { Page } from './page';
import type { Frame, LiveDocument, StateNews, UiState } from './shapes';
import { Stream } from './stream';
import { remembered, say } from './widgets';

const AGAIN_MS = 2000;
const MOST_WAITING = 60; // frames; whoever loads longer misses some, and loads again

const place = document.getElementById('page')!;
let model: Model | null = null;
let page: Page | null = null;
let loading = false; // the history is on its way: frames wait
let stale = false; // it has to be loaded once more
let waiting: Frame[] = [];
let again = 0; // timer of the next try

const stream = new Stream({
    opened: () => {
        page?.setLost(false);
        void load();
    },
    lost: () => {
        page?.setLost(true);
        void load(); // a server that answers again, or that wants a login, is heard of here
    },
    second: (frame) => (loading ? (waiting = [...waiting, frame].slice(-MOST_WAITING)) : take(frame)),
    state: (news) => hear(news),
});

function hear(news: StateNews): void {
    if (news.message) say(news.message);
    void load();
}

function take(frame: Frame): void {
    if (!model) return;
    if (model.follows(frame)) model.apply(frame);
    else if (!model.isKnown(frame)) void load();
}

// State and history anew; what comes meanwhile is put behind them.
async function load(): Promise<void> {
    if (loading) {
        stale = true;
        return;
    }
    loading = true;
    window.clearTimeout(again);
    try {
        do {
            stale = false;
            const state = await get<UiState>('api/state');
            const run = await get<LiveDocument>('api/run');
            adopt(state);
            model!.setRun(run);
        } while (stale);
    } catch (error) {
        if (!(error instanceof ServerError && error.status === 401)) again = window.setTimeout(() => void load(), AGAIN_MS);
    } finally {
        loading = false;
        const frames = waiting;
        waiting = [];
        frames.forEach(take);
    }
}

function adopt(state: UiState): void {
    setToken(state.token);
    if (model) {
        model.setState(state);
        return;
    }
    model = new Model(state);
    page = new Page(model);
    place.replaceChildren(page.root);
}

async function begin(): Promise<void> {
    try {
        adopt(await get<UiState>('api/state'));
        stream.open();
    } catch (error) {
        if (error instanceof ServerError && error.status === 401) return;
        place.replaceChildren(
            element(
                'main',
                { class: 'login' },
                element('p', { class: 'panel', role: 'alert' }, error instanceof Error ? error.message : String(error)),
            ),
        );
        window.setTimeout(() => void begin(), AGAIN_MS);
    }
}

onLoginNeeded(() => {
    stream.close();
    if (place.querySelector('.login form')) return;
    model = null;
    page = null;
    place.replaceChildren(loginForm(() => void begin()));
    place.querySelector('input')?.focus();
});

const kept = remembered('theme');
if (kept === 'dark' || kept === 'light') choose(kept);
void begin();
