#include "checkers/transactional/registers/register_faults.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <utility>

#include "checkers/evidence.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

class Search {
 public:
  explicit Search(const RegisterHistory& registers)
      : registers_(registers),
        known_(registers.keys.size()),
        read_by_(registers.versions.size(), kNoWriter),
        written_by_(registers.versions.size(), kNoWriter) {}

  std::vector<RegisterFault> run() {
    for (TransactionId t = 0; t < registers_.transactions.size(); ++t) {
      if (registers_.transactions[t].outcome != Outcome::ok) continue;
      judge_inside(t);
      judge_reads(t);
    }
    find_lost_updates();
    for (const RegisterOrder& order : registers_.orders) find_overwritten(order);
    std::stable_sort(
        faults_.begin(), faults_.end(),
        [](const RegisterFault& a, const RegisterFault& b) { return a.anomaly < b.anomaly; });
    return std::move(faults_);
  }

 private:
  // Names the first read only that is not as the transaction left the key.
  void judge_inside(TransactionId t) {
    for (const RegisterOperation& operation : registers_.operations_of(t)) {
      Known& known = known_[operation.key];
      if (operation.access == Access::read && known.transaction == t &&
          known.version != operation.version) {
        add(Anomaly::internal, t, operation.version,
            fmt::format("{} after it had itself {} {}", sees(t, operation.version),
                        known.access == Access::read ? "read" : "written",
                        value_name(registers_, known.version)),
            {{"expected", value_of(registers_, known.version)}});
        return;
      }
      known = {t, operation.access, operation.version};
    }
  }

  void judge_reads(TransactionId t) {
    for (const RegisterOperation& operation : registers_.operations_of(t)) {
      if (operation.access == Access::write) {
        written_by_[operation.version] = t;
      } else if (!registers_.is_initial(operation.version) && read_by_[operation.version] != t) {
        read_by_[operation.version] = t;
        judge_read(t, operation.version);
      }
    }
  }

  // What a program means that knows no null.
  std::string words_for_zero(std::uint32_t read) const {
    const json::value value = value_of(registers_, read);
    const bool is_zero = value == 0 || value == "" || value == false;
    return is_zero ? "; a key that was never written reads as null" : "";
  }

  void judge_read(TransactionId t, std::uint32_t read) {
    const RegisterVersion& version = registers_.versions[read];
    if (version.writer == kNoWriter) {
      add(Anomaly::thin_air_read, t, read,
          sees(t, read) + ", a value that nobody wrote to it" + words_for_zero(read), {});
      return;
    }
    if (version.writer == t) {
      if (written_by_[read] != t)
        add(Anomaly::future_read, t, read,
            sees(t, read) + ", which it wrote only afterwards itself", {});
      return;
    }
    const std::string writer = describe(registers_.op_of(version.writer));
    if (registers_.transactions[version.writer].outcome == Outcome::failed)
      add(Anomaly::g1a, t, read,
          fmt::format("{}, which {} wrote, and failed", sees(t, read), writer),
          {{"writer", reference(registers_.op_of(version.writer))}});
    if (!version.final)
      add(Anomaly::g1b, t, read,
          fmt::format("{}, which {} wrote and then overwrote itself", sees(t, read), writer),
          {{"writer", reference(registers_.op_of(version.writer))}});
  }

  void find_lost_updates() {
    boost::unordered_flat_map<std::uint32_t, std::vector<TransactionId>> updates;  // by version
    std::vector<FirstRead> first(registers_.keys.size());                          // by key
    for (TransactionId t = 0; t < registers_.transactions.size(); ++t) {
      if (registers_.transactions[t].outcome != Outcome::ok) continue;
      for (const RegisterOperation& operation : registers_.operations_of(t)) {
        FirstRead& read = first[operation.key];
        if (operation.access == Access::read) {
          if (read.transaction != t) read = {t, operation.version, false};
        } else if (read.transaction == t && !read.updated) {
          read.updated = true;
          updates[read.version].push_back(t);
        }
      }
    }
    for (std::uint32_t v = 0; v < registers_.versions.size(); ++v) {
      const auto found = updates.find(v);
      if (found != updates.end() && found->second.size() > 1) add_lost_update(v, found->second);
    }
  }

  void add_lost_update(std::uint32_t version, const std::vector<TransactionId>& updates) {
    const std::uint32_t key = registers_.versions[version].key;
    std::string list;
    json::array ops;
    std::vector<const Op*> updaters;
    for (const TransactionId t : updates) updaters.push_back(&registers_.op_of(t));
    for (const TransactionId t : updates) {
      if (ops.size() == kMaxEvidence) break;
      if (!list.empty()) list += ", ";
      list += fmt::format("{} wrote {}", describe(registers_.op_of(t)),
                          value_name(registers_, access_of(t, key).write));
      ops.push_back(reference(registers_.op_of(t)));
    }
    if (updates.size() > kMaxEvidence)
      list += fmt::format(", and {} more", updates.size() - kMaxEvidence);
    faults_.push_back(
        {Anomaly::lost_update,
         fmt::format("{} transactions read {} as {} and then wrote it: {}", updates.size(),
                     key_name(registers_, key), value_name(registers_, version), list),
         {{"key", *registers_.keys[key]},
          {"value", value_of(registers_, version)},
          {"count", updates.size()},
          {"ops", std::move(ops)}},
         involved(updaters)});
  }

