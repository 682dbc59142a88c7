// SPDX-License-Identifier: MIT
//
// The frames of each second. The browser comes back by itself after a broken connection, but not after a refusal: then this tries again.
// Each opening is told, since frames between two connections are lost and the history has to be loaded anew.
import type { Frame, StateNews } from './shapes';

export interface StreamListener {
    opened: () => void;
    lost: () => void;
    second: (frame: Frame) => void;
    state: (news: StateNews) => void;
}

const AGAIN_MS = 2000;

export class Stream {
    private source: EventSource | null = null;
    private timer = 0;

    constructor(private readonly listener: StreamListener) {}

    open(): void {
        this.close();
        const source = new EventSource('api/events');
        this.source = source;
        source.addEventListener('open', () => this.listener.opened());
        source.addEventListener('second', (event) =>
            this.listener.second(JSON.parse((event as MessageEvent<string>).data) as Frame),
        );
        source.addEventListener('state', (event) =>
            this.listener.state(JSON.parse((event as MessageEvent<string>).data) as StateNews),
        );
        source.addEventListener('error', () => {
            this.listener.lost();
            if (source.readyState === EventSource.CLOSED) this.timer = window.setTimeout(() => this.open(), AGAIN_MS);
        });
    }

    close(): void {
        window.clearTimeout(this.timer);
        this.source?.close();
        this.source = null;
    }
}
