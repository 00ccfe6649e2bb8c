//! A node of broadcast, echo and unique-ids of threads and channels, with the standard library alone: a reader, workers
//! that share a queue, a gossiper that waits with a time-out, a keeper of deadlines that parks, hash maps in the order
//! that the system's randomness gives.

mod json;

use json::{object, Json};
use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash, Hasher};
use std::io::{BufRead, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{channel, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const BATCH_FOR: Duration = Duration::from_millis(20);
const RETRY_EVERY: Duration = Duration::from_millis(150);
const REPLY_WITHIN: Duration = Duration::from_millis(300);
const WORKERS: usize = 3;

struct Gossip {
    peer: String,
    values: Vec<i64>,
    deadline: Instant,
}

#[derive(Default)]
struct State {
    values: HashSet<i64>,
    lacking: HashMap<String, BTreeSet<i64>>, // of each neighbour, what it has not acknowledged
    under_way: BTreeMap<i64, Gossip>,        // by msg_id
}

struct Node {
    id: String,
    state: Mutex<State>,
    acknowledged: Condvar,
    next_id: AtomicU64,
    minted: AtomicU64,
    seed: RandomState,
    learnt: Mutex<Sender<i64>>,
}

impl Node {
    fn send(&self, dest: &str, body: Json) {
        let message = object([("src", self.id.as_str().into()), ("dest", dest.into()), ("body", body)]);
        let mut out = std::io::stdout().lock();
        writeln!(out, "{message}").and_then(|_| out.flush()).expect("standard output is open");
    }

    fn reply<const N: usize>(&self, request: &Json, fields: [(&str, Json); N]) {
        let mut body = object(fields);
        if let Json::Object(fields) = &mut body {
            fields.push(("in_reply_to".to_string(), request.get("body").get("msg_id").clone()));
        }
        self.send(request.get("src").text(), body);
    }

    fn handle(&self, message: &Json) {
        let body = message.get("body");
        match body.get("type").text() {
            "topology" => {
                let mut state = self.state.lock().unwrap();
                for peer in body.get("topology").get(&self.id).list() {
                    let all = state.values.iter().copied().collect();
                    state.lacking.insert(peer.text().to_string(), all);
                }
                drop(state);
                self.reply(message, [("type", "topology_ok".into())]);
            }
            "broadcast" => {
                self.learn(&[body.get("message").int()], "");
                self.reply(message, [("type", "broadcast_ok".into())]);
            }
            "gossip" => {
                let values: Vec<i64> = body.get("messages").list().iter().map(Json::int).collect();
                self.learn(&values, message.get("src").text());
                self.reply(message, [("type", "gossip_ok".into())]);
            }
            "gossip_ok" => self.take_acknowledgement(body.get("in_reply_to").int()),
            "read" => {
                let values = self.state.lock().unwrap().values.iter().copied().collect();
                self.reply(message, [("type", "read_ok".into()), ("messages", values)]);
            }
            "echo" => self.reply(message, [("type", "echo_ok".into()), ("echo", body.get("echo").clone())]),
            "generate" => {
                let id = self.mint();
                self.reply(message, [("type", "generate_ok".into()), ("id", id.as_str().into())]);
            }
            other => {
                let text = format!("no such request: {other}");
                self.reply(message, [("type", "error".into()), ("code", 10.into()), ("text", text.as_str().into())]);
            }
        }
    }

    fn learn(&self, values: &[i64], from: &str) {
        let mut state = self.state.lock().unwrap();
        for &value in values {
            if !state.values.insert(value) {
                continue;
            }
            for (peer, lacks) in state.lacking.iter_mut() {
                if peer != from {
                    lacks.insert(value);
                }
            }
            self.learnt.lock().unwrap().send(value).expect("the gossiper lives");
        }
    }

    /// Unique as far as the clock and the seed of the hash differ among nodes.
    fn mint(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
        let mut hasher = self.seed.build_hasher();
        (now.as_nanos(), std::process::id()).hash(&mut hasher);
        format!("{:x}-{}", hasher.finish(), self.minted.fetch_add(1, Ordering::Relaxed))
    }

    fn take_acknowledgement(&self, id: i64) {
        let mut state = self.state.lock().unwrap();
        if let Some(gossip) = state.under_way.remove(&id) {
            if let Some(lacks) = state.lacking.get_mut(&gossip.peer) {
                lacks.retain(|value| !gossip.values.contains(value));
            }
            self.acknowledged.notify_all();
        }
    }

    /// Sends each neighbour what it lacks, in the order of the map, unless something is under way to it.
    fn gossip(&self) {
        let mut state = self.state.lock().unwrap();
        let waited_for: HashSet<String> = state.under_way.values().map(|gossip| gossip.peer.clone()).collect();
        let mut sent = Vec::new();
        for (peer, lacks) in &state.lacking {
            if lacks.is_empty() || waited_for.contains(peer) {
                continue;
            }
            let id = self.next_id.fetch_add(1, Ordering::SeqCst) as i64;
            let values: Vec<i64> = lacks.iter().copied().collect();
            let body = [
                ("type", "gossip".into()),
                ("msg_id", id.into()),
                ("messages", values.iter().copied().collect()),
            ];
            self.send(peer, object(body));
            sent.push((id, Gossip { peer: peer.clone(), values, deadline: Instant::now() + REPLY_WITHIN }));
        }
        state.under_way.extend(sent);
        self.acknowledged.notify_all();
    }

    /// Waits for values and sends them in batches; what was not acknowledged goes again when none comes.
    fn gossip_for_ever(&self, learnt: Receiver<i64>) {
        loop {
            match learnt.recv_timeout(RETRY_EVERY) {
                Ok(_) => {
                    thread::sleep(BATCH_FOR);
                    while learnt.try_recv().is_ok() {}
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.gossip();
        }
    }

    /// Gives up on gossip that is not acknowledged by its deadline.
    fn expire_for_ever(&self) {
        let mut state = self.state.lock().unwrap();
        loop {
            let now = Instant::now();
            state.under_way.retain(|_, gossip| gossip.deadline > now);
            let first = state.under_way.values().map(|gossip| gossip.deadline).min();
            state = match first {
                Some(deadline) => self.acknowledged.wait_timeout(state, deadline - now).unwrap().0,
                None => self.acknowledged.wait(state).unwrap(),
            };
        }
    }
}

fn main() {
    let mut lines = std::io::stdin().lock().lines().map(|line| {
        let line = line.expect("standard input can be read");
        Json::parse(&line).unwrap_or_else(|error| panic!("no message: {line}: {error}"))
    });
    let init = match lines.next() {
        Some(message) => message,
        None => return,
    };
    let id = init.get("body").get("node_id").text().to_string();
    eprintln!("{id} starts, for {:?} threads", thread::available_parallelism().map_or(0, |count| count.get()));

    let (learnt, news) = channel();
    let node = Arc::new(Node {
        id,
        state: Mutex::default(),
        acknowledged: Condvar::new(),
        next_id: AtomicU64::new(1),
        minted: AtomicU64::new(0),
        seed: RandomState::new(),
        learnt: Mutex::new(learnt),
    });
    let gossiper = node.clone();
    thread::spawn(move || gossiper.gossip_for_ever(news));
    let keeper = node.clone();
    thread::spawn(move || keeper.expire_for_ever());
    // A thread that is unparked for each ten messages, and looks around by itself every second.
    let counted = Arc::new(AtomicU64::new(0));
    let count = counted.clone();
    let counter = thread::spawn(move || loop {
        thread::park_timeout(Duration::from_secs(1));
        if count.load(Ordering::SeqCst) == u64::MAX {
            return;
        }
    });

    let (work, queue) = channel::<Json>();
    let queue = Arc::new(Mutex::new(queue));
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (node, queue) = (node.clone(), queue.clone());
            thread::spawn(move || loop {
                let message = queue.lock().unwrap().recv();
                match message {
                    Ok(message) => node.handle(&message),
                    Err(_) => return,
                }
            })
        })
        .collect();
    node.reply(&init, [("type", "init_ok".into())]);
    for message in lines {
        if counted.fetch_add(1, Ordering::SeqCst) % 10 == 9 {
            counter.thread().unpark();
        }
        work.send(message).expect("workers live");
    }
    drop(work);
    for worker in workers {
        worker.join().expect("a worker ends well");
    }
    counted.store(u64::MAX, Ordering::SeqCst);
    counter.thread().unpark();
    counter.join().expect("the counter ends well");
}
