# SPDX-License-Identifier: MIT
"""A receiver of OTLP metrics that decodes what it is sent, by the field numbers of opentelemetry-proto 1.x."""
import gzip
import http.server
import ssl
import struct
import threading
import time

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

# Message: {field number: (name, type)}. A "*" before a type: repeated; "packed ": a list in one field.
SCHEMA = {
    "Request": {1: ("resource_metrics", "*ResourceMetrics")},
    "ResourceMetrics": {1: ("resource", "Resource"), 2: ("scope_metrics", "*ScopeMetrics"), 3: ("schema_url", "string")},
    "Resource": {1: ("attributes", "*KeyValue")},
    "ScopeMetrics": {1: ("scope", "Scope"), 2: ("metrics", "*Metric")},
    "Scope": {1: ("name", "string"), 2: ("version", "string")},
    "Metric": {1: ("name", "string"), 2: ("description", "string"), 3: ("unit", "string"), 5: ("gauge", "Gauge"),
               7: ("sum", "Sum"), 9: ("histogram", "Histogram"), 10: ("exponential", "Exponential")},
    "Gauge": {1: ("points", "*Number")},
    "Sum": {1: ("points", "*Number"), 2: ("temporality", "int"), 3: ("monotonic", "int")},
    "Histogram": {1: ("points", "*HistogramPoint"), 2: ("temporality", "int")},
    "Exponential": {1: ("points", "*ExponentialPoint"), 2: ("temporality", "int")},
    "Number": {2: ("start", "fixed64"), 3: ("time", "fixed64"), 4: ("value", "double"), 6: ("value", "sfixed64"),
               7: ("attributes", "*KeyValue")},
    "HistogramPoint": {2: ("start", "fixed64"), 3: ("time", "fixed64"), 4: ("count", "fixed64"), 5: ("sum", "double"),
                       6: ("buckets", "packed fixed64"), 7: ("bounds", "packed double"), 9: ("attributes", "*KeyValue"),
                       11: ("min", "double"), 12: ("max", "double")},
    "ExponentialPoint": {1: ("attributes", "*KeyValue"), 2: ("start", "fixed64"), 3: ("time", "fixed64"), 4: ("count", "fixed64"),
                         5: ("sum", "double"), 6: ("scale", "sint"), 7: ("zero", "fixed64"), 8: ("positive", "Buckets"),
                         12: ("min", "double"), 13: ("max", "double")},
    "Buckets": {1: ("offset", "sint"), 2: ("counts", "packed int")},
    "KeyValue": {1: ("key", "string"), 2: ("value", "AnyValue")},
    "AnyValue": {1: ("string", "string"), 3: ("int", "int")},
}
WIRE = {"int": VARINT, "sint": VARINT, "fixed64": FIXED64, "sfixed64": FIXED64, "double": FIXED64}
FORMATS = {"fixed64": "<Q", "sfixed64": "<q", "double": "<d"}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def scalar(data, at, kind):
    if kind in FORMATS:
        return struct.unpack_from(FORMATS[kind], data, at)[0], at + 8
    value, at = varint(data, at)
    return (value >> 1 ^ -(value & 1) if kind == "sint" else value), at


def sized(data, kind):
    """The content of a field of bytes."""
    if kind == "string":
        return data.decode("utf-8")
    if kind.startswith("packed "):
        values, at = [], 0
        while at < len(data):
            value, at = scalar(data, at, kind.removeprefix("packed "))
            values.append(value)
        return values
    return decode(data, kind)


