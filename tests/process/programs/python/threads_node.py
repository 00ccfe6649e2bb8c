#!/usr/bin/env python3
"""A node of broadcast, echo and unique-ids of threads: workers, a queue with a time-out, a condition variable,
a timer, and an interval timer of the system with its signal."""
import json
import os
import queue
import random
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

BATCH_FOR = 0.02
RETRY_EVERY = 0.15
REPLY_WITHIN = 0.35


class Node:
    def __init__(self):
        self.id = None
        self.lock = threading.Lock()
        self.acknowledged = threading.Condition(self.lock)
        self.writing = threading.Lock()
        self.next_id = 0
        self.unanswered = {}  # msg_id -> neighbour and values
        self.values = set()
        self.lacking = {}  # neighbour -> what it has not acknowledged
        self.learnt = queue.Queue()
        self.dice = random.Random(time.time_ns() ^ os.getpid())
        self.minted = 0
        self.alarms = 0

    def send(self, dest, body):
        line = json.dumps({"src": self.id, "dest": dest, "body": body}) + "\n"
        with self.writing:
            sys.stdout.write(line)
            sys.stdout.flush()

    def reply(self, request, body):
        self.send(request["src"], {**body, "in_reply_to": request["body"]["msg_id"]})

    def handle(self, message):
        try:
            body = message["body"]
            getattr(self, "on_" + body["type"])(message, body)
        except Exception as error:  # a pool would keep it to itself
            print(f"{type(error).__name__}: {error} in {message}", file=sys.stderr, flush=True)
            os._exit(1)

    def on_init(self, message, body):
        self.id = body["node_id"]
        print(f"{self.id} starts", file=sys.stderr, flush=True)
        threading.Thread(target=self.gossip_for_ever, daemon=True).start()
        self.reply(message, {"type": "init_ok"})

    def on_topology(self, message, body):
        with self.lock:
            self.lacking = {peer: set(self.values) for peer in body["topology"][self.id]}
        self.reply(message, {"type": "topology_ok"})

    def on_broadcast(self, message, body):
        self.learn([body["message"]], None)
        self.reply(message, {"type": "broadcast_ok"})

    def on_gossip(self, message, body):
        self.learn(body["messages"], message["src"])
        self.reply(message, {"type": "gossip_ok"})

    def on_gossip_ok(self, message, body):
        with self.acknowledged:
            peer, values = self.unanswered.pop(body["in_reply_to"], (None, None))
            if peer in self.lacking:
                self.lacking[peer].difference_update(values)
                self.acknowledged.notify_all()

    def on_read(self, message, body):
        with self.lock:
            values = list(self.values)
        self.reply(message, {"type": "read_ok", "messages": values})

    def on_echo(self, message, body):
        # Later, by a thread that waits for this alone.
        threading.Timer(0.003, self.reply, (message, {"type": "echo_ok", "echo": body["echo"]})).start()

    def on_generate(self, message, body):
        with self.lock:
            self.minted += 1
            new = f"{self.dice.getrandbits(64):x}-{os.getpid()}-{self.minted}"
        self.reply(message, {"type": "generate_ok", "id": new})

    def learn(self, values, source):
        with self.lock:
            new = [value for value in values if value not in self.values]
            self.values.update(new)
            for peer, lacks in self.lacking.items():
                if peer != source:
                    lacks.update(new)
        for value in new:
            self.learnt.put(value)

    def gossip_for_ever(self):
        while True:
            try:
                self.learnt.get(timeout=RETRY_EVERY)
                time.sleep(BATCH_FOR)
                while not self.learnt.empty():
                    self.learnt.get_nowait()
            except queue.Empty:
                pass
            self.gossip()
            with self.acknowledged:
                self.acknowledged.wait_for(lambda: not any(self.lacking.values()), REPLY_WITHIN)
                self.unanswered.clear()

    def gossip(self):
        batches = []
        with self.lock:
            for peer, lacks in self.lacking.items():
                if lacks:
                    self.next_id += 1
                    self.unanswered[self.next_id] = peer, list(lacks)
                    batches.append((peer, {"type": "gossip", "msg_id": self.next_id, "messages": list(lacks)}))
        for peer, body in batches:
            self.send(peer, body)

    def on_alarm(self, _signal, _frame):
        self.alarms += 1
        os.write(2, b"alarm %d\n" % self.alarms)


node = Node()
signal.signal(signal.SIGALRM, node.on_alarm)
signal.setitimer(signal.ITIMER_REAL, 1.5, 1.5)
with ThreadPoolExecutor(4) as workers:
    for line in sys.stdin:
        request = json.loads(line)
        if request["body"]["type"] == "init":
            node.handle(request)
        else:
            workers.submit(node.handle, request)
    os._exit(0)  # the threads that go on for ever