  const ExternalAccess& access_of(TransactionId t, std::uint32_t key) const {
    const auto accesses = registers_.accesses_of(t);
    return *std::find_if(accesses.begin(), accesses.end(),
                         [key](const ExternalAccess& a) { return a.key == key; });
  }

  // Updates of a version that was no longer the latest one.
  void find_overwritten(const RegisterOrder& order) {
    std::vector<std::uint32_t> installed;
    boost::unordered_flat_map<std::uint32_t, std::size_t> next;  // by version, the place after it
    next[registers_.initial_versions[order.key]] = 0;
    for (const std::uint32_t version : order.versions) {
      if (registers_.is_initial(version) || !registers_.is_installed(version)) continue;
      installed.push_back(version);
      next.try_emplace(version, installed.size());
    }
    for (const std::uint32_t version : installed) {
      const TransactionId t = registers_.versions[version].writer;
      const ExternalAccess& access = access_of(t, order.key);
      const auto after_read = next.find(access.read);
      if (registers_.transactions[t].outcome != Outcome::ok || after_read == next.end()) continue;
      if (after_read->second + 1 < next[version])
        add_overwritten(order, access, t, installed[after_read->second]);
    }
  }

  void add_overwritten(const RegisterOrder& order, const ExternalAccess& access, TransactionId t,
                       std::uint32_t lost) {
    const TransactionId loser = registers_.versions[lost].writer;
    const bool is_known = registers_.transactions[loser].outcome == Outcome::ok &&
                          access_of(loser, order.key).read == access.read;
    if (is_known || !overwriting_.insert(access.write).second) return;
    faults_.push_back(
        {Anomaly::lost_update,
         fmt::format(
             "{} and then set it to {}, over {}, which {} had written in between, as {} saw",
             sees(t, access.read), value_name(registers_, access.write),
             value_name(registers_, lost), describe(registers_.op_of(loser)),
             order.observed->observer),
         {{"key", *registers_.keys[order.key]},
          {"value", value_of(registers_, access.read)},
          {"lost", value_of(registers_, lost)},
          {"count", 2},
          {"ops", {reference(registers_.op_of(loser)), reference(registers_.op_of(t))}}},
         involved({&registers_.op_of(t), &registers_.op_of(loser)})});
  }

  std::string sees(TransactionId t, std::uint32_t version) const {
    return fmt::format("{} read {} as {}", describe(registers_.op_of(t)),
                       key_name(registers_, registers_.versions[version].key),
                       value_name(registers_, version));
  }

  void add(Anomaly anomaly, TransactionId t, std::uint32_t version, std::string words,
           json::object report) {
    report["op"] = reference(registers_.op_of(t));
    report["key"] = *registers_.keys[registers_.versions[version].key];
    report["value"] = value_of(registers_, version);
    const std::uint32_t writer = registers_.versions[version].writer;
    const Op* other = writer == kNoWriter ? nullptr : &registers_.op_of(writer);
    faults_.push_back(
        {anomaly, std::move(words), std::move(report), involved({&registers_.op_of(t), other})});
  }

  // What a transaction did last to a key.
  struct Known {
    TransactionId transaction = kNoWriter;
    Access access = Access::read;
    std::uint32_t version = kNoVersion;
  };

  // What a transaction read first of a key, and whether it then wrote the key.
  struct FirstRead {
    TransactionId transaction = kNoWriter;
    std::uint32_t version = kNoVersion;
    bool updated = false;
  };

  const RegisterHistory& registers_;
  std::vector<Known> known_;               // by key
  std::vector<std::uint32_t> read_by_;     // by version: the latest transaction that read it
  std::vector<std::uint32_t> written_by_;  // by version: the latest one that has written it
  boost::unordered_flat_set<std::uint32_t> overwriting_;  // versions that are known to
  std::vector<RegisterFault> faults_;
};

}  // namespace

std::vector<RegisterFault> find_register_faults(const RegisterHistory& registers) {
  return Search(registers).run();
}

std::string key_name(const RegisterHistory& registers, std::uint32_t key) {
  return "key " + excerpt(*registers.keys[key]);
}

std::string value_name(const RegisterHistory& registers, std::uint32_t version) {
  return registers.is_initial(version) ? "null" : excerpt(*registers.versions[version].value);
}

json::value value_of(const RegisterHistory& registers, std::uint32_t version) {
  if (registers.is_initial(version)) return nullptr;
  return *registers.versions[version].value;
}

}  // namespace eddy::checkers
