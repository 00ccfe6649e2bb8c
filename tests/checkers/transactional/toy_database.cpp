#include "tests/checkers/transactional/toy_database.h"

#include <boost/json/array.hpp>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "checkers/transactional/registers/version_orders.h"
#include "eddy/sim/random.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace {

namespace json = boost::json;

// What a key holds: all elements of a list; of a register the last one, or none.
using State = std::vector<std::int64_t>;

struct MicroOp {
  bool write = false;
  std::size_t key = 0;
  std::int64_t value = 0;  // of a write
  State seen;              // by a read
};

enum class Stage { idle, running, ended };

struct Client {
  std::int64_t process = 0;
  Stage stage = Stage::idle;
  std::vector<MicroOp> txn;
  std::size_t next = 0;
  std::vector<State> snapshot;
  std::vector<std::size_t> seen_stamps;                  // of each key, when the snapshot was taken
  std::map<std::size_t, std::vector<std::int64_t>> own;  // what it has written, by key
  std::map<std::size_t, State> undo;                     // what its keys held before
  OpType outcome = OpType::ok;
};

json::value name_of(std::size_t key) { return static_cast<std::int64_t>(key); }

class ToyDatabase {
 public:
  ToyDatabase(std::uint64_t seed, const ToyOptions& options)
      : options_(options),
        random_(seed, sim::Purpose::test, 1 + static_cast<std::uint64_t>(options.isolation),
                static_cast<std::uint64_t>(options.shape)),
        committed_(options.keys),
        stamps_(options.keys),
        holder_(options.keys),
        installed_(options.keys),
        written_(options.keys) {
    for (std::size_t i = 0; i < options.clients; ++i) {
      clients_.push_back({});
      clients_.back().process = static_cast<std::int64_t>(i);
    }
    next_process_ = static_cast<std::int64_t>(options.clients);
  }

  History run() {
    while (begun_ < options_.transactions || busy_ > 0) step(random_.below(clients_.size()));
    if (random_.below(2) == 0) {
      begin(clients_.front(), read_of_all());
      while (busy_ > 0) step(0);
    }
    if (options_.orders == TrueOrders::recorded) record_orders();
    number_events(history_);
    return std::move(history_);
  }

 private:
  bool in_place() const { return options_.isolation == Isolation::read_uncommitted; }
  bool locks() const { return in_place() || options_.isolation == Isolation::read_committed; }

  void step(std::size_t number) {
    Client& client = clients_[number];
    if (client.stage == Stage::idle) {
      if (begun_ == options_.transactions) return;
      ++begun_;
      begin(client, random_transaction());
    } else if (client.stage == Stage::ended) {
      complete(client);
    } else if (client.next < client.txn.size()) {
      execute(number, client.txn[client.next++]);
    } else {
      end(client);
    }
  }

  std::vector<MicroOp> random_transaction() {
    std::vector<MicroOp> txn(1 + random_.below(options_.longest));
    for (MicroOp& micro : txn) {
      micro.write = random_.below(2) == 0;
      micro.key = random_.below(options_.keys);
      if (micro.write) micro.value = ++written_[micro.key];
    }
    return txn;
  }

  std::vector<MicroOp> read_of_all() const {
    std::vector<MicroOp> txn(options_.keys);
    for (std::size_t key = 0; key < txn.size(); ++key) txn[key].key = key;
    return txn;
  }

  void begin(Client& client, std::vector<MicroOp> txn) {
    client.txn = std::move(txn);
    client.next = 0;
    client.stage = Stage::running;
    client.snapshot = committed_;
    client.seen_stamps = stamps_;
    client.own.clear();
    client.undo.clear();
    ++busy_;
    record(client, OpType::invoke);
  }

  void apply(State& state, std::int64_t value) const {
    if (options_.shape == Shape::rw_register) state.clear();
    state.push_back(value);
  }

  void execute(std::size_t number, MicroOp& micro) {
    Client& client = clients_[number];
    if (!micro.write) {
      micro.seen = locks() ? committed_[micro.key] : client.snapshot[micro.key];
      if (in_place()) return;
      for (const std::int64_t value : client.own[micro.key]) apply(micro.seen, value);
      return;
    }
    if (locks()) {
      auto& holder = holder_[micro.key];
      if (holder && *holder != number) return abort(client, OpType::fail);
      holder = number;
    }
    client.undo.try_emplace(micro.key, committed_[micro.key]);
    client.own[micro.key].push_back(micro.value);
    if (in_place()) apply(committed_[micro.key], micro.value);
  }

