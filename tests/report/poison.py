#!/usr/bin/env python3
"""Makes a hostile page out of the page of a run: every text in its data becomes a payload.

  poison.py PAGE.html OUT.html
"""
import base64
import gzip
import json
import re
import sys

PAYLOADS = [
    "<img src=x onerror=\"window.pwned=1\">", "</script><script>window.pwned=1</script>",
    "\u202egnp.exe\u202c", "\x1b[31mred\x1b[0m\x00\x07", "__proto__", "constructor",
    "javascript:window.pwned=1",
    "'\"><svg onload=window.pwned=1>", "{{7*7}}${7*7}", "\u2028\u2029\u200b\ufeff", "\\u202e", "a\nb\r\nc",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>", "<style>*{display:none}</style>",
    "🂡" * 40, "x" * 70000, "[1,2,{\"__proto__\":{\"pwned\":1}}]", "[" * 5000, "",
]
DRAWING = ("<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'"
           " onload='window.pwned=1'>"
           "<script>window.pwned=1; top.pwned=1; alert(1)</script><image x:href='http://evil.test/a.png'/>"
           "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><img src='x' onerror='top.pwned=1'/>"
           "</body></foreignObject><a x:href='javascript:alert(1)'><text y='20'>a drawing</text></a></svg>")
KEPT = {"verdict", "kinds", "lossCauses", "columns", "shapes", "ends"}  # what the page is told to rely on


def numbers(data, count):
    at, values = 0, []
    for _ in range(count):
        value, scale = 0, 1
        while True:
            byte = data[at]
            at += 1
            value += (byte & 127) * scale
            scale *= 128
            if byte < 128:
                break
        values.append(value)
    return values


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


class Poison:
    def __init__(self):
        self.drawn = 0

    def text(self, old):
        self.drawn += 1
        # The names of clients are not the nodes' to choose: the page relies on them. Some other texts
        # stay, too: a page of payloads alone would show little of itself.
        if self.drawn % 5 == 0 or re.fullmatch(r"c\d+", old):
            return old
        payload = PAYLOADS[self.drawn % len(PAYLOADS)]
        return payload if len(payload) < 1000 or self.drawn % 3 == 0 else payload[:40]

    def value(self, value, key=None):
        if key in KEPT:
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {name: self.value(item, name) for name, item in value.items()}
        return value


def shape(value, poison):
    if not isinstance(value, dict):
        return value
    names = iter(["__proto__", "<b onclick=window.pwned=1>", "\u202ename", "constructor"])
    return {next(names, name) if k % 2 else name: shape(item, poison)
            for k, (name, item) in enumerate(value.items())}


def poisoned(container):
    poison = Poison()
    size = int.from_bytes(container[:4], "little")
    header = json.loads(container[4:4 + size])
    columns, at = {}, 4 + size
    for name, count, length in header["columns"]:
        columns[name] = (count, container[at:at + length])
        at += length
    lengths, texts, place = numbers(columns["strings.length"][1], columns["strings.length"][0]), [], 0
    for length in lengths:
        texts.append(columns["strings"][1][place:place + length].decode("utf-8", "replace"))
        place += length
    texts = [poison.text(text).encode("utf-8", "replace") for text in texts]
    if texts:
        texts[0] = b"y" * (1 << 20)
    columns["strings.length"] = (len(texts), b"".join(varint(len(text)) for text in texts))
    columns["strings"] = (sum(map(len, texts)), b"".join(texts))
    header = poison.value(header)
    header["shapes"] = [shape(each, poison) for each in header["shapes"]]
    header["drawings"] = [[PAYLOADS[0], DRAWING], ["not-svg.svg", PAYLOADS[1]], ["", ""]]
    header["columns"] = [[name, count, len(data)] for name, (count, data) in columns.items()]
    text = json.dumps(header, ensure_ascii=False).encode("utf-8", "replace")
    return len(text).to_bytes(4, "little") + text + b"".join(data for _, data in columns.values())


def main(page, out):
    with open(page, encoding="utf-8") as file:
        text = file.read()

    def replace(match):
        container = gzip.decompress(base64.b64decode(match.group(2)))
        return match.group(1) + base64.b64encode(gzip.compress(poisoned(container))).decode() + "</script>"
    text = re.sub(r'(<script id="(?:run|against)"[^>]*>)([^<]*)</script>', replace, text)
    with open(out, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
