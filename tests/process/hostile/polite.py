"""What hostile programs do before they are: they read messages and answer init."""
import json
import sys


def send(dest, body, src=None):
    sys.stdout.write(json.dumps({"src": src or node_id, "dest": dest, "body": body}) + "\n")
    sys.stdout.flush()


def reply(request, body):
    send(request["src"], {**body, "in_reply_to": request["body"]["msg_id"]})


def echo(request):
    reply(request, {"type": "echo_ok", "echo": request["body"]["echo"]})


def messages():
    """All but init, which is answered."""
    global node_id
    for line in sys.stdin:
        message = json.loads(line)
        if message["body"]["type"] == "init":
            node_id = message["body"]["node_id"]
            reply(message, {"type": "init_ok"})
        else:
            yield message


node_id = "nobody"
