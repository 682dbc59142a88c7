// SPDX-License-Identifier: MIT
//
// The HTML report: reads the data that stands in the file and lays it out, section by section.
import 'uplot/dist/uPlot.min.css';
import '../theme.css';
import { fill } from '../dom';
import { requestName } from '../format';
import type { RunDocument } from '../types';

const data = JSON.parse(document.getElementById('data')!.textContent ?? 'null') as { run: RunDocument };

fill(document.getElementById('report')!, requestName(data.run.total));
