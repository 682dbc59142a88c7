// SPDX-License-Identifier: MIT
// Reads a histogram log with hdr-histogram-js, adds up the intervals of each tag, and prints
// {tag: {lines, count, max, quantiles: {percentile: value}}} as JSON; "" is what has no tag.
//
// node read_hlog.cjs FOLDER-OF-NODE_MODULES LOG
const fs = require("fs");
const hdr = require(`${process.argv[2]}/node_modules/hdr-histogram-js`);
const NO_TAG = "NO TAG"; // the library's word; a tag of ours has no blank
const PERCENTILES = [50, 90, 99, 99.9, 99.99, 100];

const sums = new Map();
const lines = new Map();
const reader = new hdr.HistogramLogReader(fs.readFileSync(process.argv[3], "utf8"));
for (let interval; (interval = reader.nextIntervalHistogram()) !== null;) {
    const tag = interval.tag === NO_TAG ? "" : interval.tag;
    lines.set(tag, (lines.get(tag) || 0) + 1);
    if (!sums.has(tag)) {
        sums.set(tag, hdr.build({ highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 3, bitBucketSize: 64 }));
    }
    sums.get(tag).add(interval);
}

const result = {};
for (const [tag, sum] of sums) {
    const quantiles = Object.fromEntries(PERCENTILES.map((p) => [p, sum.getValueAtPercentile(p)]));
    result[tag] = { lines: lines.get(tag), count: sum.totalCount, max: sum.maxValue, quantiles };
}
console.log(JSON.stringify(result));
