// What txn-list-append and txn-rw-register share: transactions of reads and writes, by the RPC
// `txn`, whose histories are held against consistency models.
//
// An error that says so (txn-conflict, abort …) means that nothing has happened: fail. A timeout or
// a crash leaves the outcome open, though the transaction may only have read: info.
#pragma once

#include <optional>
#include <string>

#include "eddy/workloads/workload.h"

namespace eddy::workloads {

class Transactions : public Workload {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override;
  std::optional<std::string> complaint(const Options& options) const override;
  std::vector<std::string_view> fitting_errors() const override;
  sim::codec::Complaint flaw_in(std::string_view f, const boost::json::value& value) const override;
  sim::Task<Outcome> invoke(const Client& client, const PlannedOperation& operation) const override;

 protected:
  // What a write is called, and the checker's model.
  Transactions(std::string write, std::string model)
      : write_(std::move(write)), model_(std::move(model)) {}

 private:
  std::string write_;
  std::string model_;
};

}  // namespace eddy::workloads
