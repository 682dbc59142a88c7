// SPDX-License-Identifier: MIT
// Decodes an export of metrics with the code that OpenTelemetry's project generates from its own definitions, and prints it as JSON.
//
// node read_otlp.cjs FOLDER-OF-NODE_MODULES FILE
const fs = require("fs");
const root = require(`${process.argv[2]}/node_modules/@opentelemetry/otlp-transformer/build/src/generated/root.js`);
const Request = root.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

const message = Request.decode(fs.readFileSync(process.argv[3]));
const problem = Request.verify(message);
if (problem) {
    throw new Error(problem);
}
console.log(JSON.stringify(Request.toObject(message, { longs: Number, enums: String })));
