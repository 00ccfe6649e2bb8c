// A node of broadcast, echo and unique-ids that uses all that C++ and Linux offer to wait with: epoll over standard
// input, a timerfd and eventfds, an interval timer with its signal, threads, condition variables that wait by either
// clock, std::async.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto kGossipEvery = 100ms;
constexpr auto kReplyWithin = 350ms;
constexpr auto kAlarmEvery = 1s;
constexpr int kWorkers = 3;

int checked(int result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

int tick_fd = -1;  // a signal's handler may use little else
std::atomic<int> alarms{0};

void on_alarm(int) {
  ++alarms;
  const std::uint64_t one = 1;
  if (write(tick_fd, &one, sizeof one) < 0) _exit(3);
}

// Lines to standard output, written whole.
class Output {
 public:
  void write_line(const json::object& message) {
    std::string line = json::serialize(message) + '\n';
    const std::lock_guard lock(mutex_);
    for (std::size_t done = 0; done < line.size();) {
      done += static_cast<std::size_t>(
          checked(static_cast<int>(write(1, line.data() + done, line.size() - done)), "write"));
    }
  }

 private:
  std::mutex mutex_;
};

// What workers wait for, with a deadline by the steady clock so that they look around now and then.
class Work {
 public:
  void add(json::object message) {
    {
      const std::lock_guard lock(mutex_);
      messages_.push_back(std::move(message));
    }
    changed_.notify_one();
  }
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }
  // Nothing: closed.
  std::optional<json::object> next() {
    std::unique_lock lock(mutex_);
    while (messages_.empty() && !closed_) changed_.wait_for(lock, 700ms);
    if (messages_.empty()) return std::nullopt;
    json::object message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<json::object> messages_;
  bool closed_ = false;
};

class Broadcast {
 public:
  void handle(const json::object& message) {
    const json::object& body = message.at("body").as_object();
    const json::string& type = body.at("type").as_string();
    if (type == "init") return init(message, body);
    if (type == "topology") return topology(message, body);
    if (type == "broadcast") {
      learn({body.at("message").to_number<std::int64_t>()}, "");
      return reply(message, {{"type", "broadcast_ok"}});
    }
    if (type == "gossip") {
      learn(json::value_to<std::vector<std::int64_t>>(body.at("messages")),
            std::string(message.at("src").as_string()));
      return reply(message, {{"type", "gossip_ok"}});
    }
    if (type == "gossip_ok") return acknowledged(body.at("in_reply_to").to_number<std::int64_t>());
    if (type == "read") return read(message);
    if (type == "echo") return reply(message, {{"type", "echo_ok"}, {"echo", body.at("echo")}});
    if (type == "generate") return generate(message);
    reply(message, {{"type", "error"}, {"code", 10}, {"text", "no such request"}});
  }

  // Sends each neighbour what it has not acknowledged and what is not under way to it.
  void gossip() {
    const std::lock_guard lock(mutex_);
    for (auto& [peer, lacks] : lacking_) {
      if (lacks.empty() || under_way_to(peer)) continue;
      const std::int64_t id = ++next_id_;
      const std::vector<std::int64_t> values(lacks.begin(), lacks.end());
      under_way_[id] = {peer, values, std::chrono::system_clock::now() + kReplyWithin};
      send(peer, {{"type", "gossip"}, {"msg_id", id}, {"messages", json::value_from(values)}});
    }
    changed_.notify_all();
  }

  // Gives up on gossip that is not acknowledged in time, by the time of the day, until it is told to end.
  void expire() {
    std::unique_lock lock(mutex_);
    while (!ended_) {
      if (under_way_.empty()) {
        changed_.wait(lock);
        continue;
      }
      const auto first = std::min_element(
          under_way_.begin(), under_way_.end(),
          [](const auto& a, const auto& b) { return a.second.deadline < b.second.deadline; });
      const auto deadline = first->second.deadline;
      changed_.wait_until(lock, deadline);
      std::erase_if(under_way_, [now = std::chrono::system_clock::now()](const auto& entry) {
        return entry.second.deadline <= now;
      });
    }
  }

  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

 private:
  struct UnderWay {
    std::string peer;
    std::vector<std::int64_t> values;
    std::chrono::system_clock::time_point deadline;
  };

  bool under_way_to(const std::string& peer) const {
    return std::any_of(under_way_.begin(), under_way_.end(),
                       [&](const auto& entry) { return entry.second.peer == peer; });
  }

  void send(const std::string& dest, const json::object& body) {
    output_.write_line({{"src", id_}, {"dest", dest}, {"body", body}});
  }

  void reply(const json::object& request, json::object body) {
    body["in_reply_to"] = request.at("body").at("msg_id");
    output_.write_line({{"src", id_}, {"dest", request.at("src")}, {"body", std::move(body)}});
  }

  void init(const json::object& message, const json::object& body) {
    {
      const std::lock_guard lock(mutex_);
      id_ = body.at("node_id").as_string().c_str();
    }
    std::fprintf(stderr, "%s starts with %u threads\n", id_.c_str(),
                 std::thread::hardware_concurrency());
    reply(message, {{"type", "init_ok"}});
  }

  void topology(const json::object& message, const json::object& body) {
    {
      const std::lock_guard lock(mutex_);
      for (const json::value& peer : body.at("topology").at(id_).as_array()) {
        lacking_[peer.as_string().c_str()] = values_;
      }
    }
    reply(message, {{"type", "topology_ok"}});
  }

  void learn(const std::vector<std::int64_t>& values, const std::string& from) {
    const std::lock_guard lock(mutex_);
    for (const std::int64_t value : values) {
      if (!values_.insert(value).second) continue;
      for (auto& [peer, lacks] : lacking_) {
        if (peer != from) lacks.insert(value);
      }
    }
  }

  void acknowledged(std::int64_t id) {
    const std::lock_guard lock(mutex_);
    const auto found = under_way_.find(id);
    if (found == under_way_.end()) return;  // it was late: sent again
    for (const std::int64_t value : found->second.values) {
      lacking_[found->second.peer].erase(value);
    }
    under_way_.erase(found);
    changed_.notify_all();
  }

  void read(const json::object& message) {
    // Copied and put into JSON by a thread that lives for this alone.
    auto values = std::async(std::launch::async, [this] {
      const std::lock_guard lock(mutex_);
      return json::value_from(values_);
    });
    while (values.wait_for(5ms) != std::future_status::ready) std::this_thread::yield();
    reply(message, {{"type", "read_ok"}, {"messages", values.get()}});
  }

  // Unique as far as clocks, pids and std::random_device differ among nodes.
  void generate(const json::object& message) {
    std::string id;
    {
      const std::lock_guard lock(mutex_);
      id = std::to_string(dice_()) + "-" + std::to_string(getpid()) + "-" +
           std::to_string(minted_++);
    }
    reply(message, {{"type", "generate_ok"}, {"id", id}});
  }

  Output output_;
  std::mutex mutex_;
  std::condition_variable changed_;  // what is under way, and the end
  std::string id_;
  std::set<std::int64_t> values_;
  std::map<std::string, std::set<std::int64_t>> lacking_;
  std::unordered_map<std::int64_t, UnderWay> under_way_;  // by msg_id
  std::int64_t next_id_ = 0;
  std::int64_t minted_ = 0;
  bool ended_ = false;
  std::mt19937_64 dice_{
      std::random_device{}() ^
      static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count())};
};

