//! A node of broadcast, echo and unique-ids on tokio's runtime of several threads: a task for each message, intervals,
//! time-outs, select, channels of each kind, blocking work on threads of its own.

#[path = "../../rust/json.rs"]
mod json;

use json::{object, Json};
use std::collections::hash_map::RandomState;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::{mpsc, oneshot, watch, Notify};
use tokio::time::{interval, sleep, timeout, Instant, MissedTickBehavior};

const BATCH_FOR: Duration = Duration::from_millis(15);
const RETRY_EVERY: Duration = Duration::from_millis(150);
const REPLY_WITHIN: Duration = Duration::from_millis(350);

struct Node {
    id: String,
    out: mpsc::Sender<String>,
    next_id: AtomicI64,
    waiting: Mutex<HashMap<i64, oneshot::Sender<Json>>>, // for replies, by msg_id
    values: Mutex<BTreeSet<i64>>,
    neighbours: watch::Sender<Vec<String>>,
    lacking: Mutex<HashMap<String, BTreeSet<i64>>>, // of each neighbour, what it has not acknowledged
    learnt: Notify,
    seed: RandomState,
}

impl Node {
    async fn send(&self, dest: &str, body: Json) {
        let message = object([("src", self.id.as_str().into()), ("dest", dest.into()), ("body", body)]);
        self.out.send(format!("{message}\n")).await.expect("the writer lives");
    }

    async fn reply<const N: usize>(&self, request: &Json, fields: [(&str, Json); N]) {
        let mut body = object(fields);
        if let Json::Object(fields) = &mut body {
            fields.push(("in_reply_to".to_string(), request.get("body").get("msg_id").clone()));
        }
        self.send(request.get("src").text(), body).await;
    }

    /// Nothing: no reply came in time.
    async fn ask_for_acknowledgement(&self, peer: &str, values: &[i64]) -> Option<Json> {
        let id = self.next_id.fetch_add(1, Ordering::SeqCst);
        let (reply, replied) = oneshot::channel();
        self.waiting.lock().unwrap().insert(id, reply);
        let messages = values.iter().copied().collect();
        self.send(peer, object([("type", "gossip".into()), ("msg_id", id.into()), ("messages", messages)])).await;
        let answer = timeout(REPLY_WITHIN, replied).await;
        self.waiting.lock().unwrap().remove(&id);
        answer.ok()?.ok()
    }

    async fn handle(self: Arc<Node>, message: Json) {
        let body = message.get("body");
        if *body.get("in_reply_to") != Json::Null {
            let waiting = self.waiting.lock().unwrap().remove(&body.get("in_reply_to").int());
            if let Some(reply) = waiting {
                let _ = reply.send(message); // it may have been given up at this very moment
            }
            return;
        }
        match body.get("type").text() {
            "topology" => {
                let peers: Vec<String> =
                    body.get("topology").get(&self.id).list().iter().map(|peer| peer.text().to_string()).collect();
                let all = self.values.lock().unwrap().clone();
                for peer in &peers {
                    self.lacking.lock().unwrap().insert(peer.clone(), all.clone());
                }
                self.neighbours.send_replace(peers);
                self.reply(&message, [("type", "topology_ok".into())]).await;
            }
            "broadcast" => {
                self.learn(&[body.get("message").int()], "");
                self.reply(&message, [("type", "broadcast_ok".into())]).await;
            }
            "gossip" => {
                let values: Vec<i64> = body.get("messages").list().iter().map(Json::int).collect();
                self.learn(&values, message.get("src").text());
                self.reply(&message, [("type", "gossip_ok".into())]).await;
            }
            "read" => {
                // What would block is done on a thread for such.
                let node = self.clone();
                let messages = tokio::task::spawn_blocking(move || {
                    std::thread::sleep(Duration::from_micros(300));
                    node.values.lock().unwrap().iter().copied().collect::<Json>()
                });
                let messages = messages.await.expect("reading does not panic");
                self.reply(&message, [("type", "read_ok".into()), ("messages", messages)]).await;
            }
            "echo" => self.reply(&message, [("type", "echo_ok".into()), ("echo", body.get("echo").clone())]).await,
            "generate" => {
                let id = self.mint();
                self.reply(&message, [("type", "generate_ok".into()), ("id", id.as_str().into())]).await;
            }
            other => {
                let text = format!("no such request: {other}");
                let fields = [("type", "error".into()), ("code", 10.into()), ("text", text.as_str().into())];
                self.reply(&message, fields).await;
            }
        }
    }