def decode(data, message="Request"):
    """{field: value}; fails on a field that is not in the schema, a wrong wire type, or bytes that are left over."""
    schema = SCHEMA[message]
    result = {name: [] for name, kind in schema.values() if kind.startswith("*")}
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        name, kind = schema[tag >> 3]
        if tag & 7 == BYTES:
            size, at = varint(data, at)
            assert at + size <= len(data), f"{message}.{name} is cut off"
            value, at = sized(data[at:at + size], kind.lstrip("*")), at + size
        else:
            assert WIRE[kind] == tag & 7, f"{message}.{name}: wire type {tag & 7}"
            value, at = scalar(data, at, kind)
        if kind.startswith("*"):
            result[name].append(value)
        else:
            assert name not in result, f"{message}.{name} is there twice"
            result[name] = value
    return result


def attributes(point):
    """{key: value} of a resource or a point."""
    found = {pair["key"]: next(iter(pair["value"].values())) for pair in point["attributes"]}
    assert len(found) == len(point["attributes"]), f"a key is there twice: {point['attributes']}"
    return found


class Export:
    """One request that was received. `metrics`: {name: metric}, a metric with its kind's fields beside its own."""

    def __init__(self, path, headers, body):
        self.path, self.headers = path, headers
        self.raw = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
        whole = decode(self.raw)
        assert len(whole["resource_metrics"]) == 1, whole
        group = whole["resource_metrics"][0]
        self.resource = attributes(group["resource"])
        self.scope = group["scope_metrics"][0]["scope"]
        self.metrics = {}
        for metric in group["scope_metrics"][0]["metrics"]:
            assert metric["name"] not in self.metrics, f'{metric["name"]} is there twice'
            kind = next(kind for kind in ("gauge", "sum", "histogram", "exponential") if kind in metric)
            self.metrics[metric["name"]] = {**metric, **metric[kind], "kind": kind}

    def points(self, name):
        """[(attributes, point)] of a metric; no two of them have the same attributes."""
        found = [(attributes(point), point) for point in self.metrics[name]["points"]]
        keys = [tuple(sorted(key.items())) for key, _ in found]
        assert len(set(keys)) == len(keys), f"{name}: a series is there twice: {keys}"
        return found

    def sum(self, metric, /, **wanted):
        """Of the values, or counts, of the points with these attributes."""
        return sum(point["count"] if "count" in point else point.get("value", 0) for found, point in self.points(metric)
                   if all(found.get(key) == value for key, value in wanted.items()))


class Receiver:
    """Answers each export with what `answer(number)` gives: (status, headers, body), or None to close the connection; a float
    delays it by so many seconds first. `exports` has what was received, also of what was refused."""

    def __init__(self, answer=None, certificate=None):
        self.exports = []
        self.requests = 0
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.exports.append(Export(self.path, self.headers, body))
                receiver.requests += 1
                reply = answer(receiver.requests) if answer else (200, {}, b"")
                if isinstance(reply, float):
                    receiver.closing.wait(reply)
                    reply = (200, {}, b"")
                if reply is None:
                    self.close_connection = True
                    return
                status, headers, content = reply
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def do_GET(self):
                receiver.requests += 1000   # nobody should come by a redirect
                self.send_response(404)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.closing = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a client that gives up is what some tests are about
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f'{"https" if certificate else "http"}://127.0.0.1:{self.server.server_port}'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, count, seconds=30):
        """Until so many exports were received."""
        end = time.monotonic() + seconds
        while len(self.exports) < count:
            assert time.monotonic() < end, f"{len(self.exports)} exports after {seconds} s, not {count}"
            time.sleep(0.02)

    def stop(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def partial_success(rejected, message):
    """The body of a success that did not take all."""
    text = message.encode()
    inner = bytes([1 << 3]) + encode_varint(rejected) + bytes([2 << 3 | BYTES]) + encode_varint(len(text)) + text
    return bytes([1 << 3 | BYTES]) + encode_varint(len(inner)) + inner


def refusal(message):
    """A google.rpc.Status."""
    text = message.encode()
    return bytes([1 << 3, 3, 2 << 3 | BYTES]) + encode_varint(len(text)) + text


def encode_varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7f | 0x80])
        value >>= 7
    return out + bytes([value])
