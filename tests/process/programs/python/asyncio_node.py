#!/usr/bin/env python3
"""A node of broadcast, echo and unique-ids on asyncio: a task for each message, time-outs, threads beside the loop, and
programs that it starts and reads from."""
import asyncio
import json
import queue
import random
import sys
import threading
import time
import uuid

GOSSIP_EVERY = 0.15
REPLY_WITHIN = 0.35


class Node:
    def __init__(self):
        self.id = None
        self.next_id = 0
        self.waiting = {}  # msg_id -> future of the reply
        self.values = set()
        self.lacking = {}  # neighbour -> what it has not acknowledged, as strings, in the order of their hashes
        self.learnt = asyncio.Event()
        self.tasks = set()
        self.for_log = queue.Queue()

    def start_task(self, work):
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def send(self, dest, body):
        sys.stdout.write(json.dumps({"src": self.id, "dest": dest, "body": body}) + "\n")
        sys.stdout.flush()

    def reply(self, request, body):
        self.send(request["src"], {**body, "in_reply_to": request["body"]["msg_id"]})

    async def ask(self, dest, body):
        self.next_id += 1
        msg_id = self.next_id
        future = asyncio.get_running_loop().create_future()
        self.waiting[msg_id] = future
        try:
            self.send(dest, {**body, "msg_id": msg_id})
            return await asyncio.wait_for(future, REPLY_WITHIN)
        finally:
            del self.waiting[msg_id]

    async def handle(self, message):
        body = message["body"]
        if "in_reply_to" in body:
            future = self.waiting.get(body["in_reply_to"])
            if future and not future.done():
                future.set_result(message)
            return
        handler = getattr(self, "on_" + body["type"], None)
        if handler is None:
            self.reply(message, {"type": "error", "code": 10, "text": "no such request"})
            return
        await handler(message, body)

    async def on_init(self, message, body):
        self.id = body["node_id"]
        threading.Thread(target=self.write_log, daemon=True).start()
        self.for_log.put(f"{self.id} starts")
        self.start_task(self.gossip())
        self.start_task(self.ask_the_date())
        self.reply(message, {"type": "init_ok"})

    async def on_topology(self, message, body):
        self.lacking = {peer: {str(value) for value in self.values} for peer in body["topology"][self.id]}
        self.reply(message, {"type": "topology_ok"})

    async def on_broadcast(self, message, body):
        self.learn([body["message"]], None)
        self.reply(message, {"type": "broadcast_ok"})

    async def on_gossip(self, message, body):
        self.learn(body["messages"], message["src"])
        self.reply(message, {"type": "gossip_ok"})

    async def on_read(self, message, body):
        # On a thread of the loop's pool, which sleeps a little.
        values = await asyncio.to_thread(self.sorted_values)
        self.reply(message, {"type": "read_ok", "messages": values})

    def sorted_values(self):
        time.sleep(random.random() / 1000)
        return sorted(self.values.copy())

    async def on_echo(self, message, body):
        self.reply(message, {"type": "echo_ok", "echo": body["echo"]})

    async def on_generate(self, message, body):
        await asyncio.sleep(0)
        self.reply(message, {"type": "generate_ok", "id": str(uuid.uuid4())})

    def learn(self, values, source):
        for value in values:
            if value in self.values:
                continue
            self.values.add(value)
            for peer, lacks in self.lacking.items():
                if peer != source:
                    lacks.add(str(value))
            self.learnt.set()

    async def gossip(self):
        while True:
            try:
                await asyncio.wait_for(self.learnt.wait(), GOSSIP_EVERY)
                self.learnt.clear()
                await asyncio.sleep(0.01)  # a batch
            except asyncio.TimeoutError:
                pass
            await asyncio.gather(*(self.gossip_with(peer) for peer, lacks in self.lacking.items() if lacks))

    async def gossip_with(self, peer):
        sent = list(self.lacking[peer])
        try:
            await self.ask(peer, {"type": "gossip", "messages": [int(value) for value in sent]})
            self.lacking[peer].difference_update(sent)
        except asyncio.TimeoutError:
            self.for_log.put(f"{peer} is silent")

    async def ask_the_date(self):
        """Asks other programs now and then, as scripts do."""
        while True:
            date = await asyncio.create_subprocess_exec(
                "date", "+%s.%N", stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE)
            told, _ = await date.communicate()
            echo = await asyncio.create_subprocess_exec(
                "cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
            echoed, _ = await echo.communicate(told)
            ends = f"date ended with {date.returncode}, cat with {echo.returncode}"
            self.for_log.put(f"{ends}: {echoed.decode().strip()}")
            await asyncio.sleep(5)

    def write_log(self):
        while True:
            try:
                print(self.for_log.get(timeout=2), file=sys.stderr, flush=True)
            except queue.Empty:
                print("nothing to log", file=sys.stderr, flush=True)


async def main():
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    node = Node()
    while line := await reader.readline():
        node.start_task(node.handle(json.loads(line)))


asyncio.run(main())
