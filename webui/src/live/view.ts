// SPDX-License-Identifier: MIT
//
// What a tab of the page is: made once; drawn when it is shown and, while it is shown, at each change of the model.
import type { Change, Model } from './model';

export interface View {
    id: string;
    title: string;
    root: HTMLElement;
    update: (model: Model, change: Change) => void; // only while it is shown; 'run' when it comes to be shown
    hidden?: () => void; // another one is shown now
}