    fn learn(&self, values: &[i64], from: &str) {
        let mut known = self.values.lock().unwrap();
        for &value in values {
            if !known.insert(value) {
                continue;
            }
            for (peer, lacks) in self.lacking.lock().unwrap().iter_mut() {
                if peer != from {
                    lacks.insert(value);
                }
            }
            self.learnt.notify_one();
        }
    }

    /// Unique as far as the clock and the seed of the hash differ among nodes.
    fn mint(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
        let mut hasher = self.seed.build_hasher();
        hasher.write_u128(now.as_nanos());
        format!("{:x}-{}", hasher.finish(), self.next_id.fetch_add(1, Ordering::SeqCst))
    }

    /// One neighbour's task: sends what it lacks, and again what it does not acknowledge.
    async fn gossip_with(self: Arc<Node>, peer: String) {
        loop {
            let lacks: Vec<i64> =
                self.lacking.lock().unwrap().get(&peer).map_or(vec![], |values| values.iter().copied().collect());
            if lacks.is_empty() {
                sleep(BATCH_FOR).await;
                return;
            }
            if self.ask_for_acknowledgement(&peer, &lacks).await.is_some() {
                if let Some(values) = self.lacking.lock().unwrap().get_mut(&peer) {
                    values.retain(|value| !lacks.contains(value));
                }
            }
        }
    }

    /// Starts a task for each neighbour that lacks something and has none, as soon as there is something new, and at
    /// each tick.
    async fn gossip(self: Arc<Node>) {
        let mut neighbours = self.neighbours.subscribe();
        let mut tick = interval(RETRY_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut tasks: HashMap<String, tokio::task::JoinHandle<()>> = HashMap::new();
        let started = Instant::now();
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                _ = self.learnt.notified() => sleep(BATCH_FOR).await,
                changed = neighbours.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    eprintln!("{} has neighbours after {:?}", self.id, started.elapsed());
                }
            }
            let peers = neighbours.borrow_and_update().clone();
            for peer in peers {
                if tasks.get(&peer).map_or(true, |task| task.is_finished()) {
                    tasks.insert(peer.clone(), tokio::spawn(self.clone().gossip_with(peer)));
                }
            }
        }
    }
}

async fn write_all(mut lines: mpsc::Receiver<String>) {
    let mut out = tokio::io::stdout();
    while let Some(line) = lines.recv().await {
        out.write_all(line.as_bytes()).await.expect("standard output is open");
        out.flush().await.expect("standard output is open");
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 3)]
async fn main() {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut node: Option<Arc<Node>> = None;
    while let Some(line) = lines.next_line().await.expect("standard input can be read") {
        let message = Json::parse(&line).unwrap_or_else(|error| panic!("no message: {line}: {error}"));
        if let Some(node) = &node {
            tokio::spawn(node.clone().handle(message));
            continue;
        }
        let (out, written) = mpsc::channel(64);
        tokio::spawn(write_all(written));
        let id = message.get("body").get("node_id").text().to_string();
        eprintln!("{id} starts");
        let started = Arc::new(Node {
            id,
            out,
            next_id: AtomicI64::new(1),
            waiting: Mutex::default(),
            values: Mutex::default(),
            neighbours: watch::channel(vec![]).0,
            lacking: Mutex::default(),
            learnt: Notify::new(),
            seed: RandomState::new(),
        });
        tokio::spawn(started.clone().gossip());
        started.reply(&message, [("type", "init_ok".into())]).await;
        node = Some(started);
    }
}
