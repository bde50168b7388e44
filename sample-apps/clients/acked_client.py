#!/usr/bin/env python3
"""Sends the lines of a file to an acknowledged TCP source, each once in effect.

    python3 acked_client.py 127.0.0.1:7002 orders orders.jsonl

A line's id is its number, so the same file can be sent again after anything that
went wrong, also by another process: what the pipeline has seen has no effect again.
Ends with 0 when all lines are committed, with 1 if the server refuses this client.
The protocol is in src-docs/reference/tcp-acked.md. Needs Python 3.8 or newer alone.
"""
import argparse
import collections
import select
import socket
import ssl
import struct
import sys
import time

HELLO, OPEN, MESSAGE, END = 1, 2, 3, 4
WELCOME, ACK, CREDIT, ENDED, ERROR = 65, 66, 67, 68, 69
VERSION = 1
STREAM = 1  # the only one of a connection
MAX_KEPT = 10_000


class Refused(Exception):
    """The server does not take what it is sent, and never will."""


def frame(kind, *parts):
    body = b"".join((bytes([kind]), *parts))
    return struct.pack(">I", len(body)) + body


def text(value):
    encoded = value.encode()
    return struct.pack(">H", len(encoded)) + encoded


class Link:
    """A connection: sends whole frames, and reads them as they come."""

    def __init__(self, connection):
        self.connection = connection
        self.unread = b""

    def send(self, data):
        self.connection.sendall(data)

    def frames(self, wait):
        """What the server has said; waits for something if there is nothing else to do."""
        found = []
        while not found:
            while (next_frame := self.cut()) is not None:
                found.append(next_frame)
            if found or not self.readable(wait):
                return found
            data = self.connection.recv(65_536)
            if not data:
                raise ConnectionError("the server has closed the connection")
            self.unread += data
        return found

    def readable(self, wait):
        # What TLS has decrypted already, the operating system does not know of.
        if isinstance(self.connection, ssl.SSLSocket) and self.connection.pending():
            return True
        return bool(select.select([self.connection], [], [], None if wait else 0)[0])

    def cut(self):
        if len(self.unread) < 4:
            return None
        (length,) = struct.unpack_from(">I", self.unread)
        if not 1 <= length <= 65_536:
            raise ConnectionError("what answers does not speak this protocol")
        if len(self.unread) < 4 + length:
            return None
        body = self.unread[4:4 + length]
        self.unread = self.unread[4 + length:]
        if body[0] == ERROR:
            raise Refused(body[3:].decode())
        return body[0], body[1:]


class Sender:
    """Keeps what was sent until it is acknowledged, over any number of connections."""

    def __init__(self, name, records):
        self.name = name
        self.records = iter(records)
        self.kept = collections.deque()  # (id, payload), the oldest first
        self.exhausted = False
        self.ended = False

    def serve(self, link, token):
        """Sends and reads on one connection until all is committed or it breaks."""
        self.sent = 0  # how many of those kept were sent on this connection
        self.credits = 0
        self.greeted = False
        self.end_sent = False
        # Nothing but an error would come between the two, so both can go at once.
        link.send(frame(HELLO, struct.pack(">H", VERSION), text(token))
                  + frame(OPEN, struct.pack(">I", STREAM), text(self.name)))
        while not self.ended:
            batch = self.next_batch()
            if batch:
                link.send(batch)
            for kind, body in link.frames(wait=not batch):
                self.answered(kind, body)

    def next_batch(self):
        """The next frames; none if there are none, or no credit for them."""
        batch = []
        while self.credits > 0 and len(batch) < 100 and self.has_next():
            number, payload = self.kept[self.sent]
            if len(payload) > self.max_payload:
                raise Refused(f"line {number} is larger than {self.max_payload} bytes")
            batch.append(frame(MESSAGE, struct.pack(">IQ", STREAM, number), payload))
            self.sent += 1
            self.credits -= 1
        if (self.greeted and self.exhausted and self.sent == len(self.kept)
                and not self.end_sent):
            batch.append(frame(END, struct.pack(">I", STREAM)))
            self.end_sent = True
        return b"".join(batch)

    def has_next(self):
        if self.sent == len(self.kept) and len(self.kept) < MAX_KEPT and not self.exhausted:
            record = next(self.records, None)
            if record is None:
                self.exhausted = True
            else:
                self.kept.append(record)
        return self.sent < len(self.kept)

    def answered(self, kind, body):
        if kind == WELCOME:
            _, self.max_payload, self.credits = struct.unpack(">HII", body)
            self.greeted = True
        elif kind == ACK:
            _, number = struct.unpack(">IQ", body)
            while self.sent > 0 and self.kept[0][0] <= number:
                self.kept.popleft()
                self.sent -= 1
        elif kind == CREDIT:
            self.credits += struct.unpack(">I", body)[0]
        elif kind == ENDED:
            self.ended = True


def connect(address, ca):
    host, port = address.rsplit(":", 1)
    connection = socket.create_connection((host, int(port)), timeout=60)
    connection.settimeout(None)
    if ca:
        context = ssl.create_default_context(cafile=ca)
        connection = context.wrap_socket(connection, server_hostname=host)
    return connection


def send_all(addresses, sender, token, ca):
    attempt = 0
    pause = 0.1
    while not sender.ended:
        address = addresses[attempt % len(addresses)]
        attempt += 1
        try:
            with connect(address, ca) as connection:
                sender.serve(Link(connection), token)
        except OSError as error:
            print(f"{address}: {error}; trying again", file=sys.stderr)
            time.sleep(pause)
            pause = min(2.0, 2 * pause)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("addresses", help="HOST:PORT of a node, or several with commas between")
    parser.add_argument("stream", help="a name of its own for what is sent")
    parser.add_argument("file", help="whose lines are to be sent")
    parser.add_argument("--token", default="", help="what the source asks for, if anything")
    parser.add_argument("--ca", help="certificates to trust, as PEM; has the client speak TLS")
    options = parser.parse_args()
    with open(options.file, "rb") as lines:
        records = ((i, line.rstrip(b"\r\n")) for i, line in enumerate(lines, 1))
        try:
            send_all(options.addresses.split(","), Sender(options.stream, records),
                     options.token, options.ca)
        except Refused as error:
            print(f"refused: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
