import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A node of broadcast, echo and unique-ids of java.util.concurrent: a scheduled executor, futures with time-outs, a
 * blocking queue, a condition, a timer, a parallel stream, virtual threads where there are any.
 */
public final class Broadcast {
    private static final long BATCH_MS = 15;
    private static final long RETRY_MS = 150;
    private static final long REPLY_MS = 350;

    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final ExecutorService workers = newWorkers();
    private final ScheduledExecutorService schedule = Executors.newScheduledThreadPool(2, Broadcast::daemon);
    private final Timer timer = new Timer(true);
    private final AtomicLong nextId = new AtomicLong();
    private final Map<Long, CompletableFuture<Map<String, Object>>> waiting = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Long> learnt = new LinkedBlockingQueue<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stock = lock.newCondition();
    private final Set<Long> values = new HashSet<>();
    private final Map<String, Set<Long>> lacking = new HashMap<>(); // of each neighbour, what it has not acknowledged
    private final List<String> ids = new ArrayList<>();
    private String id = "";

    public static void main(String[] arguments) throws IOException {
        new Broadcast().run();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    /** A virtual thread for each task since Java 21, a pool of threads before. */
    private static ExecutorService newWorkers() {
        try {
            return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException none) {
            return Executors.newFixedThreadPool(4, Broadcast::daemon);
        }
    }

    private void run() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            Map<String, Object> message = Json.parseObject(line);
            if (type(message).equals("init")) init(message);
            else workers.submit(() -> handleOrEnd(message));
        }
        System.exit(0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> body(Map<String, Object> message) {
        return (Map<String, Object>) message.get("body");
    }

    private static String type(Map<String, Object> message) {
        return (String) body(message).get("type");
    }

    private void send(String dest, Map<String, Object> body) {
        String line = Json.write(Map.of("src", id, "dest", dest, "body", body)); // in an order that Java draws
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }

    private void reply(Map<String, Object> request, Map<String, Object> fields) {
        Map<String, Object> body = new HashMap<>(fields);
        body.put("in_reply_to", body(request).get("msg_id"));
        send((String) request.get("src"), body);
    }

    private void init(Map<String, Object> message) {
        id = (String) body(message).get("node_id");
        System.err.println(id + " starts on " + Runtime.version());
        schedule.scheduleAtFixedRate(this::gossip, RETRY_MS, RETRY_MS, TimeUnit.MILLISECONDS);
        schedule.scheduleWithFixedDelay(System::gc, 2, 4, TimeUnit.SECONDS);
        daemon(this::gossipWhatIsNew).start();
        daemon(this::mint).start();
        reply(message, Map.of("type", "init_ok"));
    }

    private void handleOrEnd(Map<String, Object> message) {
        try {
            handle(message);
        } catch (Throwable problem) { // a pool would keep it to itself
            problem.printStackTrace();
            System.exit(1);
        }
    }

    @SuppressWarnings("unchecked")
    private void handle(Map<String, Object> message) throws InterruptedException {
        Map<String, Object> body = body(message);
        if (body.containsKey("in_reply_to")) {
            CompletableFuture<Map<String, Object>> future = waiting.remove((Long) body.get("in_reply_to"));
            if (future != null) future.complete(message);
            return;
        }
        switch (type(message)) {
            case "topology" -> {
                Map<String, List<String>> topology = (Map<String, List<String>>) body.get("topology");
                locked(() -> topology.get(id).forEach(peer -> lacking.put(peer, new HashSet<>(values))));
                reply(message, Map.of("type", "topology_ok"));
            }
            case "broadcast" -> {
                learn(List.of((Long) body.get("message")), "");
                reply(message, Map.of("type", "broadcast_ok"));
            }
            case "gossip" -> {
                learn((List<Long>) body.get("messages"), (String) message.get("src"));
                reply(message, Map.of("type", "gossip_ok"));
            }
            case "read" -> {
                List<Long> copy = new ArrayList<>();
                locked(() -> copy.addAll(values));
                List<Long> sorted = copy.parallelStream().sorted().toList();
                reply(message, Map.of("type", "read_ok", "messages", sorted));
            }
            case "echo" -> timer.schedule(new TimerTask() {
                @Override
                public void run() {
                    reply(message, Map.of("type", "echo_ok", "echo", body.get("echo")));
                }
            }, 3);
            case "generate" -> reply(message, Map.of("type", "generate_ok", "id", takeId()));
            default -> reply(message, Map.of("type", "error", "code", 10, "text", "no such request"));
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void learn(List<Long> news, String source) {
        locked(() -> {
            for (Long value : news) {
                if (!values.add(value)) continue;
                lacking.forEach((peer, lacks) -> {
                    if (!peer.equals(source)) lacks.add(value);
                });
                learnt.add(value);
            }
        });
    }

    private void gossipWhatIsNew() {
        try {
            while (true) {
                if (learnt.poll(1, TimeUnit.SECONDS) == null) continue;
                Thread.sleep(BATCH_MS);
                learnt.clear();
                gossip();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void gossip() {
        Map<String, List<Long>> batches = new HashMap<>();
        locked(() -> lacking.forEach((peer, lacks) -> {
            if (!lacks.isEmpty()) batches.put(peer, new ArrayList<>(lacks));
        }));
        batches.forEach((peer, batch) -> ask(peer, Map.of("type", "gossip", "messages", batch))
                .orTimeout(REPLY_MS, TimeUnit.MILLISECONDS)
                .thenAccept(reply -> locked(() -> lacking.get(peer).removeAll(batch)))
                .exceptionally(late -> null)); // sent again at the next tick
    }

    private CompletableFuture<Map<String, Object>> ask(String dest, Map<String, Object> fields) {
        long msgId = nextId.incrementAndGet();
        CompletableFuture<Map<String, Object>> reply = new CompletableFuture<>();
        waiting.put(msgId, reply);
        Map<String, Object> body = new HashMap<>(fields);
        body.put("msg_id", msgId);
        send(dest, body);
        return reply.whenComplete((message, problem) -> waiting.remove(msgId));
    }

    /** Keeps a stock of ids. Woken when one is taken, and by itself now and then. */
    private void mint() {
        lock.lock();
        try {
            while (true) {
                while (ids.size() < 4) {
                    ids.add(UUID.randomUUID() + "-" + ThreadLocalRandom.current().nextLong() + "-" + System.nanoTime());
                }
                stock.signalAll();
                stock.await(900, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private String takeId() throws InterruptedException {
        lock.lock();
        try {
            while (ids.isEmpty()) stock.await();
            stock.signalAll();
            return ids.remove(0);
        } finally {
            lock.unlock();
        }
    }
}
