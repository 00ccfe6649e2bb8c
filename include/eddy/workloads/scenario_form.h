// The parts of a scenario as JSON: what each struct is called there, and which fields a file must
// have. docs/scenario.md describes the form for people.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "eddy/sim/codec.h"
#include "eddy/sim/codec/variants.h"
#include "eddy/sim/fault_form.h"
#include "eddy/workloads/scenario.h"

namespace eddy::sim {

BOOST_DESCRIBE_STRUCT(Latency, (), (mean, distribution))
BOOST_DESCRIBE_STRUCT(NetworkOptions, (),
                      (hop, latency, client_latency, loss, duplicate, fault_services,
                       client_faults))
BOOST_DESCRIBE_STRUCT(ServiceOptions, (), (seq_kv_staleness))
// The bound on virtual time is a matter of the run.
BOOST_DESCRIBE_STRUCT(Limits, (), (events, instant_events, in_flight, timers, body_bytes))
BOOST_DESCRIBE_STRUCT(Trigger, (), (side, act, message, node, number))

}  // namespace eddy::sim

namespace eddy::workloads {

BOOST_DESCRIBE_STRUCT(FaultAt, (), (fault, trigger, lasts))
BOOST_DESCRIBE_STRUCT(NemesisOptions, (),
                      (kinds, interval, shape, targets, disk_faults, at, together))
BOOST_DESCRIBE_STRUCT(PlanOptions, (),
                      (workload, rate, concurrency, key_count, min_txn_length, max_txn_length,
                       max_writes_per_key, nemesis, liveness))
BOOST_DESCRIBE_STRUCT(OwnProgram, (), (program, nodes))
BOOST_DESCRIBE_STRUCT(ExternalProgram, (), (command, file, sha256, threads, time, ours))
BOOST_DESCRIBE_STRUCT(RunOptions, (),
                      (program, external, seed, branches, node_count, time_limit, topology, network,
                       services, limits, down_backlog, chances, timer_slack))
BOOST_DESCRIBE_STRUCT(Criteria, (),
                      (availability, expectations, consistency_models, rising_offsets, recovery))
BOOST_DESCRIBE_STRUCT(Options, (), (plan, run, criteria))
BOOST_DESCRIBE_STRUCT(ClientOptions, (), (count, group_size, timeout))
BOOST_DESCRIBE_STRUCT(FollowUp, (), (after, f, value))
BOOST_DESCRIBE_STRUCT(PlannedOperation, (), (id, at, thread, f, value, then))
BOOST_DESCRIBE_STRUCT(PlannedFault, (), (id, start, end, trigger))  // and the fault's own fields
BOOST_DESCRIBE_STRUCT(Scenario, (),
                      (options, clients, faults, core, lasting_faults, exceptions, operations,
                       recovery_operations, quiet, final_operations, final_rounds))

}  // namespace eddy::workloads

namespace eddy::sim::codec {

template <>
struct FileForm<Latency> : RequiredFields<> {};
template <>
struct FileForm<NetworkOptions> : RequiredFields<> {};
template <>
struct FileForm<ServiceOptions> : RequiredFields<> {};
template <>
struct FileForm<Limits> : RequiredFields<> {};
template <>
struct FileForm<Branch> : RequiredFields<"event", "key"> {};
template <>
struct FileForm<Trigger> : RequiredFields<"side", "act"> {};
template <>
struct FileForm<workloads::FaultAt> : RequiredFields<"fault", "trigger"> {};
template <>
struct FileForm<workloads::NemesisOptions> : RequiredFields<> {};
template <>
struct FileForm<workloads::PlanOptions> : RequiredFields<"workload"> {};
template <>
struct FileForm<workloads::OwnProgram> : RequiredFields<"program", "nodes"> {};
template <>
struct FileForm<workloads::ExternalProgram> : RequiredFields<"command"> {};
template <>
struct FileForm<workloads::RunOptions> : RequiredFields<> {};
template <>
struct FileForm<workloads::Criteria> : RequiredFields<> {};
template <>
struct FileForm<workloads::Options> : RequiredFields<"plan"> {};
template <>
struct FileForm<workloads::ClientOptions> : RequiredFields<> {};
template <>
struct FileForm<workloads::FollowUp> : RequiredFields<"after", "f"> {};
template <>
struct FileForm<workloads::PlannedOperation> : RequiredFields<"f"> {};
template <>
struct FileForm<workloads::PlannedFault> : RequiredFields<"start", "end"> {};
template <>
struct FileForm<workloads::Scenario> : RequiredFields<"options"> {};

// A number of clients, or a text as on the command line: "2n" is two for each node.
template <>
struct Codec<workloads::Concurrency> {
  static std::uint64_t hash(const workloads::Concurrency& value, std::size_t& bytes);
  static boost::json::value to_json(const workloads::Concurrency& value);
  static Complaint from_json(const boost::json::value& json, workloads::Concurrency& out,
                             UnknownFields = {});
};

// The object of its fault, with its own fields: {"id": 0, "start": 1, "end": 2, "kind": "loss", …}.
template <>
struct Codec<workloads::PlannedFault> {
  static std::uint64_t hash(const workloads::PlannedFault& value, std::size_t& bytes);
  static boost::json::value to_json(const workloads::PlannedFault& value);
  static Complaint from_json(const boost::json::value& json, workloads::PlannedFault& out,
                             UnknownFields unknown = {});
};

}  // namespace eddy::sim::codec