// Cuts what was read into lines.
class Lines {
 public:
  // False at the end of the input.
  template <typename Take>
  bool read_from(int fd, const Take& take) {
    char piece[4096];
    const ssize_t count = read(fd, piece, sizeof piece);
    if (count < 0 && errno == EINTR) return true;
    if (checked(static_cast<int>(count), "read") == 0) return false;
    rest_.append(piece, static_cast<std::size_t>(count));
    for (std::size_t end = 0; (end = rest_.find('\n')) != std::string::npos;) {
      take(json::parse(rest_.substr(0, end)).as_object());
      rest_.erase(0, end + 1);
    }
    return true;
  }

 private:
  std::string rest_;
};

void watch(int epoll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  checked(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
}

int started_timer(std::chrono::milliseconds every) {
  const int fd =
      checked(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), "timerfd_create");
  itimerspec times{};
  times.it_interval.tv_nsec = std::chrono::nanoseconds(every).count();
  times.it_value = times.it_interval;
  checked(timerfd_settime(fd, 0, &times, nullptr), "timerfd_settime");
  return fd;
}

void start_alarms() {
  struct sigaction action {};
  action.sa_handler = on_alarm;
  action.sa_flags = SA_RESTART;
  checked(sigaction(SIGALRM, &action, nullptr), "sigaction");
  itimerval times{};
  times.it_interval.tv_sec = kAlarmEvery.count();
  times.it_value = times.it_interval;
  checked(setitimer(ITIMER_REAL, &times, nullptr), "setitimer");
}

void run() {
  Broadcast node;
  Work work;
  tick_fd = checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd");
  start_alarms();
  const int timer = started_timer(kGossipEvery);
  const int epoll = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  for (const int fd : {0, timer, tick_fd}) watch(epoll, fd);

  std::vector<std::thread> threads;
  for (int i = 0; i < kWorkers; ++i) {
    threads.emplace_back([&] {
      while (auto message = work.next()) node.handle(*message);
    });
  }
  threads.emplace_back([&] { node.expire(); });

  Lines lines;
  for (bool open = true; open;) {
    epoll_event events[8];
    const int count = epoll_wait(epoll, events, 8, 10'000);
    if (count < 0 && errno == EINTR) continue;
    for (int i = 0; i < checked(count, "epoll_wait"); ++i) {
      std::uint64_t times = 0;
      if (events[i].data.fd == 0) {
        open = lines.read_from(0, [&](json::object message) {
          // The name must be known before any other message is worked at.
          const json::string type = message.at("body").at("type").as_string();
          if (type == "init") return node.handle(message);
          work.add(std::move(message));
        });
      } else if (read(events[i].data.fd, &times, sizeof times) == sizeof times) {
        if (events[i].data.fd == timer) node.gossip();
        if (events[i].data.fd == tick_fd) std::fprintf(stderr, "alarm %d\n", alarms.load());
      }
    }
  }
  work.close();
  node.end();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

int main() {
  try {
    run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