  bool may_commit(const Client& client) const {
    if (locks()) return true;
    for (const MicroOp& micro : client.txn) {
      const bool matters = micro.write == (options_.isolation == Isolation::snapshot_isolation);
      if (matters && stamps_[micro.key] != client.seen_stamps[micro.key]) return false;
    }
    return true;
  }

  // Of ten transactions one aborts for no reason; of two nobody learns that one has committed and
  // the other one has not.
  void end(Client& client) {
    const std::uint64_t luck = random_.below(10);
    const OpType told = luck < 2 ? OpType::info : OpType::ok;
    if (luck == 0 || luck == 9 || !may_commit(client))
      return abort(client, told == OpType::info ? told : OpType::fail);
    for (const auto& [key, values] : client.own) {
      if (values.empty()) continue;
      ++stamps_[key];
      installed_[key].emplace_back(values.back());
      if (in_place()) continue;
      for (const std::int64_t value : values) apply(committed_[key], value);
    }
    finish(client, told);
  }

  void abort(Client& client, OpType told) {
    if (in_place()) {
      for (const auto& [key, before] : client.undo) committed_[key] = before;
    }
    finish(client, told);
  }

  void finish(Client& client, OpType told) {
    const auto number = static_cast<std::size_t>(&client - clients_.data());
    for (auto& holder : holder_) {
      if (holder == number) holder.reset();
    }
    client.stage = Stage::ended;
    client.outcome = told;
  }

  void complete(Client& client) {
    record(client, client.outcome);
    if (client.outcome == OpType::info) client.process = next_process_++;
    client.stage = Stage::idle;
    --busy_;
  }

  json::value shown(const State& state) {
    if (options_.shape == Shape::rw_register)
      return state.empty() ? json::value(nullptr) : json::value(state.back());
    if (state.empty() && random_.below(2) == 0) return nullptr;
    return json::array(state.begin(), state.end());
  }

  void record(const Client& client, OpType type) {
    const char* write = options_.shape == Shape::list_append ? "append" : "w";
    json::array txn;
    for (const MicroOp& micro : client.txn) {
      json::value operand = micro.write ? json::value(micro.value) : json::value(nullptr);
      if (!micro.write && type == OpType::ok) operand = shown(micro.seen);
      txn.push_back({micro.write ? write : "r", name_of(micro.key), std::move(operand)});
    }
    Op op;
    op.process = client.process;
    op.type = type;
    op.f = "txn";
    op.value = std::move(txn);
    history_.ops.push_back(std::move(op));
  }

  void record_orders() {
    for (std::size_t key = 0; key < installed_.size(); ++key)
      history_.ops.push_back(version_order_event({"toy", name_of(key), installed_[key]}));
  }

  ToyOptions options_;
  sim::Random random_;
  History history_;
  std::vector<Client> clients_;
  std::int64_t next_process_ = 0;
  std::size_t begun_ = 0;
  std::size_t busy_ = 0;
  std::vector<State> committed_;     // when writes are made in place: what is there now
  std::vector<std::size_t> stamps_;  // how often each key was committed to
  std::vector<std::optional<std::size_t>> holder_;   // which client has locked a key
  std::vector<std::vector<json::value>> installed_;  // of each key, what commits left there
  std::vector<std::int64_t> written_;                // the last value handed out for a key
};

}  // namespace

std::string_view to_string(Isolation isolation) {
  switch (isolation) {
    case Isolation::serializable:
      return "serializable";
    case Isolation::snapshot_isolation:
      return "snapshot-isolation";
    case Isolation::read_committed:
      return "read-committed";
    case Isolation::read_uncommitted:
      break;
  }
  return "read-uncommitted";
}

std::string_view to_string(Shape shape) {
  return shape == Shape::list_append ? "list-append" : "rw-register";
}

History run_toy_database(std::uint64_t seed, const ToyOptions& options) {
  return ToyDatabase(seed, options).run();
}

}  // namespace eddy::checkers
